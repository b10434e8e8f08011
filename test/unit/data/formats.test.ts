import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileData } from '../../../src/core/config/experiment.js';
import { sequenceInputs } from '../../../src/core/data/dataset.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { BadInputError, formatProblem, type Problem } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { sourceOf } from './sources.js';

const FILES = 'test/unit/data/files';
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(FILES, name)));
const problemAt = (at: (string | number)[], message: string): Problem => ({
  ...{ file: 'a.lstm.json', line: 1, column: 1, endLine: 1, endColumn: 1 },
  message: `${at.join('.')}: ${message}`,
  severity: 'error',
  source: 'meaning',
});
const read = (file: string, data: Partial<FileData>, content: string | Uint8Array = bytesOf(file)) => {
  const whole = { inputs: ['x'], target: 'y', transform: 'none', missing: 'error', standardize: false, ...data, file };
  return readFileData({ split: { validation: 0 }, ...whole } as FileData, sourceOf(file, content), {
    seed: 1,
    loss: { type: 'meanSquaredError' },
    everyStep: false,
    random: Random.for(1, 'split'),
    problemAt,
    turns: NO_TURNS,
    open: async (name) => sourceOf(name, bytesOf(name)),
  });
};
const problemsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BadInputError) return error.problems.map(formatProblem);
  throw error ?? new Error('Nothing was wrong.');
};

/** What make.py has written: x[n][t][f] = (8 n + 2 t + f) / 8, and its sums. */
const X = Array.from({ length: 48 }, (_, i) => i / 8);
const Y = Array.from({ length: 6 }, (_, n) => X.slice(8 * n, 8 * n + 8).reduce((sum, x) => sum + x, 0));
const all = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('NumPy arrays', () => {
  it.each(['x.npy', 'fortran.npy', 'big.npy', 'half.npy'])(
    '%s holds sequences whose targets are another array',
    async (file) => {
      const set = await read(file, { inputs: [file.replace('.npy', '')], target: 'y.npy' });
      expect([set.length, set.features.length, set.starts.length]).toEqual([4, 2, 6]);
      expect([...sequenceInputs(set, all(6))]).toEqual(X);
      expect([...set.targets]).toEqual(Y);
    },
  );

  it('of whole numbers are numbers', async () => {
    const set = await read('ints.npy', { inputs: ['ints[2]'], target: 'y.npy' });
    expect([...sequenceInputs(set, [0])]).toEqual([1, 3, 5, 7]);
    expect(set.features).toEqual(['ints[2]']);
  });

  it.each(['stored.npz', 'packed.npz'])('%s holds several by their names', async (file) => {
    const set = await read(file, {});
    expect([...sequenceInputs(set, all(6))]).toEqual(X);
    expect([...set.targets]).toEqual(Y);
  });

  it('are a series where there is a window', async () => {
    const set = await read('packed.npz', { inputs: ['series'], target: 'series', window: 3 });
    expect([...sequenceInputs(set, [1])]).toEqual([1, 2, 3]);
    expect([...set.targets]).toEqual(all(17).map((n) => n + 3));
  });

  it('that lie, or are no numbers, are refused', async () => {
    expect(await problemsOf(read('objects.npy', { inputs: ['objects'], target: 'y.npy' }))).toEqual([
      'objects.npy:1:1: It holds Python objects, which are never unpickled; save numbers.',
    ]);
    const lying = bytesOf('x.npy');
    lying.set(
      new TextEncoder().encode('(9999999999, 9, 9), '),
      new TextDecoder('latin1').decode(lying).indexOf('(6, 4, 2)'),
    );
    expect(await problemsOf(read('x.npy', { target: 'y.npy' }, lying))).toEqual([
      expect.stringMatching(/^x\.npy:1:1: Its header (claims \[9999999999,9,9\]|cannot be read)/),
    ]);
    expect(await problemsOf(read('x.npy', { target: 'y.npy' }, bytesOf('x.npy').slice(0, 200)))).toEqual([
      'x.npy:1:1: Its header claims [6,4,2] values of 4 bytes, but 72 bytes follow.',
    ]);
    const bomb = bytesOf('packed.npz');
    const view = new DataView(bomb.buffer);
    const central = new TextDecoder('latin1').decode(bomb).indexOf('PK\u0001\u0002');
    view.setUint32(central + 24, 900_000_000, true);
    expect(await problemsOf(read('packed.npz', {}, bomb))).toEqual([
      expect.stringMatching(/^packed\.npz:1:1: The archive is damaged: "x\.npy" claims 900000000 bytes in/),
    ]);
  });
});

describe('Parquet files', () => {
  const long = { sequence: 'id', time: 'time', inputs: ['a'] };
  it.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'plain', 'delta'])(
    '%s are read column by column',
    async (codec) => {
      const set = await read(`${codec}.parquet`, long);
      expect([...sequenceInputs(set, all(6))]).toEqual(X.filter((_, i) => i % 2 === 0));
      expect([...set.targets]).toEqual(Y);
      const gap = await read(`${codec}.parquet`, { ...long, inputs: ['b'], missing: 'forward' });
      expect([...sequenceInputs(gap, [1])]).toEqual([4, 4, 6, 7]);
    },
  );

  it('of lists have a sequence in each row', async () => {
    const set = await read('lists.parquet', {});
    expect([...sequenceInputs(set, all(6))]).toEqual(X.filter((_, i) => i % 2 === 0));
    expect([...set.targets]).toEqual(Y);
  });

  it('name the row of a missing value, and columns that are not there', async () => {
    expect(await problemsOf(read('snappy.parquet', { ...long, inputs: ['b'] }))).toEqual([
      'snappy.parquet:1:1: Row 6, column "b": Column "b" is empty, not a finite number.',
    ]);
    expect(await problemsOf(read('snappy.parquet', { ...long, inputs: ['q'] }))).toEqual([
      'a.lstm.json:1:1: data.inputs.0: snappy.parquet has no column "q". Its columns: "id", "time", "a", "b", "y".',
    ]);
  });

  it('that are truncated say so', async () => {
    const whole = bytesOf('snappy.parquet');
    for (const length of [0, 3, 11, 400, whole.length - 1]) {
      expect(await problemsOf(read('snappy.parquet', long, whole.slice(0, length)))).toEqual([
        expect.stringMatching(/^snappy\.parquet:1:1: The file is no Parquet, or damaged: /),
      ]);
    }
  });
});

describe('JSON', () => {
  const records = [
    { id: 'a', x: 1, y: 5 },
    { id: 'a', x: 2, y: 6 },
    { id: 'b', x: 3, y: null },
    { id: 'b', x: 4, y: 8 },
  ];
  const lines = (list: readonly unknown[]) => list.map((record) => JSON.stringify(record)).join('\n');

  it.each([
    ['a.json', JSON.stringify(records)],
    ['a.jsonl', lines(records)],
  ])('%s of records has one row each', async (file, text) => {
    const set = await read(file, { sequence: 'id' }, text);
    expect([...sequenceInputs(set, [0, 1])]).toEqual([1, 2, 3, 4]);
    expect([...set.targets]).toEqual([6, 8]);
  });

  it.each([
    [
      'objects',
      [
        { x: [1, 2, 3], y: 6 },
        { x: [4, 5, 6], y: 15 },
      ],
    ],
    [
      'lists',
      [1, 4].map((x) => [
        { x, y: 0 },
        { x: x + 1, y: 0 },
        { x: x + 2, y: 3 * x + 3 },
      ]),
    ],
  ])('may have a sequence in each record, as %s', async (_, list) => {
    for (const [file, text] of [
      ['a.json', JSON.stringify(list)],
      ['a.ndjson', lines(list)],
    ] as const) {
      const set = await read(file, {}, text);
      expect([...sequenceInputs(set, [0, 1])]).toEqual([1, 2, 3, 4, 5, 6]);
      expect([...set.targets]).toEqual([6, 15]);
    }
  });

  it('names wrong values with their place', async () => {
    const wrong = '[\n  { "id": "a", "x": 1, "y": 5 },\n  { "id": "a", "x": "two", "y": 6 }\n]';
    expect(await problemsOf(read('a.json', { sequence: 'id' }, wrong))).toEqual([
      'a.json:3:21: Column "x" is "two", not a finite number.',
    ]);
    expect(
      await problemsOf(read('a.jsonl', { sequence: 'id' }, `${lines(records)}\n\n{"id":"c","x":"two","y":1}`)),
    ).toEqual(['a.jsonl:6:15: Column "x" is "two", not a finite number.']);
  });

  it.each([
    ['a.json', '{"x": 1}', 'a.json:1:1: The file is no list of records: begin with [.'],
    ['a.json', '[]', 'a.json:1:1: The file has no records.'],
    ['a.json', '[1, 2]', expect.stringMatching(/^a\.json:1:1: The records have no named values/)],
    ['a.json', '[{"x": 1},\n {"x": }]', expect.stringMatching(/^a\.json:2:8: This is no JSON: /)],
    ['a.jsonl', '{"x": 1, "y": 1}\n{"x": 1,', expect.stringMatching(/^a\.jsonl:2:\d+: This is no JSON: /)],
    [
      'a.jsonl',
      '{"x": [1, 2], "y": [1]}',
      'a.jsonl:1:1: The lists of record 1 have different lengths; all have one value a step.',
    ],
  ])('%s %s is refused', async (file, text, problem) => {
    expect(await problemsOf(read(file, {}, text))).toEqual([problem]);
  });
});

describe('a file with damaged bytes', () => {
  it.each([
    ['x.npy', { target: 'y.npy' }],
    ['packed.npz', {}],
    ['stored.npz', {}],
    ['lists.parquet', {}],
    ...['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'plain', 'delta'].map(
      (codec): [string, Partial<FileData>] => [`${codec}.parquet`, { sequence: 'id', time: 'time', inputs: ['a'] }],
    ),
  ] as [string, Partial<FileData>][])('%s is data or bad input, and nothing else', async (file, data) => {
    const whole = bytesOf(file);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(whole.length)),
        async (changes, length) => {
          const bytes = whole.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          const outcome = await read(file, data, bytes.slice(0, length ?? whole.length)).catch(
            (error: unknown) => error,
          );
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BadInputError);
        },
      ),
      { numRuns: 60 },
    );
  });
});
