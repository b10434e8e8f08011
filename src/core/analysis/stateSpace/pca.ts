/**
 * Principal components of states (Pearson 1901; Hotelling 1933): the directions in which they differ most.
 *
 * The directions are the right singular vectors of the centred states, found as eigenvectors of their covariance, which
 * is [H,H] however many states there are. Its sum of squares loses digits only in directions that explain next to
 * nothing, and those are never shown.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface Axes {
  /** [H] */
  readonly mean: Float64Array;
  /** [D,H], orthonormal rows, the one that explains most first; the largest loading of each is positive. */
  readonly directions: Float64Array;
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
): Promise<Axes> {
  const rows = states.length / units;
  const mean = columnMeans(states, units);
  const covariance = Matrix.zeros(units, units);
  const sums = Array.from({ length: units }, () => new Float64Array(units));
  const centred = new Float64Array(units);
  for (let r = 0; r < rows; r++) {
    if (r % TURN_ROWS === 0) await pause();
    for (let i = 0; i < units; i++) centred[i] = states[r * units + i] - mean[i];
    for (let i = 0; i < units; i++) {
      const value = centred[i];
      const row = sums[i];
      for (let j = 0; j <= i; j++) row[j] += value * centred[j];
    }
  }
  let total = 0;
  for (let i = 0; i < units; i++) {
    total += sums[i][i];
    for (let j = 0; j <= i; j++) {
      covariance.set(i, j, sums[i][j]);
      covariance.set(j, i, sums[i][j]);
    }
  }
  await pause();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // Smallest first, as the library gives them.
  const kept = Array.from({ length: Math.min(count, units) }, (_, index) => units - 1 - index);
  return {
    mean,
    directions: Float64Array.from(kept.flatMap((column) => towardsLargest(eigenvectorMatrix.getColumn(column)))),
    explained: kept.map((column) => (total > 0 ? Math.max(0, realEigenvalues[column]) / total : 0)),
  };
}

/**
 * States seen along the axes.
 * @param states [R,H]
 * @param dimensions how many of the axes.
 * @returns [R,dimensions]; zeros for axes that there are not.
 */
export function project(states: ArrayLike<number>, { mean, directions }: Axes, dimensions: number): Float32Array {
  const units = mean.length;
  const rows = states.length / units;
  const seen = new Float32Array(rows * dimensions);
  const axes = Math.min(dimensions, directions.length / units);
  for (let r = 0; r < rows; r++) {
    for (let d = 0; d < axes; d++) {
      let sum = 0;
      for (let i = 0; i < units; i++) sum += (states[r * units + i] - mean[i]) * directions[d * units + i];
      seen[r * dimensions + d] = sum;
    }
  }
  return seen;
}

/**
 * The share of other states' variance that lies along these axes, each in [0,1]: what the axes of a trained model
 * explain of an earlier one.
 * @param states [R,H]
 */
export function explainedBy({ mean, directions }: Axes, states: ArrayLike<number>): number[] {
  const units = mean.length;
  const own = columnMeans(states, units);
  const along = new Float64Array(directions.length / units);
  let total = 0;
  for (let at = 0; at < states.length; at += units) {
    for (let i = 0; i < units; i++) total += (states[at + i] - own[i]) ** 2;
    for (let d = 0; d < along.length; d++) {
      let sum = 0;
      for (let i = 0; i < units; i++) sum += (states[at + i] - own[i]) * directions[d * units + i];
      along[d] += sum * sum;
    }
  }
  return Array.from(along, (sum) => (total > 0 ? sum / total : 0));
}

function columnMeans(values: ArrayLike<number>, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += values[i];
  return mean.map((sum) => sum / (values.length / columns));
}

/** A direction has no sign of its own: this one makes it the same in every run. */
function towardsLargest(direction: number[]): number[] {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
