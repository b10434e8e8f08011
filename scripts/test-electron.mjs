// npm run test:electron [-- --grep PATTERN]: the same suite as test:host, in a desktop VS Code.
import { importTypeScript } from './test-harness.mjs';

const { runSuite } = await importTypeScript('test/host/run.ts');
const { runElectron } = await importTypeScript('test/host/electron.ts');
await runSuite(runElectron);
