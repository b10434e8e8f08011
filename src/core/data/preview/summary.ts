/** Numbers in a few numbers. */

/** Of finite values only; NaN where there is none. */
export interface Summary {
  readonly values: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population deviation. */
  readonly deviation: number;
}

/** In two passes, so that the deviation is exact where the mean is large. */
export function summarizeValues(count: number, at: (index: number) => number): Summary {
  let [found, min, max, sum] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < count; i++) {
    const value = at(i);
    if (!Number.isFinite(value)) continue;
    found++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (found === 0) return { values: 0, min: Number.NaN, max: Number.NaN, mean: Number.NaN, deviation: Number.NaN };
  const mean = sum / found;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = at(i);
    if (Number.isFinite(value)) squares += (value - mean) ** 2;
  }
  return { values: found, min, max, mean, deviation: min === max ? 0 : Math.sqrt(squares / found) };
}
