// Packages the built extension as out/lstm-lens.vsix, as the tests and the bench install it.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param extension folder of the extension; by default this repository. */
export function packageExtension(extension = root) {
  const vsix = path.join(root, 'out/lstm-lens.vsix');
  mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  // Without dependencies: whatever runs has been bundled.
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  const packaged = spawnSync(process.execPath, args, {
    cwd: extension,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (packaged.status === 0) return;
  throw new Error(`The extension could not be packaged:\n${packaged.stdout}${packaged.stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packageExtension();
