/** Products of centred columns of two sets of states, of which both measures of similarity are made. */
import { columnMeans } from '../stateSpace/projection.js';

/** [R,H] states about their mean: row by row, one column a unit. */
export interface Centred {
  readonly values: Float64Array;
  readonly units: number;
}

/** Rows between two pauses. */
const TURN_ROWS = 256;

/** @param states [R,units] */
export function centred(states: ArrayLike<number>, units: number): Centred {
  const mean = columnMeans(states, units);
  return { values: Float64Array.from(states, (value, i) => value - mean[i % units]), units };
}

/**
 * XᵀY [X.units, Y.units], row-major.
 * @throws {RangeError} where they do not have as many rows.
 */
export async function crossProducts(x: Centred, y: Centred, pause: () => Promise<void>): Promise<Float64Array> {
  const rows = x.values.length / x.units;
  if (y.values.length / y.units !== rows) throw new RangeError('The states are not of the same steps.');
  const sums = new Float64Array(x.units * y.units);
  for (let row = 0; row < rows; row++) {
    if (row % TURN_ROWS === 0) await pause();
    for (let i = 0; i < x.units; i++) {
      const value = x.values[row * x.units + i];
      const [from, at] = [row * y.units, i * y.units];
      for (let j = 0; j < y.units; j++) sums[at + j] += value * y.values[from + j];
    }
  }
  return sums;
}

/** Frobenius norm. */
export function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
