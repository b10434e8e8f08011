/** What each column holds, in the training and in the validation part. */
import type { Dataset } from '../dataset.js';
import { targetSize } from '../dataset.js';
import type { Turns } from '../reading/source.js';
import { type Bins, binOf, binsFor } from './histogram.js';
import { type Summary, summarizeValues } from './summary.js';

export type ColumnKind = 'numbers' | 'whole numbers' | 'zero or one' | 'constant' | 'classes' | 'empty';

export interface ColumnPreview {
  readonly name: string;
  readonly role: 'input' | 'target';
  readonly kind: ColumnKind;
  /** Values of both parts that are no finite number, and gaps of the file that others stand for. */
  readonly missing: number;
  readonly training: Summary;
  readonly validation: Summary;
  readonly bins: Bins;
  /** Values of each part in each bin; of a target that is a class, bin by class. */
  readonly counts: { readonly training: readonly number[]; readonly validation: readonly number[] };
}

/** Values of one column: `values[offset + stride * i]` for the places of each part. */
export interface ColumnValues {
  readonly values: ArrayLike<number>;
  readonly offset: number;
  readonly stride: number;
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** The input columns, then the targets. Rows that windows share count once for each part. */
export function columnValues(data: Dataset): ColumnValues[] {
  const { rows, features, targets, targetNames, targetSteps = 1 } = data;
  const size = targetSize(data);
  const inputs = { training: coveredRows(data, data.training), validation: coveredRows(data, data.validation) };
  const answers = (part: Uint32Array) =>
    Uint32Array.from(
      { length: part.length * targetSteps },
      (_, i) => part[Math.floor(i / targetSteps)] * targetSteps + (i % targetSteps),
    );
  const answered = { training: answers(data.training), validation: answers(data.validation) };
  return [
    ...features.map((_, offset) => ({ values: rows, offset, stride: features.length, ...inputs })),
    ...targetNames.map((_, offset) => ({ values: targets, offset, stride: size / targetSteps, ...answered })),
  ];
}

/** Rows that the sequences of a part are windows of, each once, ascending. */
function coveredRows({ rows, features, starts, length }: Dataset, part: Uint32Array): Uint32Array {
  const covered = new Uint8Array(rows.length / features.length);
  for (const sequence of part) covered.fill(1, starts[sequence], starts[sequence] + length);
  let found = 0;
  for (const one of covered) found += one;
  const places = new Uint32Array(found);
  let at = 0;
  for (let row = 0; row < covered.length; row++) if (covered[row]) places[at++] = row;
  return places;
}

/** @param classes of a target that is one of them. */
export async function previewColumn(
  name: string,
  role: ColumnPreview['role'],
  column: ColumnValues,
  { pause }: Pick<Turns, 'pause'>,
  classes?: readonly string[],
): Promise<ColumnPreview> {
  const training = summarize(column, column.training);
  await pause();
  const validation = summarize(column, column.validation);
  await pause();
  const min = Math.min(...[training.min, validation.min].filter(Number.isFinite));
  const max = Math.max(...[training.max, validation.max].filter(Number.isFinite));
  const whole = isWhole(column, column.training) && isWhole(column, column.validation);
  await pause();
  const bins = classes ? { low: -0.5, high: classes.length - 0.5, bins: classes.length } : binsFor(min, max, whole);
  const places = column.training.length + column.validation.length;
  return {
    name,
    role,
    kind: classes ? 'classes' : kindOf(min, max, whole),
    missing: places - training.values - validation.values,
    training,
    validation,
    bins,
    counts: { training: counted(column, column.training, bins), validation: counted(column, column.validation, bins) },
  };
}

function kindOf(min: number, max: number, whole: boolean): ColumnKind {
  if (!(max >= min)) return 'empty';
  if (max === min) return 'constant';
  if (!whole) return 'numbers';
  return min === 0 && max === 1 ? 'zero or one' : 'whole numbers';
}

function summarize({ values, offset, stride }: ColumnValues, places: Uint32Array): Summary {
  return summarizeValues(places.length, (i) => values[offset + stride * places[i]]);
}

function isWhole({ values, offset, stride }: ColumnValues, places: Uint32Array): boolean {
  for (let i = 0; i < places.length; i++) {
    const value = values[offset + stride * places[i]];
    if (Number.isFinite(value) && !Number.isInteger(value)) return false;
  }
  return true;
}

function counted({ values, offset, stride }: ColumnValues, places: Uint32Array, bins: Bins): number[] {
  const counts = new Array<number>(bins.bins).fill(0);
  for (let i = 0; i < places.length; i++) {
    const value = values[offset + stride * places[i]];
    if (Number.isFinite(value)) counts[binOf(value, bins)]++;
  }
  return counts;
}
