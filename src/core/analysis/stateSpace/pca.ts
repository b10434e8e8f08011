/**
 * Principal components of states (Pearson 1901; Hotelling 1933): the directions in which they differ most.
 *
 * The directions are the right singular vectors of the centred states, found as eigenvectors of their covariance, which
 * is [H,H] however many states there are. Its sum of squares loses digits only in directions that explain next to
 * nothing, and those are never shown.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { Products } from './products.js';
import { type Axes, columnMeans } from './projection.js';

export interface PrincipalAxes extends Axes {
  /** [D] share of the variance along each direction, in [0,1]; zeros where all states are the same. */
  readonly explained: readonly number[];
}

/** Rows of states between two pauses. */
const TURN_ROWS = 512;

/**
 * @param states [R,H]
 * @param units H
 * @param count directions wanted; fewer come where there are fewer units.
 * @param pause called now and then; throws to cancel.
 */
export async function principalAxes(
  states: ArrayLike<number>,
  units: number,
  count: number,
  pause: () => Promise<void>,
): Promise<PrincipalAxes> {
  const rows = states.length / units;
  const mean = columnMeans(states, units);
  const products = new Products(mean);
  for (let from = 0; from < rows; from += TURN_ROWS) {
    await pause();
    products.add(states, from, Math.min(rows, from + TURN_ROWS));
  }
  await pause();
  const { total } = products;
  const covariance = new Matrix(products.full());
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // Smallest first, as the library gives them.
  const kept = Array.from({ length: Math.min(count, units) }, (_, index) => units - 1 - index);
  return {
    mean,
    directions: Float64Array.from(kept.flatMap((column) => towardsLargest(eigenvectorMatrix.getColumn(column)))),
    explained: kept.map((column) => (total > 0 ? Math.max(0, realEigenvalues[column]) / total : 0)),
  };
}

/** A direction has no sign of its own: this one makes it the same in every run. */
function towardsLargest(direction: number[]): number[] {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
