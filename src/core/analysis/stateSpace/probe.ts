/**
 * What can be read off a state by a linear function: ridge regression from h(t) to a quantity, tested on sequences that
 * it has not seen (Alain & Bengio 2017, Understanding intermediate layers using linear classifier probes).
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { Products } from './products.js';
import { columnMeans } from './projection.js';

/** Weight of the ridge, as a share of the mean variance of a unit: keeps the answer finite and hardly moves it. */
const RIDGE = 1e-4;
/** Fewer sequences than this tell nothing about others. */
export const PROBE_SEQUENCES = 20;

/**
 * R² of the probe at each step: fitted on the even sequences, measured on the odd ones. One is perfect, zero is what
 * the mean alone gives, and less is worse than that.
 * @param states [N,T,H]
 * @param quantity [N,T]
 * @param units H
 * @param steps T
 * @param pause called between steps; throws to cancel.
 * @returns [T]; NaN where the quantity does not vary, or where there are too few sequences.
 */
export async function probe(
  states: ArrayLike<number>,
  quantity: ArrayLike<number>,
  units: number,
  steps: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const sequences = quantity.length / steps;
  const scores = new Float64Array(steps).fill(Number.NaN);
  if (sequences < PROBE_SEQUENCES) return scores;
  for (let t = 0; t < steps; t++) {
    await pause();
    const part = (remainder: number): Rows => {
      const chosen = Array.from({ length: sequences }, (_, n) => n).filter((n) => n % 2 === remainder);
      const x = new Float64Array(chosen.length * units);
      for (const [row, n] of chosen.entries()) {
        const from = (n * steps + t) * units;
        for (let i = 0; i < units; i++) x[row * units + i] = states[from + i];
      }
      return { x, y: Float64Array.from(chosen, (n) => quantity[n * steps + t]) };
    };
    scores[t] = determination(ridge(part(0)), part(1));
  }
  return scores;
}

export interface Rows {
  /** [R,H] */
  readonly x: Float64Array;
  /** [R] */
  readonly y: Float64Array;
}

/**
 * Weights and offset that minimise the squared error plus a small ridge; the offset is not penalised. Where there are
 * fewer rows than units the same weights come cheaper from the products of the rows: X'(XX' + p)⁻¹ = (X'X + p)⁻¹X'.
 */
export function ridge({ x, y }: Rows): { weights: Float64Array; offset: number } {
  const rows = y.length;
  const units = x.length / rows;
  const meanX = columnMeans(x, units);
  const meanY = y.reduce((sum, value) => sum + value, 0) / rows;
  const centredX = x.map((value, i) => value - meanX[i % units]);
  const centredY = y.map((value) => value - meanY);
  const total = centredX.reduce((sum, value) => sum + value * value, 0);
  const penalty = (RIDGE * total) / units || 1;
  const across = transposed(centredX, units);
  const weights =
    rows < units
      ? times(across, solved(across, rows, penalty, centredY), rows)
      : solved(centredX, units, penalty, times(across, centredY, rows));
  return { weights, offset: meanY - dot(weights, meanX, 0) };
}

/** (products of the columns + penalty)⁻¹ right. @param values [R,columns], centred one way or the other. */
function solved(values: Float64Array, columns: number, penalty: number, right: Float64Array): Float64Array {
  const products = new Products(new Float64Array(columns));
  products.add(values, 0, values.length / columns);
  for (let i = 0; i < columns; i++) products.sums[i][i] += penalty;
  const left = new CholeskyDecomposition(new Matrix(products.full()));
  return Float64Array.from(left.solve(Matrix.columnVector(right)).to1DArray());
}

/** [columns,R] from [R,columns]. */
function transposed(values: Float64Array, columns: number): Float64Array {
  const rows = values.length / columns;
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** Matrix times vector. @param values [R,columns] */
function times(values: Float64Array, vector: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, r) => dot(vector, values, r * columns));
}

/** One minus squared error over variance. */
function determination({ weights, offset }: ReturnType<typeof ridge>, { x, y }: Rows): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  let error = 0;
  let variance = 0;
  for (const [row, value] of y.entries()) {
    error += (value - offset - dot(weights, x, row * weights.length)) ** 2;
    variance += (value - mean) ** 2;
  }
  return variance > 0 ? 1 - error / variance : Number.NaN;
}

/** @param from where in `b` the other vector begins. */
function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[from + i];
  return sum;
}
