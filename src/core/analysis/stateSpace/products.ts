/** Sums of products of centred columns: what covariances, correlations and least squares are made of. */

/** Rows that go into the sums at once: each sum is then read and written a quarter as often. */
const AT_ONCE = 4;

export class Products {
  /** Lower triangle, [units][units], about `mean`. */
  readonly sums: readonly Float64Array[];
  private readonly centred: readonly Float64Array[];

  /** @param mean [units] */
  constructor(private readonly mean: Float64Array) {
    const units = mean.length;
    this.sums = Array.from({ length: units }, () => new Float64Array(units));
    this.centred = Array.from({ length: AT_ONCE }, () => new Float64Array(units));
  }

  /**
   * @param values [R,units]
   * @param rows which rows to add: from, up to but not including, and every so manieth.
   */
  add(values: ArrayLike<number>, from: number, to: number, every = 1): void {
    const { mean, sums, centred } = this;
    const units = mean.length;
    const [a, b, c, d] = centred;
    for (let first = from; first < to; first += AT_ONCE * every) {
      for (let k = 0; k < AT_ONCE; k++) {
        const row = first + k * every;
        if (row >= to) centred[k].fill(0);
        else for (let i = 0; i < units; i++) centred[k][i] = values[row * units + i] - mean[i];
      }
      for (let i = 0; i < units; i++) {
        const sum = sums[i];
        const [ai, bi, ci, di] = [a[i], b[i], c[i], d[i]];
        for (let j = 0; j <= i; j++) sum[j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
      }
    }
  }

  /** Sum of the squares of all columns. */
  get total(): number {
    return this.sums.reduce((sum, row, i) => sum + row[i], 0);
  }

  /** [units,units], both triangles. */
  full(): number[][] {
    const { sums } = this;
    return sums.map((_, i) => sums.map((_, j) => (j <= i ? sums[i][j] : sums[j][i])));
  }
}
