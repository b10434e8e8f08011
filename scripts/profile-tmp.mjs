import { importTypeScript } from './test-harness.mjs';
const { profile } = await importTypeScript('test/bench/profile.ts'); await profile();
