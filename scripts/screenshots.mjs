// npm run screenshots: takes the pictures of the README, docs/images/*.png, in a headless VS Code. Packages the extension first.

import { installTestHost } from './install-test-host.mjs';
import { packageExtension } from './package-extension.mjs';
import { importTypeScript } from './test-harness.mjs';

installTestHost();
packageExtension();
const { takePictures } = await importTypeScript('test/pictures/pictures.ts');
await takePictures();
