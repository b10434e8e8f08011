import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutOfReachError } from '../../../src/core/files.js';
import { filesBelow } from '../../../src/worker/filesBelow.js';
import { memoryFiles } from './memoryFiles.js';

describe('files of other file systems', () => {
  const files = filesBelow(memoryFiles(), ['vfs://one/work', 'vfs://one/chosen.csv']);

  it.each([
    'vfs://one/work',
    'vfs://one/work/a.csv',
    'vfs://one/work/x/../a.csv',
    'vfs://one/x/../work/a.csv',
    'vfs://one/chosen.csv',
  ])('%s may be read', async (path) => {
    expect(await files.size(path)).toBe(undefined);
  });

  it.each([
    'vfs://one/working/a.csv',
    'vfs://one/work/../a.csv',
    'vfs://one/work/..\\a.csv',
    'vfs://two/work/a.csv',
    'other://one/work/a.csv',
    '/work/a.csv',
    'vfs://one/chosen.csv.csv',
  ])('%s is out of reach', async (path) => {
    for (const look of [files.size(path), files.read(path), files.readPart(path, 0, 1), files.list(path)]) {
      await expect(look).rejects.toThrow(OutOfReachError);
    }
  });

  it('are never read above their folder, whatever steps a path takes', async () => {
    const step = fc.constantFrom('a', 'work', '..', '.', '');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const path = `vfs://one/work/${steps.join('/')}`;
        const leads = posix.normalize(`/work/${steps.join('/')}`);
        const below = leads === '/work' || leads.startsWith('/work/');
        const read = await files.size(path).then(
          () => true,
          () => false,
        );
        expect(read).toBe(below);
      }),
    );
  });

  it('of a whole file system may be read where it is open from its top', async () => {
    expect(await filesBelow(memoryFiles(), ['vfs:///']).size('vfs:///a/b.csv')).toBe(undefined);
  });
});
