// Packages the built extension as out/lstm-lens.vsix, as the tests and the bench install it: the same bytes each time.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files in the order of their names, all of one moment: the first that a zip archive can tell. */
const REPRODUCIBLE = { SOURCE_DATE_EPOCH: String(Date.UTC(1980, 0, 1) / 1000), TZ: 'UTC' };

/** @param extension folder of the extension; by default this repository. @param vsix the file to write. */
export function packageExtension(extension = root, vsix = path.join(root, 'out/lstm-lens.vsix')) {
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
    env: { ...process.env, ...REPRODUCIBLE },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (packaged.status === 0) return;
  throw new Error(`The extension could not be packaged:\n${packaged.stdout}${packaged.stderr}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) packageExtension(root, process.argv[2]);
