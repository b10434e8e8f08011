// npm run test:ui [-- VITEST ARGUMENTS]: packages the extension, and tests it by its user interface with Playwright.
// EXTENSION_PATH names another folder than this repository, whose extension has been built.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTestHost } from './install-test-host.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

installTestHost();
packageExtension(process.env.EXTENSION_PATH ?? root, path.join(root, 'out/lstm-lens.vsix'));
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
const args = [vitest, 'run', '--config', 'test/ui/vitest.config.ts', ...process.argv.slice(2)];
process.exitCode =
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;

function packageExtension(extension, vsix) {
  mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  // Without dependencies: whatever runs has been bundled.
  const args = [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  const packaged = spawnSync(process.execPath, args, {
    cwd: extension,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (packaged.status === 0) return;
  throw new Error(`The extension could not be packaged:\n${packaged.stdout}${packaged.stderr}`);
}
