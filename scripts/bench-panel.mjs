// npm run bench:panel: how the panel keeps up with a large model, in a headless VS Code. Packages the extension first.

import { installTestHost } from './install-test-host.mjs';
import { packageExtension } from './package-extension.mjs';
import { importTypeScript } from './test-harness.mjs';

installTestHost();
packageExtension();
const { benchPanel } = await importTypeScript('test/bench/panel.ts');
await benchPanel();
