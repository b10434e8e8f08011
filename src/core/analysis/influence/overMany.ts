/** Influences over many sequences: what a method finds in general, and not in the one that is shown. */
import type { InfluenceMethod } from '../../config/schema.js';
import type { InfluenceResult } from './influence.js';

/** One number a step, [T], and one an element, [T,F], where the method is defined per element. */
export interface StepValues {
  readonly perStep: Float64Array;
  readonly values?: Float64Array;
}

/** Over N sequences, in the method's unit. */
export interface Spread {
  /** What has either sign cancels. */
  readonly mean: StepValues;
  /** Mean of the sizes. */
  readonly meanAbsolute: StepValues;
  /** Standard deviation over the sequences (divided by N - 1; zero of a single one). */
  readonly deviation: StepValues;
}

export interface InfluenceOverMany {
  readonly part: 'validation' | 'training';
  readonly sequences: number;
  readonly methods: Readonly<Partial<Record<InfluenceMethod, Spread>>>;
}

/** @param result of N sequences. @param length T @param features F */
export function spreadOf({ perStep, values }: InfluenceResult, length: number, features: number): Spread {
  const steps = momentsOf(perStep, length);
  const elements = values && momentsOf(values, length * features);
  const pick = (name: keyof Spread): StepValues => ({ perStep: steps[name], values: elements?.[name] });
  return { mean: pick('mean'), meanAbsolute: pick('meanAbsolute'), deviation: pick('deviation') };
}

/** @param rows [N,width] @returns [width] each */
function momentsOf(rows: Float64Array, width: number): Record<keyof Spread, Float64Array> {
  const count = rows.length / width;
  const [mean, meanAbsolute, deviation] = [0, 0, 0].map(() => new Float64Array(width));
  for (let i = 0; i < rows.length; i++) {
    mean[i % width] += rows[i] / count;
    meanAbsolute[i % width] += Math.abs(rows[i]) / count;
  }
  for (let i = 0; i < rows.length; i++) deviation[i % width] += (rows[i] - mean[i % width]) ** 2;
  return { mean, meanAbsolute, deviation: deviation.map((sum) => Math.sqrt(sum / Math.max(1, count - 1))) };
}
