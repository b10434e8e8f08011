/** Targets that are classes: names or numbers in columns. */
import { isCategorical } from '../config/dataShape.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { refuseUnknown } from './knownNames.js';
import type { TextColumn } from './reading/columns.js';
import { areNumbers } from './reading/numbers.js';
import { TableError } from './reading/table.js';
import type { Targets } from './targets.js';

/** More are hardly classes, but numbers taken for classes. */
const MOST_CLASSES = 1000;

/**
 * The target columns as classes; undefined where the loss wants numbers. First come the classes of the training part, in
 * the order of their numbers, or else of their names, then those that only the validation part has, so that what is
 * learned does not depend on it. `binaryCrossentropy` takes two names, or 0 and 1, as classes, and other numbers as the
 * probabilities that they are. Where a model was trained already, its classes decide.
 * @param columns one, or one for each step of a target.
 * @param rows of the file, `perSequence` for each sequence.
 * @param training first of the rows of each sequence of the training part.
 * @param given classes of the model.
 * @throws {TableError} at an empty cell or a class that the model does not know, or where there are too many or only one.
 */
export function readClasses(
  columns: readonly TextColumn[],
  rows: Uint32Array,
  training: Uint32Array,
  perSequence: number,
  loss: LossSpec,
  given?: readonly string[],
): Targets | undefined {
  const binary = loss.type === 'binaryCrossentropy';
  if (!binary && !isCategorical(loss)) return undefined;
  const all = namesIn(columns, rows);
  const numeric = areNumbers(all);
  if (binary && numeric && areNumbers(given ?? []) && ![...all].every((name) => name === '0' || name === '1'))
    return undefined;
  if (all.has('')) throw emptyTarget(columns, rows);
  if (given) {
    refuseUnknown(columns, rows, given);
    return { target: { kind: 'classes', classes: given }, targets: indicesOf(given, columns, rows) };
  }
  if (all.size < 2 || all.size > (binary ? 2 : MOST_CLASSES)) {
    const wanted = binary ? 'two' : `2 to ${MOST_CLASSES}`;
    const message = `Column "${columns[0].name}" has ${all.size} ${all.size === 1 ? 'class' : 'classes'}; ${loss.type} needs ${wanted}.`;
    throw new TableError([{ row: rows[0], column: columns[0].place, message }]);
  }
  const sorted = (names: Iterable<string>) => [...names].sort(numeric ? (a, b) => Number(a) - Number(b) : undefined);
  const known = namesIn(columns, rowsOf(rows, training, perSequence));
  const others = sorted([...all].filter((name) => !known.has(name)));
  const classes = binary ? sorted(all) : [...sorted(known), ...others];
  return { target: { kind: 'classes', classes }, targets: indicesOf(classes, columns, rows) };
}

/** [rows,columns] */
function indicesOf(classes: readonly string[], columns: readonly TextColumn[], rows: Uint32Array): Float64Array {
  const index = new Map(classes.map((name, at) => [name, at]));
  const byCode = columns.map(({ names }) => names.map((name) => index.get(name) ?? 0));
  const targets = new Float64Array(rows.length * columns.length);
  for (let n = 0; n < rows.length; n++) {
    for (const [k, { codes }] of columns.entries()) targets[n * columns.length + k] = byCode[k][codes[rows[n]]];
  }
  return targets;
}

function rowsOf(rows: Uint32Array, starts: Uint32Array, count: number): Uint32Array {
  const chosen = new Uint32Array(starts.length * count);
  for (let n = 0; n < starts.length; n++) chosen.set(rows.subarray(starts[n], starts[n] + count), n * count);
  return chosen;
}

/** The names in some rows, "" among them where a cell is empty. */
function namesIn(columns: readonly TextColumn[], rows: Uint32Array): Set<string> {
  const names = new Set<string>();
  for (const column of columns) {
    const used = new Uint8Array(column.names.length);
    for (const row of rows) used[column.codes[row]] = 1;
    for (const [code, name] of column.names.entries()) if (used[code]) names.add(name);
  }
  return names;
}

function emptyTarget(columns: readonly TextColumn[], rows: Uint32Array): TableError {
  for (const { codes, place } of columns) {
    const row = rows.find((candidate) => codes[candidate] === 0);
    if (row === undefined) continue;
    return new TableError([{ row, column: place, message: 'The row has no target; the name of a class is needed.' }]);
  }
  throw new Error('There is no empty target.');
}
