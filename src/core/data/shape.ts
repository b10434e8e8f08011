/** How the rows of a series make sequences, and which of these train. */
import type { FileData } from '../config/experiment.js';
import { beyondMemory } from '../memory.js';
import { BadInputError } from '../problems.js';
import type { FileColumns } from './fileColumns.js';
import type { Reading } from './fileData.js';
import type { TextColumn } from './reading/columns.js';
import { type Table, TableError } from './reading/table.js';
import { fileRow, type Series, timesOf } from './series.js';
import { type Split, splitAtMoment, splitAtRandom, splitByEnd, splitByGroup, splitInTime } from './split.js';
import { lostRows } from './transform.js';

export interface Shape {
  /** Row of the series at which each sequence begins. */
  readonly starts: Uint32Array;
  /** Rows of the longest sequence. */
  readonly length: number;
  /** Rows of each, where they are not all of that length. */
  readonly lengths?: Uint32Array;
  /** [N,S] rows of the series at which the targets stand. */
  readonly targetRows: Uint32Array;
  readonly split: Split;
}

/** One row a step: each group of rows is a sequence. @param kept whether the sequence with this last row is wanted. */
export function sequencesOf(
  data: FileData,
  table: Table,
  columns: FileColumns,
  series: Series,
  kept: (lastRow: number) => boolean,
  reading: Reading,
): Shape {
  const { bounds } = series;
  const all = bounds.subarray(0, -1);
  const whole = all.map((_, n) => (kept(bounds[n + 1] - 1) ? 1 : 0));
  const starts = all.filter((_, n) => whole[n] === 1);
  const lengths = all.map((start, n) => bounds[n + 1] - start).filter((_, n) => whole[n] === 1);
  const length = lengths.reduce((longest, rows) => Math.max(longest, rows), 0);
  const ragged = lengths.some((rows) => rows !== length);
  const lastRows = starts.map((start, n) => start + lengths[n] - 1);
  const split = splitSequences(data, table, columns, series, lastRows, reading);
  // The last row of each sequence must hold a target: others may be empty or repeat it.
  const targetRows = reading.everyStep ? rowsFrom(starts, length) : lastRows;
  return { starts, length, lengths: ragged ? lengths : undefined, targetRows, split };
}

/** Each row of the file is a sequence. */
export function wideRows(data: FileData, table: Table, columns: FileColumns, series: Series, reading: Reading): Shape {
  const length = columns.inputs.length;
  const rows = Uint32Array.from({ length: series.rows }, (_, row) => row);
  const split = splitSequences(data, table, columns, series, rows, reading);
  return { starts: rows.map((row) => row * length), length, targetRows: rows, split };
}

/** Of independent sequences. @param lastRows of each, in the series. */
function splitSequences(
  data: FileData,
  table: Table,
  columns: FileColumns,
  series: Series,
  lastRows: Uint32Array,
  { random, problemAt }: Reading,
): Split {
  const { validation, by = columns.group === undefined ? 'random' : 'group' } = data.split;
  let split: Split;
  if (by === 'time') {
    const time = timesOf(table, columns.time as number);
    split = splitByEnd(
      Float64Array.from(lastRows, (row) => time(fileRow(series, row))),
      validation,
    );
  } else if (by === 'group') {
    split = splitByGroup(groupsOf(table, columns.group as number, series, lastRows), validation, random);
  } else split = splitAtRandom(lastRows.length, validation, random);
  return requireTraining(split, lastRows.length, data, problemAt);
}

/** Windows over each series; the target lies `horizon` rows after the window, or after each of its rows. */
export function windowsOf(data: FileData, table: Table, columns: FileColumns, series: Series, reading: Reading): Shape {
  const length = data.window as number;
  const horizon = data.horizon ?? 1;
  const lost = lostRows(data.transform);
  const { bounds } = series;
  const counts = Array.from(bounds.subarray(1), (end, g) => Math.max(0, end - bounds[g] - lost - length - horizon + 1));
  const count = counts.reduce((sum, windows) => sum + windows, 0);
  if (count === 0) {
    const longest = bounds.subarray(1).reduce((most, end, g) => Math.max(most, end - bounds[g]), 0);
    const has = bounds.length > 2 ? `The longest series of ${data.file} has ${longest}` : `${data.file} has ${longest}`;
    const message = `${has} rows; a window of ${length} and a horizon of ${horizon} need ${length + horizon + lost}.`;
    throw new BadInputError([reading.problemAt(['data', 'window'], message)]);
  }
  const starts = new Uint32Array(count);
  for (let g = 0, n = 0; g < counts.length; g++) {
    for (let w = 0; w < counts[g]; w++) starts[n++] = bounds[g] + lost + w;
  }
  const lastRows = starts.map((start) => start + length - 1);
  const split = splitWindows(data, table, columns, series, counts, lastRows, reading);
  const targets = `The targets of ${count} windows at each of ${length} steps`;
  const refusal = reading.everyStep && beyondMemory(targets, 12 * count * length, reading.turns.memory);
  if (refusal) throw new BadInputError([reading.problemAt(['data', 'window'], refusal)]);
  const known = reading.everyStep ? rowsFrom(starts, length) : lastRows;
  return { starts, length, targetRows: known.map((row) => row + horizon), split };
}

function splitWindows(
  data: FileData,
  table: Table,
  columns: FileColumns,
  series: Series,
  counts: readonly number[],
  lastRows: Uint32Array,
  { random, problemAt }: Reading,
): Split {
  const horizon = data.horizon ?? 1;
  const { validation } = data.split;
  let split: Split;
  if (data.split.by === 'group' || (data.split.by === undefined && columns.group !== undefined)) {
    const groups = groupsOf(table, (columns.group ?? columns.sequence) as number, series, lastRows);
    split = splitByGroup(groups, validation, random);
  } else if (counts.length > 1 && columns.time !== undefined) {
    const time = timesOf(table, columns.time);
    const at = (rows: number) => Float64Array.from(lastRows, (row) => time(fileRow(series, row + rows)));
    split = splitAtMoment(at(0), at(horizon), validation);
  } else
    split = joined(
      counts.map((windows) => splitInTime(windows, validation, horizon)),
      counts,
    );
  return requireTraining(split, lastRows.length, data, problemAt);
}

/** Each series by itself. */
function joined(splits: readonly Split[], counts: readonly number[]): Split {
  if (splits.length === 1) return splits[0];
  const together = (part: keyof Split) => {
    const all = new Uint32Array(splits.reduce((sum, split) => sum + split[part].length, 0));
    let at = 0;
    let first = 0;
    for (const [g, split] of splits.entries()) {
      for (const n of split[part]) all[at++] = first + n;
      first += counts[g];
    }
    return all;
  };
  return { training: together('training'), validation: together('validation') };
}

/** The group of each sequence. @throws {TableError} where the rows between two bounds are not all of one. */
function groupsOf(table: Table, column: number, series: Series, lastRows: Uint32Array): Uint32Array {
  const { codes, place, name, names } = table.columns[column] as TextColumn;
  const { bounds } = series;
  const single = bounds.length === 2 || bounds.length - 1 === series.rows;
  for (let g = 0; !single && g + 1 < bounds.length; g++) {
    const code = codes[fileRow(series, bounds[g])];
    for (let row = bounds[g] + 1; row < bounds[g + 1]; row++) {
      const other = codes[fileRow(series, row)];
      if (other === code) continue;
      const message = `Column "${name}" is "${names[other]}" here and "${names[code]}" before in the same sequence: it would be in both parts.`;
      throw new TableError([{ row: fileRow(series, row), column: place, message }]);
    }
  }
  return lastRows.map((row) => codes[fileRow(series, row)]);
}

/** [N,length] the rows of each sequence. */
function rowsFrom(starts: Uint32Array, length: number): Uint32Array {
  const rows = new Uint32Array(starts.length * length);
  for (let n = 0; n < starts.length; n++) for (let t = 0; t < length; t++) rows[n * length + t] = starts[n] + t;
  return rows;
}

function requireTraining(split: Split, count: number, data: FileData, problemAt: Reading['problemAt']): Split {
  if (split.training.length > 0) return split;
  const message = `Of ${count} sequences in ${data.file} none is left for training.`;
  throw new BadInputError([problemAt(['data', 'split', 'validation'], message)]);
}
