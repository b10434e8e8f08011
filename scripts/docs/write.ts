/** Trains the seed experiment by the command line, and makes the page and its figures of what it prints. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Documents } from './documents.js';
import { drawn, FIGURES } from './figures.js';
import { CONFIG, PAGE, page } from './page.js';

/** @returns the contents of each file, by its path from the root. @throws {Error} where a command fails. */
export async function docsFiles(): Promise<Map<string, string>> {
  const documents = printed();
  const files = new Map([[PAGE, page(documents)]]);
  for (const [name, specOf] of Object.entries(FIGURES)) {
    files.set(`docs/images/how-an-lstm-adds/${name}.svg`, await drawn(specOf(documents)));
  }
  return files;
}

function printed(): Documents {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-docs-'));
  try {
    const config = path.join(folder, path.basename(CONFIG));
    cpSync(CONFIG, config);
    const train = run('train', config);
    return { train, inspection: run('inspect', config, '--dynamics') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
