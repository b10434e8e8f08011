/** Whatever a table holds, its draft passes every check, or there is a reason why there is none. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NothingToLearnError } from '../../../src/core/config/guess/guess.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { BadInputError } from '../../../src/core/problems.js';
import { draft } from '../../../src/worker/draft.js';
import { prepare } from '../../../src/worker/prepare.js';
import { memoryFiles } from './memoryFiles.js';

const NAMES = ['id', 'unit', 'ticker', 'date', 't', 'cycle', 'x1', 'x2', 'x3', 'x4', 'heat', 'sky', 'note'];
const ANSWERS = ['target', 'close', 'label', 'failure', 'a "b"', 'c{step}', 'd // e'];
const KINDS = [
  'real',
  'whole',
  'binary',
  'rising',
  'few',
  'many',
  'block',
  'turn',
  'day',
  'blockDay',
  'constant',
] as const;

const column = fc.record({
  name: fc.constantFrom(...NAMES, ...ANSWERS),
  kind: fc.constantFrom(...KINDS),
  /** One in so many cells is empty; 1: none is. */
  gaps: fc.constantFrom(1, 1, 1, 3, 7, 13),
  size: fc.integer({ min: 1, max: 9 }),
});
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);

function cell(
  { kind, gaps, size }: Pick<typeof column extends fc.Arbitrary<infer T> ? T : never, 'kind' | 'gaps' | 'size'>,
  row: number,
) {
  if (gaps > 1 && (row * 5 + size) % gaps === 0) return null;
  const block = Math.floor(row / (size + 1));
  return {
    real: Math.round(1000 * Math.sin(row * size + 1)) / 1000,
    whole: (row * 7 + size) % 11,
    binary: (row * size) % 2,
    rising: row,
    few: `n${(row * size) % 3}`,
    many: `m${row}`,
    block: `b${block}`,
    turn: row % (size + 1),
    day: day(row),
    blockDay: day(block),
    constant: 4,
  }[kind];
}

const tables = fc.record({
  columns: fc.uniqueArray(column, { selector: ({ name }) => name, minLength: 1, maxLength: 6 }),
  rows: fc.oneof({ arbitrary: fc.integer({ min: 20, max: 60 }), weight: 9 }, fc.integer({ min: 1, max: 3 })),
  ending: fc.constantFrom('csv', 'jsonl', 'json'),
});

function written({ columns, rows, ending }: typeof tables extends fc.Arbitrary<infer T> ? T : never): string {
  const all = Array.from({ length: rows }, (_, row) => columns.map((one) => cell(one, row)));
  if (ending === 'csv') {
    const quoted = (value: unknown) => `"${String(value ?? '').replaceAll('"', '""')}"`;
    return [columns.map(({ name }) => name), ...all].map((row) => row.map(quoted).join(',')).join('\n');
  }
  const records = all.map((row) => JSON.stringify(Object.fromEntries(columns.map(({ name }, k) => [name, row[k]]))));
  return ending === 'jsonl' ? records.join('\n') : `[${records.join(',')}]`;
}

it('a draft passes every check', async () => {
  let drafts = 0;
  await fc.assert(
    fc.asyncProperty(tables, async (table) => {
      const files = memoryFiles();
      const name = `a.${table.ending}`;
      await files.write(`/work/${name}`, written(table));
      const config = { path: '/work/a.lstm.json', text: '' };
      try {
        const made = await draft({ config, file: `/work/${name}`, name, progress: '' }, files, NO_TURNS);
        if (made.kind !== 'data') throw new Error(made.kind);
        drafts += 1;
        await prepare({ ...config, text: made.text }, files).catch((error: Error) => {
          throw new Error(`${error.message}\n${made.text}\n${written(table)}`);
        });
      } catch (error) {
        if (!(error instanceof NothingToLearnError) && !(error instanceof BadInputError)) throw error;
      }
    }),
    { numRuns: 400 },
  );
  expect(drafts).toBeGreaterThan(200);
}, 60_000);
