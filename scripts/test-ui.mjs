// npm run test:ui [-- VITEST ARGUMENTS]: packages the extension, and tests it by its user interface with Playwright.
// EXTENSION_PATH names another folder than this repository, whose extension has been built.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTestHost } from './install-test-host.mjs';
import { packageExtension } from './package-extension.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

installTestHost();
packageExtension(process.env.EXTENSION_PATH);
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
const args = [vitest, 'run', '--config', 'test/ui/vitest.config.ts', ...process.argv.slice(2)];
process.exitCode =
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
