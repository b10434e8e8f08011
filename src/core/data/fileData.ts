/** Sequences from a CSV file: one row a step, or windows over one series. */
import type { JSONPath } from 'jsonc-parser';
import type { FileData } from '../config/experiment.js';
import { naturalLog } from '../exactMath.js';
import { nearest } from '../nearest.js';
import { BadInputError, type Fix, type Problem } from '../problems.js';
import type { Random } from '../random.js';
import { fitScaler, identityScaler } from '../scaler.js';
import { readClasses } from './classes.js';
import type { Dataset, TargetKind } from './dataset.js';
import type { Wanted } from './load.js';
import { type Split, splitAtRandom, splitInTime } from './split.js';
import { Table } from './table.js';

/** Makes the place of a config key; see `ConfigReading.problemAt`. */
export type ProblemAt = (path: JSONPath, message: string, fixes?: readonly Fix[]) => Problem;

/** What reading a file needs besides its content. */
export interface Reading extends Wanted {
  readonly random: Random;
  readonly problemAt: ProblemAt;
}

/**
 * @param path of the CSV file, for problems.
 * @param text the CSV file's text.
 * @throws {BadInputError} with places in the config (a column that is not there) or in the CSV file (a wrong cell).
 */
export function readFileData(data: FileData, path: string, text: string, reading: Reading): Dataset {
  const table = Table.parse(path, text);
  const columns = findColumns(data, table, reading.problemAt);
  const order = rowOrder(table, columns.time, columns.sequence);
  return data.window === undefined
    ? steps(data, table, columns, order, reading)
    : windows(data, table, columns, order, reading);
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

/** One row a step; the target is that of the sequence's last row, or there is one in every row. */
function steps(data: FileData, table: Table, columns: Columns, order: Uint32Array, reading: Reading): Dataset {
  const id = (place: number) => table.cells[order[place]][columns.sequence as number];
  const starts = Uint32Array.from([...order.keys()].filter((place) => place === 0 || id(place) !== id(place - 1)));
  const length = (starts[1] ?? order.length) - starts[0];
  for (let n = 0; n < starts.length; n++) {
    const steps = (starts[n + 1] ?? order.length) - starts[n];
    if (steps === length) continue;
    const message = `Sequence "${id(starts[n])}" has ${steps} steps, but "${id(0)}" has ${length}; all must have the same.`;
    throw new BadInputError([table.cellProblem(order[starts[n]], columns.sequence as number, message)]);
  }
  // The last row of each sequence must hold a target: others may be empty or repeat it.
  const targetRows = reading.everyStep ? order : Uint32Array.from(starts, (start) => order[start + length - 1]);
  const target = readTargets(table, columns.target, targetRows, reading);
  const split = splitAtRandom(starts.length, data.split.validation, reading.random);
  requireSequences(split, starts.length, data, reading.problemAt);
  const rows = matrix(table, columns.inputs, order);
  const trainingStarts = split.training.map((n) => starts[n]);
  const scaled = { starts: trainingStarts, length };
  return finish(data, { rows, starts, length, ...target }, split, scaled, reading);
}

/** The targets in some rows of the table. */
function readTargets(table: Table, column: number, rows: Uint32Array, { loss, everyStep }: Reading): Targets {
  const classes = readClasses(table, column, rows, loss);
  if (classes) return classes;
  const problems: Problem[] = [];
  const targets = Float64Array.from(rows, (row) => {
    const cell = table.cells[row][column].trim();
    const value = cell === '' ? Number.NaN : Number(cell);
    if (!Number.isFinite(value)) {
      const what = cell === '' ? 'no target' : `the target "${cell.slice(0, 40)}"`;
      const where = everyStep ? 'A row' : 'The last row of a sequence';
      problems.push(table.cellProblem(row, column, `${where} has ${what}; a finite number is needed.`));
    }
    return value;
  });
  if (problems.length > 0) throw new BadInputError(problems.slice(0, 100));
  return { target: { kind: 'numbers' }, targets };
}

export interface Targets {
  readonly target: TargetKind;
  /** As many as there are rows. */
  readonly targets: Float64Array;
}

/**
 * Windows over one series; the target lies `horizon` rows after the window, or after each of its rows, or is the log
 * return up to there.
 */
function windows(data: FileData, table: Table, columns: Columns, order: Uint32Array, reading: Reading): Dataset {
  const length = data.window as number;
  const horizon = data.horizon ?? 1;
  const logReturns = data.transform === 'logReturn';
  const series = matrix(table, columns.inputs, order);
  if (logReturns) requirePositive(table, [...columns.inputs, columns.target], order);
  const rows = logReturns ? logReturn(series, data.inputs.length) : series;
  // With log returns, row r of `rows` is the change from row r to row r + 1 of the series.
  const lost = logReturns ? 1 : 0;
  const count = order.length - lost - length - horizon + 1;
  if (count < 1) {
    const needed = length + horizon + lost;
    const message = `${data.file} has ${order.length} rows; a window of ${length} and a horizon of ${horizon} need ${needed}.`;
    throw new BadInputError([reading.problemAt(['data', 'window'], message)]);
  }
  // Targets of all rows of a window, or of its last.
  const perWindow = reading.everyStep ? length : 1;
  const lastRows = Uint32Array.from({ length: count * perWindow }, (_, i) => {
    const [window, step] = [Math.floor(i / perWindow), i % perWindow];
    return window + length - perWindow + step + lost;
  });
  const targetRows = lastRows.map((row) => order[row + horizon]);
  const target =
    (logReturns ? undefined : readClasses(table, columns.target, targetRows, reading.loss)) ??
    valuesAhead(matrix(table, [columns.target], order), lastRows, horizon, logReturns);
  const split = splitInTime(count, data.split.validation, horizon);
  requireSequences(split, count, data, reading.problemAt);
  const starts = Uint32Array.from({ length: count }, (_, n) => n);
  // Windows overlap: each row counts once.
  const scaled = { starts: Uint32Array.from({ length: split.training.length + length - 1 }, (_, r) => r), length: 1 };
  return finish(data, { rows, starts, length, ...target }, split, scaled, reading);
}

/** Values `horizon` rows after each of the rows, or log returns up to there. @param series the target column. */
function valuesAhead(series: Float64Array, rows: Uint32Array, horizon: number, logReturns: boolean): Targets {
  const targets = Float64Array.from(rows, (row) => {
    const value = series[row + horizon];
    return logReturns ? naturalLog(value / series[row]) : value;
  });
  return { target: { kind: 'numbers' }, targets };
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

/** @param counted stretches of rows whose statistics count, those of the training part. */
function finish(
  data: FileData,
  made: Pick<Dataset, 'rows' | 'starts' | 'length' | 'target' | 'targets'>,
  split: Split,
  counted: { readonly starts: Uint32Array; readonly length: number },
  { everyStep }: Reading,
): Dataset {
  const columns = data.inputs.length;
  const { rows, length, target, targets } = made;
  const perSequence = everyStep ? length : 1;
  const targetStarts = split.training.map((n) => n * perSequence);
  return {
    ...made,
    ...split,
    features: data.inputs,
    targetSteps: everyStep ? length : undefined,
    targetNames: [data.target],
    inputScaler: data.standardize ? fitScaler(rows, columns, counted.starts, counted.length) : identityScaler(columns),
    targetScaler:
      data.standardize && target.kind === 'numbers'
        ? fitScaler(targets, 1, targetStarts, perSequence)
        : identityScaler(1),
  };
}
