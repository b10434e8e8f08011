/** What a data file says of itself: how its rows belong together, also where only its beginning is read. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ArraysFacts, TableFacts, TextFacts } from '../../../src/core/config/guess/facts.js';
import { factsOf } from '../../../src/core/data/facts.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { memoryFiles } from '../worker/memoryFiles.js';

async function facts<T = TableFacts>(name: string, content: string | Uint8Array, bytes?: number): Promise<T> {
  const files = memoryFiles();
  await files.write(`/d/${name}`, content);
  return (await factsOf(`/d/${name}`, files, NO_TURNS, bytes)) as T;
}
const fixture = (name: string) => new Uint8Array(readFileSync(`test/unit/data/files/${name}`));
const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

describe('a table', () => {
  it('says of each column what it holds', async () => {
    const { columns, rows, all, header } = await facts(
      'a.csv',
      'when,n,x,name\n2020-01-02,3,,a\n2020-01-03,3,0.5,b\n2020-01-05,1,2.5,a\n',
    );
    expect([rows, all, header]).toEqual([3, true, true]);
    expect(columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'when date',
      'n number',
      'x number',
      'name text',
    ]);
    expect(columns[0]).toMatchObject({
      rising: true,
      unique: true,
      min: Date.UTC(2020, 0, 2),
      max: Date.UTC(2020, 0, 5),
    });
    expect(columns[1]).toMatchObject({ whole: true, rising: false, unique: false, distinct: 2, min: 1, max: 3 });
    expect(columns[2]).toMatchObject({ whole: false, missing: 1, emptyFirst: true, unique: false });
    expect(columns[3]).toMatchObject({ distinct: 2, emptyFirst: false });
  });

  it('says how the rows of a group belong together', async () => {
    const text = 'unit,t,x,y\na,2,1,0\nb,1,5,1\na,1,2,0\nb,2,,1\nb,3,7,\n';
    const { groups } = await facts('a.csv', text);
    expect(groups.find(({ column }) => column === 'unit')).toEqual({
      ...{ column: 'unit', count: 2, shortest: 2, longest: 3, together: false },
      constant: ['y'],
      emptyFirst: [],
      emptyLast: ['y'],
      clocks: ['t'],
      // Of "a" the second row comes before the first.
      inOrder: [],
      apart: [],
    });
    const dated = await facts('b.csv', 'id,date,x\n1,2020-01-01,1\n1,2020-01-02,2\n2,2020-01-03,1\n2,2020-01-04,4\n');
    expect(dated.groups[0]).toMatchObject({
      column: 'id',
      together: true,
      clocks: ['date'],
      inOrder: ['date'],
      apart: ['date'],
    });
  });

  it('has no header where the first line is all numbers and dates, but steps are names', async () => {
    const header = async (first: string) => (await facts('a.csv', `${first}\n1,2,3\n4,5,6\n`)).header;
    expect(await header('0.5,7,9')).toBe(false);
    expect(await header('2020-01-01,7,7')).toBe(false);
    expect(await header('1,2,3')).toBe(true);
    expect(await header('0,1,y')).toBe(true);
    const { columns, rows } = await facts('a.csv', '7,7\n1,2\n');
    expect([rows, columns.map(({ name }) => name)]).toEqual([2, ['1', '2']]);
  });

  it('of records that are sequences has their groups, and no column of their numbers', async () => {
    const { records, columns } = await facts('a.jsonl', '{"x":[1,2,3],"y":4}\n{"x":[5,6],"y":1}\n');
    expect(columns.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(records).toMatchObject({ count: 2, shortest: 2, longest: 3, constant: ['y'] });
  });
});

describe('of the beginning of a large file', () => {
  const csv = `id,x\n${lines(1000, (n) => `g${Math.floor(n / 10)},${n}`)}\n`;

  it('whole lines are read, and the group that is cut does not count', async () => {
    const part = await facts('a.csv', csv, 2000);
    const end = csv.lastIndexOf('\n', 1999) + 1;
    expect([part.all, part.rows]).toEqual([false, csv.slice(0, end).trim().split('\n').length - 1]);
    expect(part.groups[0]).toMatchObject({
      column: 'id',
      count: Math.floor(part.rows / 10),
      shortest: 10,
      longest: 10,
    });
  });

  it('nothing is cut within quotes, or within a character', async () => {
    const quoted = `a,b\n"${'x\n'.repeat(3000)}",1\n2,3\n`;
    expect(await facts('a.csv', quoted, 2000)).toMatchObject({ all: true, rows: 2 });
    const wide = Uint8Array.from([0xff, 0xfe, ...Array.from(csv).flatMap((char) => [char.charCodeAt(0), 0])]);
    expect(await facts('a.csv', wide, 2000)).toMatchObject({ all: true, rows: 1000 });
  });

  it.each([
    ['jsonl', lines(500, (n) => JSON.stringify({ x: n }))],
    ['tsv', `x\ty\n${lines(500, (n) => `${n}\t1`)}`],
  ])('%s is read line by line', async (ending, content) => {
    const { all, rows, columns } = await facts(`a.${ending}`, content, 1000);
    expect(all).toBe(false);
    expect(columns[0]).toMatchObject({ name: 'x', min: 0, max: rows - 1, distinct: rows });
  });

  it('some rows of Parquet are read, across its groups of ten', async () => {
    const part = await facts('a.parquet', fixture('snappy.parquet'), 64 * 15);
    expect(part).toMatchObject({ all: false, rows: 15 });
    expect(part.columns.find(({ name }) => name === 'b')).toMatchObject({ missing: 1, min: 0, max: 14 });
    expect(await facts('a.parquet', fixture('snappy.parquet'))).toMatchObject({ all: true, rows: 24 });
  });

  it('characters of a text are counted as far as they are read', async () => {
    const text = await facts<TextFacts>('a.txt', 'ab\n'.repeat(1000), 300);
    expect(text).toEqual({ kind: 'text', rows: 300, all: false, distinct: 3 });
  });
});

describe('arrays', () => {
  it('have their shapes, and what their values are', async () => {
    const { arrays } = await facts<ArraysFacts>('packed.npz', fixture('packed.npz'));
    expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ['x', [6, 4, 2]],
      ['y', [6]],
      ['series', [20]],
    ]);
    // What make.py has written: x counts by eighths, its sums, and 0 to 19.
    expect(arrays[0].values).toMatchObject({ missing: 0, min: 0, max: 47 / 8, whole: false });
    expect(arrays[1].values).toMatchObject({ distinct: 6, min: 28 / 8, max: 348 / 8 });
    expect(arrays[2].values).toMatchObject({ distinct: 20, min: 0, max: 19, whole: true });
  });

  it('are not looked into where they are large', async () => {
    const { arrays } = await facts<ArraysFacts>('x.npy', fixture('x.npy'), 100);
    expect(arrays).toEqual([{ name: 'x', shape: [6, 4, 2] }]);
  });
});
