/** States seen along the directions of a state space. */

export interface Axes {
  /** [H] */
  readonly mean: Float64Array;
  /** [D,H], orthonormal rows, the one that explains most first; the largest loading of each is positive. */
  readonly directions: Float64Array;
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
  const centred = new Float64Array(units);
  for (let at = 0; at < states.length; at += units) {
    for (let i = 0; i < units; i++) {
      centred[i] = states[at + i] - own[i];
      total += centred[i] * centred[i];
    }
    for (let d = 0; d < along.length; d++) {
      let sum = 0;
      for (let i = 0; i < units; i++) sum += centred[i] * directions[d * units + i];
      along[d] += sum * sum;
    }
  }
  return Array.from(along, (sum) => (total > 0 ? sum / total : 0));
}

/** [columns] of values [R,columns]. */
export function columnMeans(values: ArrayLike<number>, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (let row = 0; row < values.length; row += columns) {
    for (let i = 0; i < columns; i++) mean[i] += values[row + i];
  }
  return mean.map((sum) => sum / (values.length / columns));
}
