/** Looks into a data file of any format, as far as a guess at its config needs it. */
import type { FileData } from '../config/experiment.js';
import { holdsArrays, isText } from '../config/fileDataFacts.js';
import type { ArrayFacts, FileFacts } from '../config/guess/facts.js';
import { baseName, type Files, folderOf, join } from '../files.js';
import { BadInputError, fileFault } from '../problems.js';
import { beginningOf } from './reading/beginning.js';
import { hasNoHeader } from './reading/csv.js';
import { arrayHeaders, arrayName } from './reading/numpy.js';
import { readTable } from './reading/readTable.js';
import { RECORD } from './reading/records.js';
import { openSource, type ReadingTurns, type Source } from './reading/source.js';
import type { Table } from './reading/table.js';
import { summarize } from './summary.js';
import { allWhole, tableFacts } from './tableFacts.js';

/** Of a larger file only the beginning is read, where its format has one. */
export const LOOKED_AT = 16 * 1024 * 1024;

/**
 * @param path of the file. @param bytes that are looked at.
 * @throws {BadInputError} where the file is not there, damaged or empty.
 */
export async function factsOf(path: string, files: Files, turns: ReadingTurns, bytes = LOOKED_AT): Promise<FileFacts> {
  const whole = await openSource(files, path);
  if (!whole) throw fileFault(path, 'There is no such file.');
  if (holdsArrays({ file: path })) return { kind: 'arrays', arrays: await arraysOf(whole, files, turns, bytes) };
  const part = await beginningOf(whole, bytes);
  const { table, header, all } = await readAll(whole, part, turns, bytes);
  if (isText({ file: path })) {
    const { rows, columns } = summarize(table);
    return { kind: 'text', rows, all, distinct: columns[0].distinct };
  }
  return { ...(await tableFacts(table, turns, all)), header };
}

/** All columns. A beginning can end within a quoted text: then there is only the whole. */
async function readAll(whole: Source, part: Source, turns: ReadingTurns, bytes: number) {
  const csv = !/\.(json|jsonl|ndjson|parquet|txt)$/i.test(whole.path);
  const read = async (source: Source) => {
    const header = !(csv && (await hasNoHeader(source)));
    // A value takes some bytes: of a compressed file so many rows are as much work.
    const most = Math.ceil(bytes / 64);
    const table = await readTable(source, settings(source.path, { header }), everything, turns, noOther, most);
    return { table, header, all: source === whole && !table.cut };
  };
  try {
    return await read(part);
  } catch (error) {
    if (part === whole || !(error instanceof BadInputError)) throw error;
    return read(whole);
  }
}

const everything = (header: readonly string[]) =>
  header.map((name, place) => ({ place, use: name === RECORD ? ('text' as const) : ('any' as const) }));

/** What a reader asks of a config. */
function settings(file: string, data: Partial<FileData>): FileData {
  const fixed = { transform: 'none', standardize: false, missing: 'error', split: { validation: 0 } } as const;
  return { ...fixed, file, inputs: ['-'], target: '-', ...data };
}

async function noOther(name: string): Promise<Source> {
  throw new Error(`There is no ${name}.`);
}

/** The arrays of a file, and for an `.npy` of inputs also the one of targets beside it. */
async function arraysOf(source: Source, files: Files, turns: ReadingTurns, bytes: number): Promise<ArrayFacts[]> {
  const folder = folderOf(source.path);
  const own = await arrayHeaders(source);
  const beside = /\.npy$/i.test(source.path) ? await targetsBeside(source.path, files) : undefined;
  const other = beside === undefined ? undefined : await openSource(files, join(folder, beside));
  const arrays = [
    ...own,
    ...(other ? (await arrayHeaders(other)).map((one) => ({ ...one, name: beside as string })) : []),
  ];
  if (source.size > bytes || (other?.size ?? 0) > bytes) return arrays;
  const found: ArrayFacts[] = [];
  for (const array of arrays)
    found.push({ ...array, values: await valuesOf(array, array.name === beside ? other! : source, turns) });
  return found;
}

/** All values of one array together. */
async function valuesOf(
  { name, shape }: ArrayFacts,
  source: Source,
  turns: ReadingTurns,
): Promise<ArrayFacts['values']> {
  const inside = /\.npy$/i.test(name) ? arrayName(name) : name;
  // One long series of rows has no need of a second axis.
  const data = settings(source.path, { inputs: [inside], target: inside, ...(shape.length < 3 && { window: 1 }) });
  const choose = (header: readonly string[]) =>
    header.flatMap((column, place) => (column === RECORD ? [] : [{ place, use: 'number' as const }]));
  const { columns } = summarizeNumbers(await readTable(source, data, choose, turns, noOther));
  const sum = (of: (column: (typeof columns)[number]) => number) => columns.reduce((total, one) => total + of(one), 0);
  return {
    missing: sum((one) => one.missing),
    wrong: sum((one) => one.wrong),
    distinct: Math.max(...columns.map(({ distinct }) => distinct)),
    min: Math.min(...columns.map(({ min = Number.POSITIVE_INFINITY }) => min)),
    max: Math.max(...columns.map(({ max = Number.NEGATIVE_INFINITY }) => max)),
    whole: columns.every(({ whole }) => whole),
  };
}

function summarizeNumbers(table: Table) {
  const { columns } = summarize(table);
  return { columns: columns.map((column, index) => ({ ...column, whole: allWhole(table, index) })) };
}

/** "x_train.npy" has its targets in "y_train.npy". */
async function targetsBeside(path: string, files: Files): Promise<string | undefined> {
  const match = /^(x|inputs?|data|features?)(?![a-z])(.*)$/i.exec(baseName(path));
  if (!match) return undefined;
  const rest = match[2].toLowerCase();
  const names = (await files.list(folderOf(path))).sort();
  return names.find((name) => {
    const target = /^(y|targets?|labels?|outputs?)(?![a-z])(.*)$/i.exec(name);
    return target?.[2].toLowerCase() === rest;
  });
}
