// npm run crash [-- --moments N --seed S]: the program killed at 200 random moments of a run, which then goes on to the same bits.
import { importTypeScript } from './test-harness.mjs';

const { crash } = await importTypeScript('test/crash/crash.ts');
await crash();
