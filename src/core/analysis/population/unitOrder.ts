/**
 * Orders in which a layer's units can be shown. All come from the hidden states of many sequences, so that a unit keeps
 * its row whichever sequence, and whichever of its values, is shown. Steps behind a mask do not count.
 */
import { agnes } from 'ml-hclust';
import { type CountedSteps, countedRows } from '../countedSteps.js';
import { Products } from '../stateSpace/products.js';
import { columnMeans } from '../stateSpace/projection.js';
import { pearson } from '../trust/statistics.js';

/** Rows of states that decide on the clusters: enough to tell which units are alike. */
const ROWS = 2000;

/** One entry a unit. */
export interface UnitOrders {
  /** Units from top to bottom, similar ones next to each other. */
  readonly clustering: readonly number[];
  /** Step, from 0, at which the unit's mean size, over the sequences of which the step counts, is largest. */
  readonly peak: readonly number[];
  /** Pearson r of the unit's hidden state at the last step that counts with the prediction; NaN where either does not vary. */
  readonly correlation: readonly number[];
}

/**
 * @param hidden [N,T,H]
 * @param predictions [N] the first output of each sequence.
 */
export function unitOrders(
  hidden: Float32Array,
  units: number,
  counted: CountedSteps,
  predictions: Float64Array,
): UnitOrders {
  return {
    clustering: clusterOrder(countedRows(hidden, units, counted), units),
    peak: peakSteps(hidden, units, counted),
    correlation: outputCorrelation(hidden, units, counted, predictions),
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

function peakSteps(hidden: Float32Array, units: number, { length, numbers, counts }: CountedSteps): number[] {
  const size = new Float64Array(length * units);
  const sequences = new Float64Array(length);
  for (let n = 0; n < numbers.length; n++) {
    for (let t = 0; t < length; t++) {
      if (!counts(n, t)) continue;
      sequences[t]++;
      const from = (n * length + t) * units;
      for (let unit = 0; unit < units; unit++) size[t * units + unit] += Math.abs(hidden[from + unit]);
    }
  }
  // A step that counts nowhere is no peak.
  const mean = (t: number, unit: number) => (sequences[t] > 0 ? size[t * units + unit] / sequences[t] : -1);
  return Array.from({ length: units }, (_, unit) => {
    let peak = 0;
    for (let t = 1; t < length; t++) if (mean(t, unit) > mean(peak, unit)) peak = t;
    return peak;
  });
}

function outputCorrelation(
  hidden: Float32Array,
  units: number,
  { length, counts }: CountedSteps,
  predictions: Float64Array,
): number[] {
  const last = Array.from(predictions, (_, n) => {
    let t = length - 1;
    while (t > 0 && !counts(n, t)) t--;
    return (n * length + t) * units;
  });
  return Array.from({ length: units }, (_, unit) =>
    pearson(
      last.map((from) => hidden[from + unit]),
      predictions,
    ),
  );
}
