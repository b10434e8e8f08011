/**
 * What can be read off a state by a linear function: ridge regression from h(t) to a quantity, tested on sequences that
 * it has not seen (Alain & Bengio 2017, Understanding intermediate layers using linear classifier probes).
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

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
  const state = (n: number, t: number) => (n * steps + t) * units;
  for (let t = 0; t < steps; t++) {
    await pause();
    const fitted: Row[] = [];
    const tested: Row[] = [];
    for (let n = 0; n < sequences; n++) {
      const from = state(n, t);
      const x = Float64Array.from({ length: units }, (_, i) => states[from + i]);
      (n % 2 === 0 ? fitted : tested).push({ x, y: quantity[n * steps + t] });
    }
    scores[t] = determination(ridge(fitted), tested);
  }
  return scores;
}

export interface Row {
  readonly x: Float64Array;
  readonly y: number;
}

/** Weights and offset that minimise the squared error plus a small ridge; the offset is not penalised. */
export function ridge(rows: readonly Row[]): { weights: Float64Array; offset: number } {
  const units = rows[0].x.length;
  const meanX = new Float64Array(units);
  let meanY = 0;
  for (const { x, y } of rows) {
    for (let i = 0; i < units; i++) meanX[i] += x[i] / rows.length;
    meanY += y / rows.length;
  }
  const products = Array.from({ length: units }, () => new Float64Array(units));
  const right = new Float64Array(units);
  const centred = new Float64Array(units);
  for (const { x, y } of rows) {
    for (let i = 0; i < units; i++) centred[i] = x[i] - meanX[i];
    for (let i = 0; i < units; i++) {
      const value = centred[i];
      right[i] += value * (y - meanY);
      for (let j = 0; j <= i; j++) products[i][j] += value * centred[j];
    }
  }
  const total = products.reduce((sum, row, i) => sum + row[i], 0);
  const penalty = (RIDGE * total) / units || 1;
  const left = Matrix.zeros(units, units);
  for (let i = 0; i < units; i++) {
    for (let j = 0; j <= i; j++) {
      left.set(i, j, products[i][j]);
      left.set(j, i, products[i][j]);
    }
    left.set(i, i, products[i][i] + penalty);
  }
  const solved = new CholeskyDecomposition(left).solve(Matrix.columnVector(right)).to1DArray();
  const weights = Float64Array.from(solved);
  return { weights, offset: meanY - dot(weights, meanX) };
}

/** One minus squared error over variance. */
function determination({ weights, offset }: ReturnType<typeof ridge>, rows: readonly Row[]): number {
  const mean = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
  let error = 0;
  let variance = 0;
  for (const { x, y } of rows) {
    error += (y - offset - dot(weights, x)) ** 2;
    variance += (y - mean) ** 2;
  }
  return variance > 0 ? 1 - error / variance : Number.NaN;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
