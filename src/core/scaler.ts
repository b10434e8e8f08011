/** Raw units and the model's units, column by column. */

/** (x - mean) / deviation per column; mean 0 and deviation 1 where nothing is standardized. */
export interface Scaler {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** Numbers in either precision. */
export type Numbers = Float32Array | Float64Array;

export function identityScaler(columns: number): Scaler {
  return { mean: new Array(columns).fill(0), deviation: new Array(columns).fill(1) };
}

/**
 * Mean and population deviation (as scikit-learn's StandardScaler) of each column, in two passes.
 * A constant column keeps deviation 1.
 * @param values [R,columns]
 * @param starts first row of each stretch of rows that counts.
 * @param length rows of a stretch.
 */
export function fitScaler(values: Numbers, columns: number, starts: Uint32Array, length = 1): Scaler {
  const rows = starts.length * length;
  const mean = new Array<number>(columns).fill(0);
  const deviation = new Array<number>(columns).fill(0);
  const width = length * columns;
  for (const start of starts) {
    const from = start * columns;
    for (let i = 0; i < width; i++) mean[i % columns] += values[from + i];
  }
  for (let c = 0; c < columns; c++) mean[c] /= rows;
  for (const start of starts) {
    const from = start * columns;
    for (let i = 0; i < width; i++) deviation[i % columns] += (values[from + i] - mean[i % columns]) ** 2;
  }
  for (let c = 0; c < columns; c++) {
    const root = Math.sqrt(deviation[c] / rows);
    // Rounding leaves a constant column with a deviation of some ulps of its mean.
    deviation[c] = root > 1e-12 * Math.abs(mean[c]) ? root : 1;
  }
  return { mean, deviation };
}

/**
 * Brings each column from its least and greatest value to 0 and 1. A constant column keeps its size.
 * @param values [R,columns]. @param starts @param length as of `fitScaler`.
 * @returns the least values in place of means, the ranges in place of deviations.
 */
export function fitRange(values: Numbers, columns: number, starts: Uint32Array, length = 1): Scaler {
  const least = new Array<number>(columns).fill(Number.POSITIVE_INFINITY);
  const most = new Array<number>(columns).fill(Number.NEGATIVE_INFINITY);
  const width = length * columns;
  for (const start of starts) {
    const from = start * columns;
    for (let i = 0; i < width; i++) {
      const value = values[from + i];
      if (value < least[i % columns]) least[i % columns] = value;
      if (value > most[i % columns]) most[i % columns] = value;
    }
  }
  return { mean: least, deviation: most.map((value, c) => value - least[c] || 1) };
}

/** Raw units → the model's units. @param values [R,columns] */
export function scale(values: ArrayLike<number>, scaler: Scaler): Float32Array {
  const scaled = new Float32Array(values.length);
  scaleInto(scaled, values, scaler);
  return scaled;
}

/** The same into memory that is there already. @param values [R,columns] */
export function scaleInto(scaled: Float32Array, values: ArrayLike<number>, { mean, deviation }: Scaler): void {
  const columns = mean.length;
  for (let i = 0; i < values.length; i++) scaled[i] = (values[i] - mean[i % columns]) / deviation[i % columns];
}

/** The model's units → raw units. @param values [R,columns] */
export function unscale(values: ArrayLike<number>, { mean, deviation }: Scaler): Float64Array {
  const columns = mean.length;
  const raw = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) raw[i] = values[i] * deviation[i % columns] + mean[i % columns];
  return raw;
}
