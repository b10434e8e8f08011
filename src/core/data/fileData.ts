/** Sequences from a CSV file: one row a step, or windows over one series. */
import type { JSONPath } from 'jsonc-parser';
import type { FileData } from '../config/experiment.js';
import { naturalLog } from '../exactMath.js';
import { nearest } from '../nearest.js';
import { BadInputError, type Fix, type Problem } from '../problems.js';
import type { Random } from '../random.js';
import { type Dataset, fitScaler, identityScaler, type Scaler } from './dataset.js';
import { type Split, splitAtRandom, splitInTime } from './split.js';
import { Table } from './table.js';

/** Makes the place of a config key; see `ConfigReading.problemAt`. */
export type ProblemAt = (path: JSONPath, message: string, fixes?: readonly Fix[]) => Problem;

/**
 * @param path of the CSV file, for problems.
 * @param text the CSV file's text.
 * @throws {BadInputError} with places in the config (a column that is not there) or in the CSV file (a wrong cell).
 */
export function readFileData(
  data: FileData,
  path: string,
  text: string,
  random: Random,
  problemAt: ProblemAt,
): Dataset {
  const table = Table.parse(path, text);
  const columns = findColumns(data, table, problemAt);
  const order = rowOrder(table, columns.time, columns.sequence);
  return data.window === undefined
    ? steps(data, table, columns, order, random, problemAt)
    : windows(data, table, columns, order, problemAt);
}

interface Columns {
  readonly inputs: readonly number[];
  readonly target: number;
  readonly time?: number;
  readonly sequence?: number;
}

function findColumns(data: FileData, table: Table, problemAt: ProblemAt): Columns {
  const problems: Problem[] = [];
  const find = (name: string, path: JSONPath): number => {
    const index = table.columnIndex(name);
    if (index === undefined) {
      const known = table.header
        .slice(0, 20)
        .map((column) => `"${column}"`)
        .join(', ');
      const message = `${data.file} has no column "${name}". Its columns: ${known}.`;
      const close = nearest(name, table.header);
      const fixes =
        close === undefined ? [] : [{ title: `Change to "${close}"`, path: ['data', ...path], value: close }];
      problems.push(problemAt(['data', ...path], message, fixes));
    }
    return index ?? 0;
  };
  const columns: Columns = {
    inputs: data.inputs.map((name, index) => find(name, ['inputs', index])),
    target: find(data.target, ['target']),
    time: data.time === undefined ? undefined : find(data.time, ['time']),
    sequence: data.sequence === undefined ? undefined : find(data.sequence, ['sequence']),
  };
  if (problems.length > 0) throw new BadInputError(problems);
  return columns;
}

/** Rows sorted by sequence (in order of first appearance), then by time; stable, so file order where there is no time. */
function rowOrder(table: Table, time: number | undefined, sequence: number | undefined): Uint32Array {
  const order = Uint32Array.from({ length: table.rows }, (_, row) => row);
  const rank = new Map<string, number>();
  if (sequence !== undefined) {
    for (const row of table.cells) if (!rank.has(row[sequence])) rank.set(row[sequence], rank.size);
  }
  const group = (row: number) => (sequence === undefined ? 0 : (rank.get(table.cells[row][sequence]) ?? 0));
  const later = time === undefined ? () => 0 : timeOrder(table, time);
  return order.sort((a, b) => group(a) - group(b) || later(a, b) || a - b);
}

/** Numbers in order of value; anything else (ISO dates) in order of text. */
function timeOrder(table: Table, column: number): (a: number, b: number) => number {
  const numbers = table.cells.map((row) => (row[column].trim() === '' ? Number.NaN : Number(row[column])));
  if (numbers.every(Number.isFinite)) return (a, b) => numbers[a] - numbers[b];
  return (a, b) => {
    const [first, second] = [table.cells[a][column], table.cells[b][column]];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

/** [R,columns] numbers of the chosen columns, rows in the given order. */
function matrix(table: Table, columns: readonly number[], order: Uint32Array): Float64Array {
  const values = new Float64Array(order.length * columns.length);
  for (const [c, column] of columns.entries()) {
    const numbers = table.numbers(column);
    for (let r = 0; r < order.length; r++) values[r * columns.length + c] = numbers[order[r]];
  }
  return values;
}

/** One row a step; the target is that of the sequence's last row. */
function steps(
  data: FileData,
  table: Table,
  columns: Columns,
  order: Uint32Array,
  random: Random,
  problemAt: ProblemAt,
): Dataset {
  const id = (place: number) => table.cells[order[place]][columns.sequence as number];
  const starts = Uint32Array.from([...order.keys()].filter((place) => place === 0 || id(place) !== id(place - 1)));
  const length = (starts[1] ?? order.length) - starts[0];
  for (let n = 0; n < starts.length; n++) {
    const steps = (starts[n + 1] ?? order.length) - starts[n];
    if (steps === length) continue;
    const message = `Sequence "${id(starts[n])}" has ${steps} steps, but "${id(0)}" has ${length}; all must have the same.`;
    throw new BadInputError([table.cellProblem(order[starts[n]], columns.sequence as number, message)]);
  }
  const target = targetNumbers(table, columns.target, order, starts, length);
  const split = splitAtRandom(starts.length, data.split.validation, random);
  requireSequences(split, starts.length, data, problemAt);
  const rows = matrix(table, columns.inputs, order);
  const trainingRows = Array.from(split.training).flatMap((n) => Array.from({ length }, (_, t) => starts[n] + t));
  return finish(data, { rows, starts, length, targets: target }, split, trainingRows);
}

/** Only the last row of each sequence must hold a target: others may be empty or repeat it. */
function targetNumbers(
  table: Table,
  column: number,
  order: Uint32Array,
  starts: Uint32Array,
  length: number,
): Float64Array {
  const problems: Problem[] = [];
  const targets = Float64Array.from(starts, (start) => {
    const row = order[start + length - 1];
    const cell = table.cells[row][column].trim();
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value)) {
      const what = cell === '' ? 'no target' : `the target "${cell.slice(0, 40)}"`;
      problems.push(
        table.cellProblem(row, column, `The last row of a sequence has ${what}; a finite number is needed.`),
      );
    }
    return value;
  });
  if (problems.length > 0) throw new BadInputError(problems.slice(0, 100));
  return targets;
}

/** Windows over one series; the target lies `horizon` rows after the window, or is the log return up to there. */
function windows(data: FileData, table: Table, columns: Columns, order: Uint32Array, problemAt: ProblemAt): Dataset {
  const length = data.window as number;
  const horizon = data.horizon ?? 1;
  const logReturns = data.transform === 'logReturn';
  const series = matrix(table, columns.inputs, order);
  const target = matrix(table, [columns.target], order);
  if (logReturns) requirePositive(table, [...columns.inputs, columns.target], order);
  const rows = logReturns ? logReturn(series, data.inputs.length) : series;
  // With log returns, row r of `rows` is the change from row r to row r + 1 of the series.
  const lost = logReturns ? 1 : 0;
  const count = order.length - lost - length - horizon + 1;
  if (count < 1) {
    const needed = length + horizon + lost;
    const message = `${data.file} has ${order.length} rows; a window of ${length} and a horizon of ${horizon} need ${needed}.`;
    throw new BadInputError([problemAt(['data', 'window'], message)]);
  }
  const targets = Float64Array.from({ length: count }, (_, n) => {
    const last = n + length - 1 + lost;
    return logReturns ? naturalLog(target[last + horizon] / target[last]) : target[last + horizon];
  });
  const split = splitInTime(count, data.split.validation, horizon);
  requireSequences(split, count, data, problemAt);
  const starts = Uint32Array.from({ length: count }, (_, n) => n);
  const trainingRows = Uint32Array.from({ length: split.training.length + length - 1 }, (_, row) => row);
  return finish(data, { rows, starts, length, targets }, split, trainingRows);
}

function requirePositive(table: Table, columns: readonly number[], order: Uint32Array): void {
  for (const column of columns) {
    const numbers = table.numbers(column);
    const row = order.find((candidate) => numbers[candidate] <= 0);
    if (row === undefined) continue;
    const message = `A log return needs positive values; column "${table.header[column]}" has ${numbers[row]}.`;
    throw new BadInputError([table.cellProblem(row, column, message)]);
  }
}

function logReturn(series: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: series.length - columns }, (_, i) => naturalLog(series[i + columns] / series[i]));
}

function requireSequences(split: Split, count: number, data: FileData, problemAt: ProblemAt): void {
  if (split.training.length > 0) return;
  const message = `Of ${count} sequences in ${data.file} none is left for training.`;
  throw new BadInputError([problemAt(['data', 'split', 'validation'], message)]);
}

function finish(
  data: FileData,
  made: Pick<Dataset, 'rows' | 'starts' | 'length' | 'targets'>,
  split: Split,
  trainingRows: Iterable<number>,
): Dataset {
  const columns = data.inputs.length;
  const scaler = (values: Float64Array, width: number, counted: Iterable<number>): Scaler =>
    data.standardize ? fitScaler(values, width, counted) : identityScaler(width);
  return {
    ...made,
    ...split,
    features: data.inputs,
    targetNames: [data.target],
    inputScaler: scaler(made.rows, columns, trainingRows),
    targetScaler: scaler(made.targets, 1, split.training),
  };
}
