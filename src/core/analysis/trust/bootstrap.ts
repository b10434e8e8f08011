/** Bootstrap intervals (Efron 1979): how much a number hangs on which samples happened to be measured. */
import type { Random } from '../../random.js';

/** Low and high end of a 95 % percentile interval; NaN where nothing could be measured. */
export type Interval = readonly [low: number, high: number];

/** A mean over samples and its 95 % interval. */
export interface Score {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;

/** The same resamples for everything that is measured on the same samples, so that their intervals can be compared. */
export class Bootstrap {
  private readonly resamples: readonly Uint32Array[];

  constructor(samples: number, random: Random) {
    this.resamples = Array.from({ length: RESAMPLES }, () =>
      Uint32Array.from({ length: samples }, () => Math.floor(random.uniform() * samples)),
    );
  }

  /** @param statistic from the indices of the samples that were drawn; resamples where it is NaN do not count. */
  interval(statistic: (drawn: Uint32Array) => number): Interval {
    const values = Float64Array.from(this.resamples, statistic).filter((value) => !Number.isNaN(value));
    values.sort();
    return [quantile(values, 0.025), quantile(values, 0.975)];
  }

  /** @param values [N] one a sample; samples where it is NaN do not count. */
  mean(values: ArrayLike<number>): Score {
    const all = Uint32Array.from({ length: values.length }, (_, n) => n);
    const [low, high] = this.interval((drawn) => meanOf(values, drawn));
    return { value: meanOf(values, all), low, high };
  }
}

/** Mean of the values that are numbers; NaN where none is. */
export function meanOf(values: ArrayLike<number>, indices: Uint32Array): number {
  let [sum, count] = [0, 0];
  for (const n of indices) {
    if (Number.isNaN(values[n])) continue;
    sum += values[n];
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** Quantile of sorted values with linear interpolation (Hyndman & Fan 1996, type 7); NaN where there are none. */
export function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
