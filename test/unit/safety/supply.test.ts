/** What is packaged: which code, under which licences, and the same bytes each time. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import { temporaryFolder } from '../support/temporaryFolder.js';

const folder = temporaryFolder('vsix');

/** Packages what is built. */
function vsix(name: string, env: Record<string, string> = {}): Uint8Array {
  const file = path.join(folder, name);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/package-extension.mjs', file], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return readFileSync(file);
}

describe('the package', () => {
  const first = vsix('first.vsix');

  it('has the same bytes whenever and wherever it is made', () => {
    const again = vsix('again.vsix', { TZ: 'Asia/Tokyo', LANG: 'C' });
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    expect(hash(again)).toBe(hash(first));
  });

  it('has what runs, what is read, and the licences, and nothing else', () => {
    const names = Object.keys(unzipSync(first)).filter((name) => name.startsWith('extension/'));
    const allowed =
      /^extension\/(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt|media\/[\w-]+\.(svg|png)|docs\/images\/[\w-]+\.png|dist\/(extension\/(extension|read|csv)\.cjs|python\/(train|sweep|versions)\.py|cli\.js|worker\.cjs|web\/(extension\.cjs(\.js)?|worker\.js)|hdf5\.cjs|experiment\.schema\.json|THIRD-PARTY-NOTICES\.txt|l10n\/[\w.-]+\.json|webview\/(panel|model)\.(js|css)))$/;
    expect(names.filter((name) => !allowed.test(name))).toEqual([]);
    expect(names).toContain('extension/dist/THIRD-PARTY-NOTICES.txt');
    expect(names).toContain('extension/dist/python/train.py');
  });
});

describe('the extension', () => {
  it('asks for the API of VS Code once: each time copies all of it, which is most of the time of activation', () => {
    for (const file of ['dist/extension/extension.cjs', 'dist/web/extension.cjs']) {
      expect(readFileSync(file, 'utf8').match(/require\("vscode"\)/g), file).toHaveLength(1);
    }
  });
});

describe('what is bundled', () => {
  interface Bundle {
    readonly file: string;
    readonly packages: readonly { name: string; version: string; licence: string }[];
  }
  const bundles: Bundle[] = JSON.parse(readFileSync('dist/bundles.json', 'utf8'));

  it('is in the notices, each package with its licence', () => {
    const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    const packages = bundles.flatMap((bundle) => bundle.packages);
    expect(packages.length).toBeGreaterThan(50);
    for (const { name, version, licence } of packages) expect(notices).toContain(`\n${name} ${version}: ${licence}\n`);
  });

  it('is of the versions that the lockfile names', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const locked = new Set(
      Object.entries(packages).map(([place, entry]) => {
        return `${place.replace(/^.*node_modules\//, '')}@${(entry as { version: string }).version}`;
      }),
    );
    for (const { name, version } of bundles.flatMap((bundle) => bundle.packages)) {
      expect(locked).toContain(`${name}@${version}`);
    }
  });

  it('may not have a licence that nobody has looked at', async () => {
    const { isAccepted } = await import(pathToFileURL(path.resolve('scripts/licences.mjs')).href);
    for (const good of ['MIT', 'ISC', '(MIT OR GPL-3.0-or-later)', 'Apache-2.0 AND MIT'])
      expect(isAccepted(good)).toBe(true);
    for (const bad of ['GPL-3.0', 'none', 'MIT AND GPL-3.0', 'SEE LICENSE IN LICENSE.txt']) {
      expect(isAccepted(bad)).toBe(false);
    }
  });
});

describe('the dependencies', () => {
  it('are none at run time, pinned, and each has its reason in ARCHITECTURE.md', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    const reasons = readFileSync('ARCHITECTURE.md', 'utf8').split('## Parts')[1];
    for (const [name, version] of Object.entries(manifest.devDependencies)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      if (!name.startsWith('@types/')) expect(reasons).toContain(name);
    }
  });
});
