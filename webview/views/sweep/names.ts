/** How a sweep's numbers and values are called. */
import { shortNames } from '../../../src/core/config/sweep/sweep.js';
import type { TrialMetric } from '../../../src/core/sweep/statistics.js';

export type MetricName = TrialMetric;

export const METRIC_LABELS: Readonly<Record<MetricName, string>> = {
  r2: 'R²',
  mse: 'MSE',
  mae: 'MAE',
  accuracy: 'accuracy',
  loss: 'loss',
};

const LONGEST = 24;

/** A value as one writes it in the config; a long one cut short. */
export function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

export function axesOf(names: readonly string[]): { name: string; label: string }[] {
  const labels = shortNames(names);
  return names.map((name, i) => ({ name, label: labels[i] }));
}
