/** Sequences of unequal length: steps before the first are filled up with a value that the model leaves out. */
import { beyondMemory } from '../memory.js';
import { BadInputError, type Fix } from '../problems.js';
import type { Scaler } from '../scaler.js';
import type { Dataset } from './dataset.js';
import type { ProblemAt } from './load.js';

/** Steps that are no steps. */
export interface Padding {
  /** [N] steps that each sequence has; those before them, up to the length of all, are filled up. */
  readonly lengths: Uint32Array;
  /** What the model takes for "no step" where all features have it, in its own units. */
  readonly value: number;
}

/** How the model leaves steps out: undefined where it does not. */
export type Mask = { readonly value: number; readonly layer: string } | undefined;

/** Values that a fix tries, in the model's units: rare in data of mean 0 and deviation 1, or from 0 to 1. */
const CANDIDATES = [0, -1, -10, -100, -1000, -1e6];

/**
 * Sequences as long as the longest, each ending where it ends.
 * @param rows [R,F] of all sequences. @param starts of each.
 * @param scaler brings them into the model's units.
 * @param memory MiB that they may take.
 * @returns [N × length,F]
 * @throws {BadInputError} where the model leaves no steps out, or would leave out a real one; where one sequence is so
 * much longer than the others that all together are too large.
 */
export function padded(
  rows: Float64Array,
  starts: Uint32Array,
  lengths: Uint32Array,
  length: number,
  scaler: Scaler,
  mask: Mask,
  memory: number,
  problemAt: ProblemAt,
): Float64Array {
  const width = scaler.mean.length;
  const free = CANDIDATES.find((value) => !hasStep(rows, starts, lengths, scaler, value));
  if (!mask) throw noMasking(lengths, length, free ?? 0, problemAt);
  if (hasStep(rows, starts, lengths, scaler, mask.value)) throw maskedStep(mask, free, problemAt);
  const values = starts.length * length * width;
  const what = `${starts.length} sequences, filled up to the ${length} steps of the longest,`;
  const refusal = beyondMemory(what, 8 * values, memory);
  if (refusal !== undefined) throw new BadInputError([problemAt(['data', 'sequence'], refusal)]);
  const all = new Float64Array(values);
  for (let n = 0; n < starts.length; n++) {
    const from = starts[n] * width;
    all.set(rows.subarray(from, from + lengths[n] * width), ((n + 1) * length - lengths[n]) * width);
  }
  fillUp(all, lengths, length, scaler, mask.value);
  return all;
}

/** The same data for a model with other statistics: what fills sequences up is no step in its units, too. */
export function paddedFor(data: Dataset, scaler: Scaler): Dataset {
  const { padding, rows, length } = data;
  if (!padding || scaler === data.inputScaler) return data;
  const own = rows.slice();
  fillUp(own, padding.lengths, length, scaler, padding.value);
  return { ...data, rows: own };
}

/** A sample of fewer steps as the model reads it. @param sample [steps][F], raw units. @returns [length][F] */
export function paddedSample(sample: readonly (readonly number[])[], data: Dataset): readonly (readonly number[])[] {
  const { padding, length, inputScaler } = data;
  if (!padding || sample.length >= length) return sample;
  const pad = padRow(inputScaler, padding.value);
  return [...Array.from({ length: length - sample.length }, () => pad), ...sample];
}

/** First rows of the real steps of some sequences, one for each step. */
export function realRows(
  { starts, length, padding }: Pick<Dataset, 'starts' | 'length' | 'padding'>,
  part: Uint32Array,
): Uint32Array {
  const rows: number[] = [];
  for (const n of part) {
    for (let t = length - (padding?.lengths[n] ?? length); t < length; t++) rows.push(starts[n] + t);
  }
  return Uint32Array.from(rows);
}

function fillUp(
  rows: { [at: number]: number },
  lengths: Uint32Array,
  length: number,
  scaler: Scaler,
  value: number,
): void {
  const pad = padRow(scaler, value);
  const width = pad.length;
  for (let n = 0; n < lengths.length; n++) {
    const end = ((n + 1) * length - lengths[n]) * width;
    for (let i = n * length * width; i < end; i++) rows[i] = pad[i % width];
  }
}

/**
 * The raw row whose scaled values are the mask value to the bit: scaling rounds to single precision, which is far
 * coarser than what is lost on the way there and back.
 */
function padRow({ mean, deviation }: Scaler, value: number): number[] {
  return mean.map((middle, f) => {
    const raw = Math.fround(value) * deviation[f] + middle;
    if (scaled(raw, middle, deviation[f]) === Math.fround(value)) return raw;
    throw new RangeError(`The mask value ${value} cannot be told in a column of mean ${middle}.`);
  });
}

function scaled(raw: number, mean: number, deviation: number): number {
  return Math.fround((raw - mean) / deviation);
}

/** Whether a real step has the value in all features. */
function hasStep(
  rows: Float64Array,
  starts: Uint32Array,
  lengths: Uint32Array,
  scaler: Scaler,
  value: number,
): boolean {
  const { mean, deviation } = scaler;
  const width = mean.length;
  const wanted = Math.fround(value);
  for (let n = 0; n < starts.length; n++) {
    for (let row = starts[n]; row < starts[n] + lengths[n]; row++) {
      let same = 0;
      while (same < width && scaled(rows[row * width + same], mean[same], deviation[same]) === wanted) same += 1;
      if (same === width) return true;
    }
  }
  return false;
}

function noMasking(lengths: Uint32Array, length: number, free: number, problemAt: ProblemAt): BadInputError {
  const shortest = lengths.reduce((least, steps) => Math.min(least, steps), length);
  const layer = { type: 'masking', ...(free === 0 ? {} : { maskValue: free }) };
  const message =
    `The sequences have ${shortest} to ${length} steps: the shorter ones are filled up, and the model must leave those ` +
    `steps out. Begin with ${JSON.stringify(layer)}.`;
  const fix: Fix = { title: 'Begin with a masking layer', path: ['model', 'layers', 0], value: layer, insert: true };
  return new BadInputError([problemAt(['model', 'layers'], message, [fix])]);
}

function maskedStep(
  { value, layer }: NonNullable<Mask>,
  free: number | undefined,
  problemAt: ProblemAt,
): BadInputError {
  const path = ['model', 'layers', 0, 'maskValue'];
  const message = `${layer} would leave out a real step: one has the value ${value} in all features, in the model's units.`;
  const fixes = free === undefined ? [] : [{ title: `Set "maskValue": ${free}`, path, value: free }];
  return new BadInputError([problemAt(path, message, fixes)]);
}
