/**
 * Orders in which a layer's units can be shown. All come from the hidden states of many sequences, so that a unit keeps
 * its row whichever sequence, and whichever of its values, is shown.
 */
import { agnes } from 'ml-hclust';
import { Products } from '../stateSpace/products.js';
import { columnMeans } from '../stateSpace/projection.js';
import { pearson } from '../trust/statistics.js';

/** Rows of states that decide on the clusters: enough to tell which units are alike. */
const ROWS = 2000;

/** One entry a unit. */
export interface UnitOrders {
  /** Units from top to bottom, similar ones next to each other. */
  readonly clustering: readonly number[];
  /** Step, from 0, at which the unit's mean size is largest. */
  readonly peak: readonly number[];
  /** Pearson r of the unit's last hidden state with the prediction; NaN where either does not vary. */
  readonly correlation: readonly number[];
}

/**
 * @param hidden [N,T,H]
 * @param predictions [N] the first output of each sequence.
 */
export function unitOrders(hidden: Float32Array, units: number, steps: number, predictions: Float64Array): UnitOrders {
  return {
    clustering: clusterOrder(hidden, units),
    peak: peakSteps(hidden, units, steps),
    correlation: outputCorrelation(hidden, units, steps, predictions),
  };
}

/**
 * Leaves of a tree of clusters (average linkage; distance 1 - r of the units' hidden states over all steps of all
 * sequences).
 */
function clusterOrder(hidden: Float32Array, units: number): number[] {
  if (units < 3) return Array.from({ length: units }, (_, unit) => unit);
  const r = correlations(hidden, units);
  const distances = r.map((row, i) => Array.from(row, (value, j) => (i === j ? 0 : 1 - value)));
  return agnes(distances, { method: 'average', isDistanceMatrix: true }).indices();
}

/** [H,H] Pearson r of every pair of columns; 0 where one of them does not vary. */
function correlations(values: Float32Array, units: number): Float64Array[] {
  const rows = values.length / units;
  const products = new Products(columnMeans(values, units));
  products.add(values, 0, rows, Math.max(1, Math.floor(rows / ROWS)));
  const sums = products.sums.map((row) => row.slice());
  const deviation = sums.map((row, i) => Math.sqrt(row[i]));
  for (let i = 0; i < units; i++) {
    for (let j = 0; j <= i; j++) {
      const scale = deviation[i] * deviation[j];
      sums[j][i] = sums[i][j] = scale > 0 && Number.isFinite(scale) ? sums[i][j] / scale : 0;
    }
  }
  return sums;
}

function peakSteps(hidden: Float32Array, units: number, steps: number): number[] {
  const size = new Float64Array(steps * units);
  for (let i = 0; i < hidden.length; i++) size[i % size.length] += Math.abs(hidden[i]);
  return Array.from({ length: units }, (_, unit) => {
    let peak = 0;
    for (let t = 1; t < steps; t++) if (size[t * units + unit] > size[peak * units + unit]) peak = t;
    return peak;
  });
}

function outputCorrelation(hidden: Float32Array, units: number, steps: number, predictions: Float64Array): number[] {
  const last = (n: number) => (n * steps + steps - 1) * units;
  return Array.from({ length: units }, (_, unit) =>
    pearson(
      Array.from(predictions, (_, n) => hidden[last(n) + unit]),
      predictions,
    ),
  );
}
