/** Numbers over trials that differ in nothing but the seed. */
import type { EpochMetrics, Metrics } from '../training/metrics.js';

/** Mean and spread of some numbers. */
export interface Spread {
  readonly n: number;
  /** NaN of none. */
  readonly mean: number;
  /** Standard deviation of the sample, with n − 1; NaN of fewer than two. */
  readonly deviation: number;
}

/** Computed around the mean (two passes), so that close numbers lose no digits. What is not finite is left out. */
export function spreadOf(values: readonly number[]): Spread {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { n, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN };
}

/** Numbers of a run by which trials are compared. */
export const TRIAL_METRICS = ['r2', 'mse', 'mae', 'accuracy', 'loss'] as const;
export type TrialMetric = (typeof TRIAL_METRICS)[number];

/** Of these less is better. */
export function lessIsBetter(metric: TrialMetric): boolean {
  return metric === 'mse' || metric === 'mae' || metric === 'loss';
}

export function metricOf(metrics: Metrics | undefined, metric: TrialMetric): number | undefined {
  return (metrics as Partial<Record<TrialMetric, number>> | undefined)?.[metric];
}

/** The one that a fit is judged by: R², or accuracy where the loss is one of classes. */
function mainMetric(metrics: Metrics): TrialMetric {
  return 'r2' in metrics ? 'r2' : 'accuracy';
}

/**
 * How good a trial was after so many epochs, or after its last where it has fewer; more is better. Of the validation
 * part; where there is none, less training loss is better. Undefined before the first epoch.
 */
export function scoreAfter(epochs: readonly EpochMetrics[], count: number): number | undefined {
  const reached = epochs[Math.min(count, epochs.length) - 1];
  if (!reached) return undefined;
  const { metrics, loss } = reached;
  return metrics ? metricOf(metrics, mainMetric(metrics)) : -loss;
}
