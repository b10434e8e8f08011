/** Ridge regression of many quantities on the same rows. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { Products } from './products.js';
import { columnMeans } from './projection.js';

/** Weight of the ridge, as a share of the mean variance of a column: keeps the answer finite and hardly moves it. */
const RIDGE = 1e-4;

export interface Linear {
  /** [columns] */
  readonly weights: Float64Array;
  readonly offset: number;
}

/**
 * What finds the weights and the offset that minimise the squared error to a quantity plus a small ridge; the offset is
 * not penalised. The rows are taken apart once, however many quantities follow. Where there are fewer rows than columns
 * the same weights come cheaper from the products of the rows: X'(XX' + p)⁻¹ = (X'X + p)⁻¹X'.
 * @param x [R,columns]
 * @param rows R
 */
export function ridgeOn(x: Float64Array, rows: number): (y: ArrayLike<number>) => Linear {
  const columns = x.length / rows;
  const meanX = columnMeans(x, columns);
  const centred = x.map((value, i) => value - meanX[i % columns]);
  const total = centred.reduce((sum, value) => sum + value * value, 0);
  const penalty = (RIDGE * total) / columns || 1;
  const across = transposed(centred, columns);
  const dual = rows < columns;
  const products = new CholeskyDecomposition(
    dual ? penalized(across, rows, penalty) : penalized(centred, columns, penalty),
  );
  const solved = (right: Float64Array) => Float64Array.from(products.solve(Matrix.columnVector(right)).to1DArray());
  return (y) => {
    let meanY = 0;
    for (let r = 0; r < rows; r++) meanY += y[r] / rows;
    const centredY = Float64Array.from({ length: rows }, (_, r) => y[r] - meanY);
    const weights = dual ? times(across, solved(centredY), rows) : solved(times(across, centredY, rows));
    return { weights, offset: meanY - dot(weights, meanX, 0) };
  };
}

/** What a linear function gives for each row. @param x [R,columns] */
export function applied({ weights, offset }: Linear, x: Float64Array): Float64Array {
  const columns = weights.length;
  return Float64Array.from({ length: x.length / columns }, (_, r) => offset + dot(weights, x, r * columns));
}

/** One minus squared error over variance; NaN where the true values do not vary. */
export function determination(read: ArrayLike<number>, y: ArrayLike<number>): number {
  const rows = y.length;
  let mean = 0;
  for (let r = 0; r < rows; r++) mean += y[r] / rows;
  let [error, variance] = [0, 0];
  for (let r = 0; r < rows; r++) {
    error += (y[r] - read[r]) ** 2;
    variance += (y[r] - mean) ** 2;
  }
  // Rounding leaves a constant with a variance of some ulps.
  return variance > 1e-24 * mean * mean * rows ? 1 - error / variance : Number.NaN;
}

/** Products of the columns, with the penalty on the diagonal. @param values [R,columns], centred one way or the other. */
function penalized(values: Float64Array, columns: number, penalty: number): Matrix {
  const products = new Products(new Float64Array(columns));
  products.add(values, 0, values.length / columns);
  for (let i = 0; i < columns; i++) products.sums[i][i] += penalty;
  return new Matrix(products.full());
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

/** @param from where in `b` the other vector begins. */
function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[from + i];
  return sum;
}
