// A part of npm run bench that needs a process of its own: the seed experiment on tfjs-node.
import { importTypeScript } from './test-harness.mjs';

const { benchNative } = await importTypeScript('test/bench/native.ts');
await benchNative();
