// npm run bench:editor: how long a user waits in a headless VS Code. Packages the extension first.

import { installTestHost } from './install-test-host.mjs';
import { packageExtension } from './package-extension.mjs';
import { importTypeScript } from './test-harness.mjs';

installTestHost();
packageExtension();
const { benchEditor } = await importTypeScript('test/bench/editor.ts');
await benchEditor();
