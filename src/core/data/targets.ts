/** What the model learns to give, from the columns of a file. */
import type { FileData } from '../config/experiment.js';
import { formOf } from '../config/fileDataFacts.js';
import { readClasses } from './classes.js';
import type { TargetKind } from './dataset.js';
import type { FileColumns } from './fileColumns.js';
import type { Reading } from './fileData.js';
import type { NumberColumn, TextColumn } from './reading/columns.js';
import { parseNumber } from './reading/numbers.js';
import { type Fault, type Table, throwIfAny } from './reading/table.js';
import { fileRow, type Series } from './series.js';
import type { Shape } from './shape.js';
import { change, notPositive } from './transform.js';

export interface Targets {
  readonly target: TargetKind;
  /** [N,S,K] */
  readonly targets: Float64Array;
}

/** @throws {TableError} with the place of every target that is none. */
export function readTargets(
  data: FileData,
  table: Table,
  columns: FileColumns,
  series: Series,
  shape: Shape,
  reading: Reading,
): Targets {
  // Where the name of a target has a step, the columns of all steps stand side by side.
  const flat = columns.targets.flat().map((index) => table.columns[index]);
  const rows = shape.targetRows.map((row) => fileRow(series, row));
  const everyRow = reading.everyStep || formOf(data) !== 'steps';
  if (flat[0].kind === 'text') {
    const perSequence = rows.length / shape.starts.length;
    const training = shape.split.training.map((n) => n * perSequence);
    const { loss, names } = reading;
    const classes = readClasses(flat as TextColumn[], rows, training, perSequence, loss, names?.classes);
    return classes ?? { target: { kind: 'numbers' }, targets: numbersOf(flat, rows, everyRow) };
  }
  if (data.window === undefined || data.transform === 'none') {
    return { target: { kind: 'numbers' }, targets: numbersOf(flat, rows, everyRow) };
  }
  const horizon = data.horizon ?? 1;
  const before = shape.targetRows.map((row) => fileRow(series, row - horizon));
  const targets = numbersOf(flat, rows, everyRow);
  const from = numbersOf(flat, before, everyRow);
  if (data.transform === 'logReturn') requirePositive(table, flat as NumberColumn[]);
  return {
    target: { kind: 'numbers' },
    targets: targets.map((value, i) => change(data.transform, from[i], value)),
  };
}

/** [rows,columns] @param everyRow whether not only the last row of a sequence needs a target. */
function numbersOf(
  columns: readonly (NumberColumn | TextColumn)[],
  rows: Uint32Array,
  everyRow: boolean,
): Float64Array {
  const targets = new Float64Array(rows.length * columns.length);
  const faults: Fault[] = [];
  let count = 0;
  for (const [k, column] of columns.entries()) {
    for (let n = 0; n < rows.length; n++) {
      const value = column.kind === 'text' ? parseNumber(column.at(rows[n])) : column.at(rows[n]);
      targets[n * columns.length + k] = value;
      if (Number.isFinite(value)) continue;
      count += 1;
      if (faults.length > 100) continue;
      const message = (cell: string) => {
        const what = cell === '' ? 'no target' : `the target "${cell.slice(0, 40)}"`;
        return `${everyRow ? 'A row' : 'The last row of a sequence'} has ${what}; a finite number is needed.`;
      };
      faults.push({ row: rows[n], column: column.place, message });
    }
  }
  throwIfAny(faults, count);
  return targets;
}

function requirePositive({ rows }: Table, columns: readonly NumberColumn[]): void {
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      if (column.at(row) <= 0) throw notPositive({ row, column: column.place }, column.name, column.at(row));
    }
  }
}

/** Whether a row of the file has all its targets. */
export function hasTargets(table: Table, columns: FileColumns): (row: number) => boolean {
  const flat = columns.targets.flat().map((index) => table.columns[index]);
  return (row) =>
    flat.every((column) => (column.kind === 'text' ? column.codes[row] !== 0 : !Number.isNaN(column.at(row))));
}
