/** What the rows of a table say of how they belong together. */
import type { ColumnFacts, Groups, TableFacts } from '../config/guess/facts.js';
import { canBeNamed, namesSequence, namesTime } from '../config/guess/facts.js';
import type { Column } from './reading/columns.js';
import { RECORD } from './reading/records.js';
import type { ReadingTurns } from './reading/source.js';
import type { Table } from './reading/table.js';
import { type ColumnSummary, summarize } from './summary.js';

/** Columns that are tried as the names of sequences, and as what orders their rows. */
const MOST_TRIED = 12;
const MOST_CLOCKS = 3;

export async function tableFacts(table: Table, turns: ReadingTurns, all: boolean): Promise<Omit<TableFacts, 'header'>> {
  const { rows } = table;
  const summaries = summarize(table).columns;
  const own = summaries.flatMap((summary, index) => (summary.name === RECORD ? [] : [{ summary, index }]));
  const columns = own.map(({ summary, index }) => columnFacts(table, summary, index));
  const clocks = own
    .filter(({ summary: { name, kind } }) => kind === 'date' || namesTime(name))
    .map(({ index }) => index)
    .slice(0, MOST_CLOCKS);
  const tried = own.filter(
    ({ summary, index }) => couldGroup(summary, rows) && (summary.kind === 'text' || allWhole(table, index)),
  );
  const named = tried.filter(({ summary }) => namesSequence(summary.name));
  const likely = [...named, ...tried.filter((one) => !named.includes(one))].slice(0, MOST_TRIED);
  const groups: Groups[] = [];
  for (const { index } of likely) {
    const found = groupsBy(table, index, clocks, all);
    await turns.pause();
    if (found) groups.push(found);
  }
  const record = summaries.findIndex(({ name }) => name === RECORD);
  return {
    kind: 'table',
    rows,
    all,
    columns,
    groups,
    records: record < 0 ? undefined : groupsBy(table, record, clocks, all),
  };
}

/** @param rows of the table. */
function couldGroup({ name, kind, distinct, missing, wrong }: ColumnSummary, rows: number): boolean {
  if (!canBeNamed(name) || kind === 'date' || distinct < 2 || missing + wrong > 0) return false;
  return distinct <= rows / 2;
}

function columnFacts(table: Table, summary: ColumnSummary, index: number): ColumnFacts {
  const { name, kind, missing, wrong, distinct, min, max } = summary;
  const { rows } = table;
  const value = reader(table.columns[index]);
  const full = missing + wrong === 0;
  const rising = full && distinct > 1 && kind !== 'text' && isRising(value, rows);
  return {
    ...{ name, kind, missing, wrong, distinct, min, max, rising },
    emptyFirst: Number.isNaN(value(0)),
    whole: allWhole(table, index),
    unique: full && isUnique(value, rows),
  };
}

/** Whether all numbers of a column are whole. */
export function allWhole({ columns, rows }: Table, index: number): boolean {
  const column = columns[index];
  if (column.kind !== 'number') return false;
  for (let row = 0; row < rows; row++) {
    const value = column.at(row);
    if (!Number.isInteger(value) && !Number.isNaN(value)) return false;
  }
  return true;
}

/** A number for each row: the value, or the place of its text; NaN where there is none. */
function reader(column: Column): (row: number) => number {
  return column.kind === 'text' ? (row) => column.codes[row] || Number.NaN : (row) => column.at(row);
}

function isRising(value: (row: number) => number, rows: number): boolean {
  for (let row = 1; row < rows; row++) if (!(value(row) >= value(row - 1))) return false;
  return true;
}

function isUnique(value: (row: number) => number, rows: number): boolean {
  const seen = new Set<number>();
  for (let row = 0; row < rows; row++) {
    if (seen.has(value(row))) return false;
    seen.add(value(row));
  }
  return true;
}

/** @param clocks places of columns that could order the rows. @returns undefined where the column does not group them. */
function groupsBy(table: Table, by: number, clocks: readonly number[], all: boolean): Groups | undefined {
  const column = table.columns[by];
  if (column.kind === 'text' && column.tooMany) return undefined;
  const value = reader(column);
  const places = new Map<number, number>();
  // The last group of a beginning may be cut.
  let rows = table.rows;
  if (!all) while (rows > 1 && value(rows - 1) === value(table.rows - 1)) rows -= 1;
  const groups: number[][] = [];
  let runs = 0;
  for (let row = 0; row < rows; row++) {
    const key = value(row);
    let place = places.get(key);
    if (place === undefined) {
      place = groups.push([]) - 1;
      places.set(key, place);
    }
    if (row === 0 || key !== value(row - 1)) runs += 1;
    groups[place].push(row);
  }
  if (groups.length < 1) return undefined;
  const lengths = groups.map(({ length }) => length);
  const others = table.columns.map((_, index) => index).filter((index) => index !== by);
  const names = (wanted: (index: number) => boolean, among = others) =>
    among.filter(wanted).map((index) => table.columns[index].name);
  const values = table.columns.map(reader);
  const is = (index: number) => values[index];
  const ticking = clocks.filter((index) => index !== by && groups.every((own) => ticks(is(index), own)));
  return {
    column: column.name,
    count: groups.length,
    shortest: lengths.reduce((least, length) => Math.min(least, length)),
    longest: lengths.reduce((most, length) => Math.max(most, length)),
    together: runs === groups.length,
    constant: names((index) => groups.every((own) => isConstant(is(index), own))),
    emptyFirst: names((index) => groups.some(([first]) => Number.isNaN(is(index)(first)))),
    emptyLast: names((index) => groups.some((own) => Number.isNaN(is(index)(own[own.length - 1])))),
    clocks: names(() => true, ticking),
    inOrder: names((index) => groups.every((own) => rises(is(index), own)), ticking),
    apart: names((index) => areApart(is(index), groups), ticking),
  };
}

/** Whether no value comes twice, and none is missing. */
function ticks(value: (row: number) => number, rows: readonly number[]): boolean {
  const seen = new Set<number>();
  for (const row of rows) {
    const now = value(row);
    if (Number.isNaN(now) || seen.has(now)) return false;
    seen.add(now);
  }
  return true;
}

function rises(value: (row: number) => number, rows: readonly number[]): boolean {
  return rows.every((row, index) => index === 0 || value(row) >= value(rows[index - 1]));
}

function isConstant(value: (row: number) => number, rows: readonly number[]): boolean {
  let first = Number.NaN;
  for (const row of rows) {
    const now = value(row);
    if (Number.isNaN(now)) continue;
    if (Number.isNaN(first)) first = now;
    else if (now !== first) return false;
  }
  return true;
}

/** Whether one group ends before the next begins. */
function areApart(value: (row: number) => number, groups: readonly (readonly number[])[]): boolean {
  const ranges = groups.map((rows) => {
    let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) [from, to] = [Math.min(from, value(row)), Math.max(to, value(row))];
    return { from, to };
  });
  ranges.sort((a, b) => a.from - b.from);
  return ranges.every(({ from }, index) => index === 0 || from > ranges[index - 1].to);
}
