import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/core/data/reading/csv.js';
import { dateForm, parseDate } from '../../../src/core/data/reading/dates.js';
import type { DialectSettings } from '../../../src/core/data/reading/dialect.js';
import { parseNumber } from '../../../src/core/data/reading/numbers.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { placed, TableError, type Wish } from '../../../src/core/data/reading/table.js';
import { summarize } from '../../../src/core/data/summary.js';
import { BadInputError, formatProblem } from '../../../src/core/problems.js';
import { sourceOf } from './sources.js';

const all =
  (use: Wish['use']) =>
  (header: readonly string[]): Wish[] =>
    header.map((_, place) => ({ place, use }));
const read = (text: string | Uint8Array, settings: DialectSettings = {}, use: Wish['use'] = 'any') =>
  readCsv(sourceOf('a.csv', text), settings, all(use), NO_TURNS);
const cells = async (text: string | Uint8Array, settings: DialectSettings = {}) => {
  const { header, rows, columns } = await read(text, settings);
  return { header, rows: Array.from({ length: rows }, (_, row) => columns.map((column) => column.at(row))) };
};
const problemsOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BadInputError) return error.problems.map(formatProblem);
  throw error ?? new Error('Nothing was wrong.');
};

describe('numbers', () => {
  it('are the doubles that JavaScript reads', () => {
    const digits = fc.stringMatching(/^[+-]?\d{0,18}(\.\d{0,18})?$/);
    const plain = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    const fixed = fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(12)).map(([x, d]) => x.toFixed(d));
    fc.assert(
      fc.property(fc.oneof(digits, plain, fixed, fc.string()), (text) => {
        const wanted = text.trim() === '' ? Number.NaN : Number(text);
        expect(parseNumber(text)).toBe(wanted);
        if (!text.includes(',')) {
          expect(parseNumber(text.replace('.', ','), true)).toBe(text.split('.').length > 2 ? Number.NaN : wanted);
        }
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2020-01-31', 'iso', Date.UTC(2020, 0, 31)],
    ['2020-01', 'iso', Date.UTC(2020, 0, 1)],
    ['2020-01-31T12:30:15.25Z', 'iso', Date.UTC(2020, 0, 31, 12, 30, 15, 250)],
    ['2020-01-31 12:30+02:00', 'iso', Date.UTC(2020, 0, 31, 10, 30)],
    ['2020/1/31', 'ymd', Date.UTC(2020, 0, 31)],
    ['31.1.2020', 'dmy', Date.UTC(2020, 0, 31)],
    ['1/31/2020 07:05', 'mdy', Date.UTC(2020, 0, 31, 7, 5)],
  ] as const)('%s is %s', (text, form, moment) => {
    expect(dateForm([text])).toBe(form);
    expect(parseDate(text, form)).toBe(moment);
  });

  it('are told by the day that is no month, and never by one that no month has', () => {
    expect(dateForm(['01/02/2020', '13/02/2020'])).toBe('dmy');
    expect(dateForm(['01/02/2020', '02/13/2020'])).toBe('mdy');
    expect(dateForm(['2020-02-30'])).toBeUndefined();
    expect(dateForm(['week 3'])).toBeUndefined();
  });
});

describe('a CSV file', () => {
  it('is read as it is written: delimiter, quotes, decimal comma, line ends, marks, no header', async () => {
    const rows = [
      [1.5, 'x;y'],
      [-2.25, 'z "q"'],
    ];
    const semicolons = 'a;b\n1,5;"x;y"\n-2,25;"z ""q"""\n';
    expect(await cells(semicolons)).toEqual({ header: ['a', 'b'], rows });
    expect((await cells(semicolons.replaceAll('\n', '\r\n'))).rows).toEqual(rows);
    expect((await cells(`\uFEFF${semicolons}`)).header).toEqual(['a', 'b']);
    const utf16 = Uint8Array.from([
      0xff,
      0xfe,
      ...new Uint8Array(Uint16Array.from(semicolons, (c) => c.charCodeAt(0)).buffer),
    ]);
    expect((await cells(utf16)).rows).toEqual(rows);
    expect((await cells('1\t2\n3\t4\n', { header: false })).header).toEqual(['1', '2']);
    expect((await cells('1\t2\n3\t4\n', { header: false })).rows).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect((await cells('a,b\n\n1,2\n\n\n3,4')).rows).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect((await cells('a\r1\r2\r')).rows).toEqual([[1], [2]]);
  });

  it('is the same however its parts are cut', async () => {
    const text = `a,b\n${Array.from({ length: 300 }, (_, i) => `${i},"é ""${i}""\n,${i}"`).join('\n')}\n`;
    const bytes = new TextEncoder().encode(text);
    const whole = await cells(bytes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
        const source = { ...sourceOf('a.csv', bytes) };
        // A part may be shorter than was asked for only at the end: here the file itself is cut by reading it anew.
        const { rows, columns } = await readCsv(source, {}, all('any'), NO_TURNS, size);
        expect(Array.from({ length: rows }, (_, row) => columns.map((column) => column.at(row)))).toEqual(whole.rows);
      }),
      { numRuns: 20 },
    );
  });

  it('that changes its number of columns at row 70,000 says where', async () => {
    const rows = Array.from({ length: 80_000 }, (_, i) => (i === 69_998 ? '1,2,3' : `${i},2`));
    expect(await problemsOf(read(`a,b\n${rows.join('\n')}\n`))).toEqual([
      'a.csv:70000:1: The row has 3 values, the header 2.',
    ]);
  });

  it('names the place of a row that is nothing but a delimiter, and of one behind a blank in quotes', async () => {
    const problems = (text: string) =>
      read(text, { delimiter: '\t' }).then(
        () => [],
        (error) => error.problems,
      );
    expect(await problems('x\ty\n\t\n0')).toMatchObject([{ line: 3, column: 1 }]);
    expect(await problems('x\ty\n""\n0')).toMatchObject([{ line: 3, column: 1 }]);
  });

  it('names a wrong cell at row 70,000 by line and column, after quoted line breaks too', async () => {
    const rows = Array.from({ length: 80_000 }, (_, i) => (i === 69_998 ? `"a\nb",12x` : `"a\nb",${i}`));
    const table = await read(`k,v\n${rows.join('\n')}\n`);
    const [, values] = table.columns;
    expect(values.kind === 'number' && values.wrong).toMatchObject({ count: 1, rows: [69_998] });
    const fault = { row: 69_998, column: 1, message: (cell: string) => `is "${cell}"` };
    const located = placed(table.locate, () => {
      throw new TableError([fault]);
    });
    expect(await problemsOf(located)).toEqual([`a.csv:${2 + 2 * 69_998 + 1}:4: is "12x"`]);
  });

  it.each([
    ['', 'a.csv:1:1: The file is empty; a header line is needed.'],
    ['a,b\n', 'a.csv:1:1: The file has a header but no rows.'],
    ['a,a\n1,2\n', 'a.csv:1:1: Two columns are named "a".'],
    ['a,b\n1,2\n3,"4\n5,6\n', 'a.csv:3:1: Quote not closed: a value of this row begins with a quote that has no end.'],
    ['a,b\n1,"2"x\n', 'a.csv:2:1: A quote stands within a quoted value of this row; write it twice.'],
    [
      'a,b\n1,\0\n',
      'a.csv:2:3: There is a NUL byte here: the file is no text, or UTF-16 without its mark; save it as UTF-8.',
    ],
  ])('%j is refused', async (text, problem) => {
    expect(await problemsOf(read(text))).toEqual(expect.arrayContaining([problem]));
  });

  it('of another encoding is refused at its line', async () => {
    const latin = Uint8Array.from([...'a,b\n1,2\n3,'].map((c) => c.charCodeAt(0)).concat(0xe9, 10));
    expect(await problemsOf(read(latin))).toEqual([
      'a.csv:3:1: There are bytes here that are no UTF-8 text; save the file as UTF-8.',
    ]);
  });

  it('with a quote that is never closed is not read to its end', async () => {
    let asked = 0;
    const row = new TextEncoder().encode('1,2\n'.repeat(1 << 18));
    const head = new TextEncoder().encode('a,b\n"1,2\n');
    const size = 1 << 30;
    const part = async (offset: number, length: number) => {
      asked += length;
      return offset === 0 ? Uint8Array.from([...head, ...row.subarray(head.length)]) : row.slice(0, length);
    };
    const reading = readCsv({ path: 'a.csv', size, part }, {}, all('any'), NO_TURNS);
    expect(await problemsOf(reading)).toEqual([expect.stringMatching(/^a\.csv:2:1: A row is longer than/)]);
    expect(asked).toBeLessThan(1 << 25);
  });

  it('gives columns or problems for any bytes, never another exception', async () => {
    const bytes = fc.array(fc.constantFrom(...[...'a1.,;"\n\r\t-é\0 '].map((c) => c)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          bytes.map((list) => list.join('')),
          fc.uint8Array({ maxLength: 60 }),
        ),
        async (content) => {
          const outcome = await read(content).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BadInputError);
        },
      ),
    );
  });
});

describe('a summary', () => {
  it('tells of each column what it holds', async () => {
    const text = 'day,x,name\n2020-01-02,1,a\n2020-01-01,,b\n2020-01-03,3,a\n2020-01-04,NA,\n2020-01-05,oops,a\n';
    const { rows, columns } = summarize(await read(text));
    expect(rows).toBe(5);
    expect(columns).toEqual([
      {
        ...{ name: 'day', kind: 'date', count: 5, missing: 0, wrong: 0, distinct: 5, frequent: [] },
        ...{ min: Date.UTC(2020, 0, 1), max: Date.UTC(2020, 0, 5) },
      },
      expect.objectContaining({ name: 'x', kind: 'text', count: 4, missing: 1, distinct: 4 }),
      {
        ...{ name: 'name', kind: 'text', count: 4, missing: 1, wrong: 0, distinct: 2 },
        frequent: [
          { text: 'a', count: 3 },
          { text: 'b', count: 1 },
        ],
      },
    ]);
    const [x] = summarize(await read('x\n1\n\n3\nNA\n2\n')).columns;
    expect(x).toEqual({
      ...{ name: 'x', kind: 'number', count: 3, missing: 1, wrong: 0, distinct: 3, frequent: [] },
      ...{ min: 1, max: 3, mean: 2, deviation: Math.sqrt(2 / 3) },
    });
  });
});
