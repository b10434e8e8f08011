/** The rows of a file in the order in which they follow each other. */
import type { NumberColumn, TextColumn } from './reading/columns.js';
import { type Table, TableError, throwIfAny } from './reading/table.js';

export interface Series {
  readonly rows: number;
  /** Rows of the file by their place here; where undefined, the file's own order. */
  readonly order?: Uint32Array;
  /** First row of each group (of all where nothing groups them), and behind the last of them the number of rows. */
  readonly bounds: Uint32Array;
}

export function fileRow({ order }: Series, row: number): number {
  return order ? order[row] : row;
}

/**
 * Rows by group (in the order of their first appearance), then by time; in the order of the file where both are equal or
 * not given.
 * @param kept whether a row of the file stays; all where undefined.
 * @throws {TableError} where a row has no group or no time.
 */
export function orderRows(
  table: Table,
  group: number | undefined,
  time: number | undefined,
  kept: ((row: number) => boolean) | undefined,
): Series {
  const groups = group === undefined ? undefined : (table.columns[group] as TextColumn);
  if (groups && groups.gaps > 0) {
    const row = groups.codes.subarray(0, table.rows).indexOf(0);
    throw new TableError([{ row, column: groups.place, message: 'The row says not which sequence it belongs to.' }]);
  }
  const all = kept ? keptRows(table.rows, kept) : undefined;
  const { order, bounds } = groups
    ? byGroup(groups, table.rows, all)
    : { order: all, bounds: wholeOf(all?.length ?? table.rows) };
  const rows = bounds[bounds.length - 1];
  return { rows, bounds, order: time === undefined ? order : inTime(table, time, rows, order, bounds) };
}

function wholeOf(rows: number): Uint32Array {
  return Uint32Array.of(0, rows);
}

function keptRows(rows: number, kept: (row: number) => boolean): Uint32Array {
  const list = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (kept(row)) list[count++] = row;
  return list.subarray(0, count);
}

/** A stable counting sort: codes are in the order of first appearance. */
function byGroup({ codes, names }: TextColumn, rows: number, kept: Uint32Array | undefined) {
  const count = kept?.length ?? rows;
  const at = (i: number) => (kept ? kept[i] : i);
  const next = new Uint32Array(names.length + 1);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    next[codes[at(i)] + 1] += 1;
    if (i > 0 && codes[at(i)] < codes[at(i - 1)]) sorted = false;
  }
  for (let code = 1; code < next.length; code++) next[code] += next[code - 1];
  // Groups of which no row was kept are gone.
  const bounds = Uint32Array.from(new Set(next));
  if (sorted) return { order: kept, bounds };
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[next[codes[at(i)]]++] = at(i);
  return { order, bounds };
}

/** Within each group. */
function inTime(
  table: Table,
  time: number,
  rows: number,
  order: Uint32Array | undefined,
  bounds: Uint32Array,
): Uint32Array | undefined {
  const times = timesOf(table, time);
  let sorted = order;
  for (let g = 0; g + 1 < bounds.length; g++) {
    const [from, to] = [bounds[g], bounds[g + 1]];
    const at = (row: number) => times(sorted ? sorted[row] : row);
    let ordered = true;
    for (let row = from + 1; row < to && ordered; row++) ordered = at(row) >= at(row - 1);
    if (ordered) continue;
    sorted ??= Uint32Array.from({ length: rows }, (_, row) => row);
    sorted.subarray(from, to).sort((a, b) => times(a) - times(b) || a - b);
  }
  return sorted;
}

/** The time of each row of the file, as a number. @throws {TableError} where a row has none. */
export function timesOf(table: Table, time: number): (row: number) => number {
  const column = table.columns[time];
  if (column.kind === 'text') {
    const places = new Float64Array(column.names.length);
    const byName = [...column.names.keys()].sort((a, b) => (column.names[a] < column.names[b] ? -1 : 1));
    for (const [place, code] of byName.entries()) places[code] = place;
    return (row) => places[column.codes[row]];
  }
  requireTimes(column, table.rows);
  return (row) => column.at(row);
}

function requireTimes(column: NumberColumn, rows: number): void {
  const count = column.gaps + column.wrong.count;
  if (count === 0) return;
  const what = column.kind === 'date' ? 'a date like those before it' : 'a number like those before it';
  const faults = rowsWithout(column, rows).map((row) => ({
    row,
    column: column.place,
    message: (cell: string) =>
      `Column "${column.name}" ${cell === '' ? 'is empty' : `is "${cell.slice(0, 40)}"`}, not ${what}.`,
  }));
  throwIfAny(faults, count);
}

/** Rows of the file in which a column has no value, as many as are listed. */
export function rowsWithout(column: NumberColumn, rows: number, most = 101): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows && found.length < most; row++) if (Number.isNaN(column.at(row))) found.push(row);
  return found;
}
