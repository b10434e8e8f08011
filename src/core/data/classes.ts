/** Targets that are classes: names or numbers in a column. */
import { isCategorical } from '../config/dataShape.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { BadInputError } from '../problems.js';
import type { Targets } from './fileData.js';
import type { Table } from './table.js';

/** More are hardly classes, but numbers taken for classes. */
const MOST_CLASSES = 1000;

/**
 * The target column as classes, in the order of their numbers, or else of their names; undefined where the loss wants
 * numbers. `binaryCrossentropy` takes two names, or 0 and 1, as classes, and other numbers as the probabilities that they are.
 * @param rows of the table, one a target.
 * @throws {BadInputError} with the place of an empty cell, or where there are too many classes or only one.
 */
export function readClasses(table: Table, column: number, rows: Uint32Array, loss: LossSpec): Targets | undefined {
  const binary = loss.type === 'binaryCrossentropy';
  if (!binary && !isCategorical(loss)) return undefined;
  const cell = (row: number) => table.cells[row][column].trim();
  const numeric = rows.every((row) => cell(row) !== '' && Number.isFinite(Number(cell(row))));
  if (binary && numeric && !rows.every((row) => ['0', '1'].includes(cell(row)))) return undefined;
  const empty = rows.find((row) => cell(row) === '');
  if (empty !== undefined) {
    throw new BadInputError([
      table.cellProblem(empty, column, 'The row has no target; the name of a class is needed.'),
    ]);
  }
  const names = new Set(Array.from(rows, cell));
  if (names.size < 2 || names.size > (binary ? 2 : MOST_CLASSES)) {
    const wanted = binary ? 'two' : `2 to ${MOST_CLASSES}`;
    const message = `Column "${table.header[column]}" has ${names.size} ${names.size === 1 ? 'class' : 'classes'}; ${loss.type} needs ${wanted}.`;
    throw new BadInputError([table.cellProblem(rows[0], column, message)]);
  }
  const classes = [...names].sort(numeric ? (a, b) => Number(a) - Number(b) : undefined);
  const index = new Map(classes.map((name, at) => [name, at]));
  return { target: { kind: 'classes', classes }, targets: Float64Array.from(rows, (row) => index.get(cell(row)) ?? 0) };
}
