/** What a config may have read: nothing outside of the open folders, by whatever path or link. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CancellationToken } from 'vscode-jsonrpc';
import { OutOfReachError } from '../../../src/core/files.js';
import { DEFAULT_MEMORY } from '../../../src/core/memory.js';
import { BadInputError } from '../../../src/core/problems.js';
import { WorkerClient } from '../../../src/worker/client.js';
import { filesWithin } from '../../../src/worker/filesWithin.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { prepare } from '../../../src/worker/prepare.js';
import { startThread } from '../../../src/worker/start.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const root = temporaryFolder('reach');
const open = path.join(root, 'open');
const rows = `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i % 3}`).join('\n')}`;
mkdirSync(path.join(open, 'inner'), { recursive: true });
mkdirSync(path.join(root, 'open-too'));
mkdirSync(path.join(root, 'outside'));
writeFileSync(path.join(open, 'inner/rows.csv'), rows);
for (const name of ['outside/rows.csv', 'open-too/rows.csv', 'picked.csv']) writeFileSync(path.join(root, name), rows);
writeFileSync(path.join(root, 'outside/model.keras'), 'secret');
const links = process.platform !== 'win32';
if (links) {
  symlinkSync('../outside/rows.csv', path.join(open, 'away.csv'));
  symlinkSync('../outside', path.join(open, 'away'));
  symlinkSync('inner/rows.csv', path.join(open, 'within.csv'));
  symlinkSync(open, path.join(root, 'alias'));
}

const configOf = (change: object) => ({
  path: path.join(open, 'a.lstm.json'),
  text: JSON.stringify({
    data: { file: 'inner/rows.csv', inputs: ['x'], target: 'y', window: 3 },
    model: {
      layers: [
        { type: 'lstm', units: 2 },
        { type: 'dense', units: 1 },
      ],
    },
    ...change,
  }),
});
const dataOf = (file: string) => configOf({ data: { file, inputs: ['x'], target: 'y', window: 3 } });
/** Reads what a config names. */
async function read(config: { path: string; text: string }, reach: readonly string[]): Promise<string> {
  const files = filesWithin(nodeFiles, reach);
  try {
    await prepare(config, files);
    return 'read';
  } catch (error) {
    if (error instanceof BadInputError) return error.message;
    throw error;
  }
}

describe('data and models that a config names', () => {
  const far = [
    '../outside/rows.csv',
    'inner/../../outside/rows.csv',
    path.join(root, 'outside/rows.csv'),
    // A folder whose name only begins alike.
    '../open-too/rows.csv',
    '../outside/missing.csv',
    ...(links ? ['away.csv', 'away/rows.csv', 'away/missing.csv'] : []),
  ];
  it.each(far)('%s is not read', async (file) => {
    expect(await read(dataOf(file), [open])).toMatch(
      /^.*a\.lstm\.json:1:\d+: .* is outside of the folders that are open/,
    );
  });

  it('are read within, by links too, and wherever the user has chosen', async () => {
    expect(await read(dataOf('inner/rows.csv'), [open])).toBe('read');
    if (links) expect(await read(dataOf('within.csv'), [open])).toBe('read');
    if (links) expect(await read(dataOf('inner/rows.csv'), [path.join(root, 'alias')])).toBe('read');
    expect(await read(dataOf('../picked.csv'), [open])).toMatch(/outside/);
    expect(await read(dataOf('../picked.csv'), [open, path.join(root, 'picked.csv')])).toBe('read');
  });

  it('tell nothing of a model elsewhere, not even whether it is there', async () => {
    const there = await read(configOf({ model: { from: '../outside/model.keras' } }), [open]);
    const not = await read(configOf({ model: { from: '../outside/nodel.keras' } }), [open]);
    expect(there).toMatch(/is outside of the folders/);
    expect(there.replace('model.keras', 'nodel.keras')).toBe(not);
  });
});

describe('files within', () => {
  it('refuse every way of reading', async () => {
    const files = filesWithin(nodeFiles, [open]);
    const file = path.join(root, 'outside/rows.csv');
    for (const work of [
      files.size(file),
      files.read(file),
      files.readPart(file, 0, 1),
      files.list(path.dirname(file)),
    ]) {
      await expect(work).rejects.toBeInstanceOf(OutOfReachError);
    }
  });
});

describe('a worker', () => {
  it('is bound by what it is started with', async () => {
    const worker = new WorkerClient(startThread(path.resolve('dist/worker.cjs'), DEFAULT_MEMORY, [open]), nodeFiles);
    try {
      // Warnings of so small a file tell that it was read.
      const inside = await worker.check(dataOf('inner/rows.csv'), CancellationToken.None);
      expect(inside.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
      const [problem] = await worker.check(dataOf('../outside/rows.csv'), CancellationToken.None);
      expect(problem.severity).toBe('error');
      expect(problem.message).toContain('outside of the folders');
    } finally {
      await worker.dispose();
    }
  });
});
