/** Cells without a value. */
import type { FileData } from '../config/experiment.js';
import { type Column, MOST_PLACES, type TextColumn } from './reading/columns.js';
import { type Fault, type Table, TableError, throwIfAny } from './reading/table.js';
import { rowsWithout } from './series.js';

/** @throws {TableError} with the place of every cell that is no number, and of empty ones where none may be. */
export function requireValues({ rows }: Table, columns: readonly Column[], policy: FileData['missing']): void {
  const empty = policy === 'error';
  const wrongIn = (column: Column) => (column.kind === 'text' ? 0 : column.wrong.count);
  const count = columns.reduce((sum, column) => sum + wrongIn(column) + (empty ? column.gaps : 0), 0);
  if (count === 0) return;
  const faults = columns.flatMap((column): Fault[] => {
    const { name, place } = column;
    if (column.kind === 'text') {
      const gaps = empty ? emptyRows(column, rows) : [];
      return gaps.map((row) => ({ row, column: place, message: `Column "${name}" is empty; a name is needed.` }));
    }
    const found = empty ? rowsWithout(column, rows) : column.wrong.rows;
    return found.map((row) => ({ row, column: place, message: (cell) => notANumber(name, cell) }));
  });
  throwIfAny(
    faults.sort((a, b) => a.row - b.row || (a.column ?? 0) - (b.column ?? 0)),
    count,
  );
}

function emptyRows({ codes }: TextColumn, rows: number): number[] {
  const found: number[] = [];
  for (
    let row = codes.indexOf(0);
    row >= 0 && row < rows && found.length <= MOST_PLACES;
    row = codes.indexOf(0, row + 1)
  ) {
    found.push(row);
  }
  return found;
}

function notANumber(name: string, cell: string): string {
  return `Column "${name}" ${cell === '' ? 'is empty' : `is "${cell.slice(0, 40)}"`}, not a finite number.`;
}

/** Rows of a table of steps, group by group. */
export interface Steps {
  /** [R,F]; NaN where there is no value. */
  readonly values: Float64Array;
  readonly width: number;
  /** First row of each stretch in which one row follows the other, and behind the last of them the number of rows. */
  readonly bounds: Uint32Array;
  /** Place of a value in the file. */
  place(row: number, feature: number): Pick<Fault, 'row' | 'column'>;
}

/**
 * Puts values where there are none.
 * @param training rows that count in means.
 * @param known means [F] of the data that a model was trained on, which decide then.
 * @returns the means that stand for missing values, where the policy is theirs.
 * @throws {TableError} where there is nothing to put there.
 */
export function fillGaps(
  steps: Steps,
  policy: FileData['missing'],
  training: Uint32Array,
  known?: readonly number[],
): readonly number[] | undefined {
  if (policy === 'zero') replaceGaps(steps, () => 0);
  else if (policy === 'forward') forward(steps);
  if (policy !== 'mean') return undefined;
  // A model of another number of features is told of later.
  const means = known?.length === steps.width ? known : trainingMeans(steps, training);
  replaceGaps(steps, (feature) => means[feature]);
  return means;
}

function replaceGaps({ values, width }: Steps, value: (feature: number) => number): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) values[i] = value(i % width);
  }
}

function trainingMeans(steps: Steps, training: Uint32Array): readonly number[] {
  const { values, width } = steps;
  const sums = new Float64Array(width);
  const counts = new Float64Array(width);
  for (const row of training) {
    for (let f = 0; f < width; f++) {
      const value = values[row * width + f];
      if (Number.isNaN(value)) continue;
      sums[f] += value;
      counts[f] += 1;
    }
  }
  const empty = counts.indexOf(0);
  if (empty >= 0) {
    const message = 'The training part has no value of this column whose mean could stand for the missing ones.';
    throw new TableError([{ ...steps.place(training[0] ?? 0, empty), message }]);
  }
  return Array.from(sums, (sum, f) => sum / counts[f]);
}

function forward(steps: Steps): void {
  const { values, width, bounds } = steps;
  const faults: Fault[] = [];
  for (let g = 0; g + 1 < bounds.length; g++) {
    for (let row = bounds[g]; row < bounds[g + 1]; row++) {
      for (let f = 0; f < width; f++) {
        const at = row * width + f;
        if (!Number.isNaN(values[at])) continue;
        if (row > bounds[g]) values[at] = values[at - width];
        if (Number.isNaN(values[at]) && faults.length < MOST_PLACES && row === bounds[g]) {
          const message = 'The value is missing, and there is none before it that could stand for it.';
          faults.push({ ...steps.place(row, f), message });
        }
      }
    }
  }
  throwIfAny(faults);
}
