// npm run test:host [-- --grep PATTERN]: the mocha suite inside the extension host of a headless VS Code.
import { installTestHost } from './install-test-host.mjs';
import { importTypeScript } from './test-harness.mjs';

installTestHost();
const { runSuite } = await importTypeScript('test/host/run.ts');
const { runHeadless } = await importTypeScript('test/host/headless.ts');
await runSuite(runHeadless);
