/// <reference path="./papaparse.d.ts" />
/** CSV and its kin, by papaparse's parser, a part of the file at a time. */
import Papa from 'papaparse';
import { fileFault, fileProblem, type Problem } from '../../problems.js';
import { dateForm } from './dates.js';
import { type Dialect, type DialectSettings, dialectOf, isBlank } from './dialect.js';
import { isGap, parseNumber } from './numbers.js';
import { NO_TURNS, PART, type ReadingTurns, type Source } from './source.js';
import { type Choose, type Fault, type Locate, placed, type Table, TableBuilder, throwIfAny } from './table.js';
import { textParts } from './text.js';

/** A longer record is a quote that is never closed. */
const LONGEST_RECORD = 16 * 1024 * 1024;
/** Characters by which a file's delimiter is told. */
const BEGINNING = 1 << 16;
/** Rows by which the kinds of columns are told. */
const SAMPLE_ROWS = 1000;
/** Records of unequal length that keep their place. */
const MOST_UNEVEN = 100;

/**
 * @param partBytes that are read at once.
 * @throws {BadInputError} where the file is no CSV, has no header, no rows, or rows of different lengths.
 */
export async function readCsv(
  source: Source,
  settings: DialectSettings,
  choose: Choose,
  turns: ReadingTurns,
  partBytes = PART,
): Promise<Table> {
  const { path, size } = source;
  let builder: TableBuilder | undefined;
  let header: string[] = [];
  const uneven: Fault[] = [];
  let unevenCount = 0;
  const locate: Locate = (faults) => findPlaces(source, settings, faults);
  for await (const { dialect, records: read, bytes, last } of batches(source, settings, turns, partBytes)) {
    let records = read;
    if (!builder) {
      // A header without a row says nothing of the columns' kinds.
      if (records.length === 0 || (records.length === 1 && !last)) {
        if (records.length === 1) header = records[0];
        continue;
      }
      if (header.length > 0) records = [header, ...records];
      header = headerOf(records[0], dialect);
      refuseTwice(path, header);
      const perRow = bytes / records.length;
      if (dialect.header) records = records.slice(1);
      const sample = records.slice(0, SAMPLE_ROWS);
      const cells = (column: number) => sample.map((row) => row[column]);
      builder = new TableBuilder(path, header, choose(header), turns, cells, dialect.comma);
      if (!last) builder.expect(Math.ceil((size / perRow) * 1.02));
    }
    for (let i = 0; i < records.length; i++) {
      const { length } = records[i];
      if (length === header.length) continue;
      unevenCount += 1;
      if (uneven.length < MOST_UNEVEN) {
        const message = `The row has ${length} values, ${dialect.header ? 'the header' : 'the first row'} ${header.length}.`;
        uneven.push({ row: builder.rows + i, message });
      }
    }
    builder.add(records);
  }
  if (!builder) throw fileFault(path, 'The file is empty; a header line is needed.');
  await placed(locate, () => throwIfAny(uneven, unevenCount));
  return builder.table(locate);
}

/** Whether the first line has numbers and dates where names are expected; whole numbers in their order are names of steps. */
export async function hasNoHeader(source: Source): Promise<boolean> {
  const bytes = await source.part(0, BEGINNING);
  if (bytes.includes(0)) return false;
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const dialect = dialectOf(source.path, text, {});
  const { data } = new Papa.Parser(dialect.parser).parse(text, 0, false);
  const [first = []] = data.filter((record) => !isBlank(record));
  const values = first.map((cell) => parseNumber(cell, dialect.comma));
  const all = first.every(
    (cell, index) => isGap(cell) || Number.isFinite(values[index]) || dateForm([cell]) !== undefined,
  );
  const steps =
    first.length > 1 && values.every((value, index) => value === values[0] + index && Number.isInteger(value));
  return all && !steps && first.some((cell) => !isGap(cell));
}

function headerOf(first: readonly string[], { header }: Dialect): string[] {
  return first.map((name, index) => (header ? name.trim() : String(index + 1)));
}

function refuseTwice(path: string, header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) throw fileFault(path, `Two columns are named "${name}".`);
    seen.add(name);
  }
}

interface Batch {
  readonly dialect: Dialect;
  /** Without blank lines. */
  readonly records: string[][];
  /** What the records were read from, blank lines and all, and the line on which it begins. */
  readonly text: string;
  readonly line: number;
  /** Of the file so far. */
  readonly bytes: number;
  /** Whether the file ends here. */
  readonly last: boolean;
}

/** Whole records, part by part. @throws {BadInputError} at a quote that is not closed, or closes within a value. */
async function* batches(
  source: Source,
  settings: DialectSettings,
  turns: ReadingTurns,
  partBytes = PART,
): AsyncGenerator<Batch> {
  let dialect: Dialect | undefined;
  let rest = '';
  let line = 1;
  const parse = (text: string, bytes: number, last: boolean, own: Dialect): Batch => {
    const { data, errors, meta } = new Papa.Parser(own.parser).parse(text, 0, !last);
    const wrong = errors.find(({ row }) => last || row < data.length);
    if (wrong) {
      const [start] = recordRanges(text, own).slice(wrong.row)[0] ?? [text.length];
      const message =
        wrong.code === 'MissingQuotes'
          ? 'Quote not closed: a value of this row begins with a quote that has no end.'
          : 'A quote stands within a quoted value of this row; write it twice.';
      throw fileFault(source.path, message, line + linesIn(text, start, own));
    }
    const cursor = last ? text.length : meta.cursor;
    const batch = { dialect: own, records: withoutBlanks(data), text: text.slice(0, cursor), line, bytes, last };
    rest = text.slice(cursor);
    // Without quotes every record is a line.
    line += text.includes('"') ? linesIn(text, cursor, own) : data.length;
    if (rest.length <= LONGEST_RECORD) return batch;
    const message = `A row is longer than ${LONGEST_RECORD} characters: is a quote not closed?`;
    throw fileFault(source.path, message, line);
  };
  for await (const { text, bytes } of textParts(source, turns, partBytes)) {
    const last = bytes === source.size;
    // The beginning tells how the file is written.
    if (!dialect && !last && rest.length + text.length < BEGINNING) {
      rest += text;
      continue;
    }
    dialect ??= dialectOf(source.path, rest + text, settings);
    yield parse(rest + text, bytes, last, dialect);
  }
}

function withoutBlanks(records: string[][]): string[][] {
  return records.some(isBlank) ? records.filter((record) => !isBlank(record)) : records;
}

/** Line breaks before an offset. */
function linesIn(text: string, end: number, { newline }: Dialect): number {
  let lines = 0;
  for (let at = text.indexOf(newline); at >= 0 && at < end; at = text.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

/** Reads the file once more, up to the last fault. */
async function findPlaces(source: Source, settings: DialectSettings, faults: readonly Fault[]): Promise<Problem[]> {
  const problems = new Map<Fault, Problem>();
  let first = 0;
  for await (const { dialect, records, text, line } of batches(source, settings, NO_TURNS)) {
    const headers = dialect.header ? 1 : 0;
    const here = faults.filter(({ row }) => row + headers >= first && row + headers < first + records.length);
    if (here.length > 0) {
      const ranges = recordRanges(text, dialect).filter(([from, to]) => !isBlankText(text.slice(from, to), dialect));
      for (const fault of here) {
        const record = ranges[fault.row + headers - first];
        const [from, to] = fault.column === undefined ? record : cellRange(text, record, fault.column, dialect);
        const cell = records[fault.row + headers - first][fault.column ?? 0]?.trim() ?? '';
        const message = typeof fault.message === 'string' ? fault.message : fault.message(cell);
        const column = from - text.lastIndexOf(dialect.newline, from - 1);
        const length = text.slice(from, to).split(/[\r\n]/)[0].length;
        problems.set(fault, fileProblem(source.path, message, line + linesIn(text, from, dialect), column, length));
      }
    }
    first += records.length;
    if (problems.size === faults.length) break;
  }
  return faults.flatMap((fault) => problems.get(fault) ?? []);
}

/** Whether the parser makes a blank record of it. */
function isBlankText(record: string, { parser, delimiter }: Dialect): boolean {
  const trimmed = record.trim();
  if (trimmed !== '' && !trimmed.startsWith('"')) return false;
  if (trimmed === '') return !record.includes(delimiter);
  return new Papa.Parser(parser).parse(record, 0, false).data.every(isBlank);
}

type Range = readonly [from: number, to: number];

/** Where the records of a text stand, blank lines among them. */
function recordRanges(text: string, { delimiter, newline }: Dialect): Range[] {
  return splitRanges(text, [0, text.length], newline, delimiter);
}

/** Start and end of one cell of a record, quotes included. */
function cellRange(text: string, record: Range, column: number, { delimiter, newline }: Dialect): Range {
  const cells = splitRanges(text, record, delimiter, newline);
  return cells[column] ?? cells[cells.length - 1];
}

/** Cuts a range at one mark, but not within quotes, which begin after that mark or another. */
function splitRanges(text: string, [begin, end]: Range, mark: string, other: string): Range[] {
  const ranges: Range[] = [];
  let from = begin;
  let fresh = true;
  for (let at = begin; at < end; at++) {
    const char = text[at];
    if (char === '"' && fresh) {
      at = closingQuote(text, at, end);
      fresh = false;
    } else if (char === mark) {
      ranges.push([from, at]);
      from = at + 1;
      fresh = true;
    } else fresh = char === other;
  }
  return [...ranges, [from, text[end - 1] === '\r' ? end - 1 : end]];
}

function closingQuote(text: string, opening: number, end: number): number {
  for (let at = text.indexOf('"', opening + 1); at >= 0 && at < end; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return end;
}
