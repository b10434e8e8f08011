/** Distributions in bins of equal width. */

export interface Bins {
  /** Lower end of the first bin and upper end of the last. */
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

const MOST_BINS = 24;

/** Bins from the smallest to the largest value; of few whole numbers, one each, with the number in its middle. */
export function binsFor(min: number, max: number, whole: boolean): Bins {
  if (!(max >= min)) return { low: 0, high: 1, bins: 1 };
  // A half more or less is lost in the rounding of very large numbers.
  const far = Math.max(Math.abs(min), Math.abs(max)) > 1e9;
  if (whole && !far && max - min < MOST_BINS) return { low: min - 0.5, high: max + 0.5, bins: max - min + 1 };
  const room = max === min ? Math.max(0.5, 1e-3 * Math.abs(min)) : 0;
  if (room > 0) return { low: min - room, high: max + room, bins: 1 };
  return { low: min, high: max, bins: MOST_BINS };
}

/** Which bin a value belongs to; the upper end belongs to the last. */
export function binOf(value: number, { low, high, bins }: Bins): number {
  // The width of very large bounds is not finite.
  const unit = Number.isFinite(high - low) ? 1 : 0.5;
  const share = (value * unit - low * unit) / (high * unit - low * unit);
  return Math.max(0, Math.min(bins - 1, Math.floor(share * bins)));
}
