/** Correlations. */

/** Sums over some pairs of numbers: how many, both sums, both squares, the products. */
type Sums = readonly [n: number, x: number, y: number, xx: number, yy: number, xy: number];
const SUMS = 6;
/** Differences that are relatively smaller than this are rounding errors. */
const ROUNDING = 1e-13;

/**
 * Sums of pairs for each group of `width` pairs, about the means of all of them, so that the correlation over any choice
 * of groups takes no second look at the pairs.
 */
export class Moments {
  private readonly sums: Float64Array;

  constructor(x: ArrayLike<number>, y: ArrayLike<number>, width: number) {
    const [meanX, meanY] = [mean(x), mean(y)];
    this.sums = new Float64Array((x.length / width) * SUMS);
    for (let i = 0; i < x.length; i++) {
      const [dx, dy] = [difference(x[i], meanX), difference(y[i], meanY)];
      const at = Math.floor(i / width) * SUMS;
      for (const [k, value] of [1, dx, dy, dx * dx, dy * dy, dx * dy].entries()) this.sums[at + k] += value;
    }
  }

  /** @param groups indices of the groups that count, each as often as it is named. */
  over(groups: ArrayLike<number>): Sums {
    const total: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < groups.length; i++) {
      for (let k = 0, at = groups[i] * SUMS; k < SUMS; k++, at++) total[k] += this.sums[at];
    }
    return total;
  }
}

/** Pearson's r from sums; NaN where either side is constant or holds a value that is not finite. */
export function correlationOf([n, x, y, xx, yy, xy]: Sums): number {
  const [squaresX, squaresY] = [xx - (x * x) / n, yy - (y * y) / n];
  // Rounding leaves a constant side with squares of some ulps.
  if (squaresX <= ROUNDING * xx || squaresY <= ROUNDING * yy) return Number.NaN;
  const r = (xy - (x * y) / n) / Math.sqrt(squaresX * squaresY);
  // Rounding can leave a perfect correlation just outside of [-1,1].
  return Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : Number.NaN;
}

/** Pearson's r; NaN where either side is constant or holds a value that is not finite. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return correlationOf(new Moments(x, y, x.length).over([0]));
}

function difference(value: number, mean: number): number {
  const off = value - mean;
  return Math.abs(off) <= ROUNDING * Math.abs(mean) ? 0 : off;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] / values.length;
  return sum;
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) result[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/** Spearman's rank correlation. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranks(x), ranks(y));
}
