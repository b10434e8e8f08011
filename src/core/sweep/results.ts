/** What has come out of a sweep: a row a configuration, best first. */
import { SEED } from '../config/sweep/sweep.js';
import type { Trial } from './plan.js';
import type { TrialState } from './run.js';
import { lessIsBetter, metricOf, type Spread, spreadOf, TRIAL_METRICS, type TrialMetric } from './statistics.js';

/** A trial as far as it has come. */
export type TrialResult = Trial & Pick<TrialState, 'status' | 'metrics'>;

export interface ConfigurationResult<T extends TrialResult> {
  /** Apart from the seed. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly trials: readonly T[];
  /** Over the seeds that were trained to the end. */
  readonly spread: Spread;
}

/** The numbers that any of the trials has, the one that a fit is judged by first. */
export function metricsOf(trials: readonly Pick<TrialResult, 'metrics'>[]): TrialMetric[] {
  return TRIAL_METRICS.filter((metric) => trials.some(({ metrics }) => metricOf(metrics, metric) !== undefined));
}

/** Best mean first; behind them what has not been trained to its end, in the order of the trials. */
export function configurationResults<T extends TrialResult>(
  trials: readonly T[],
  metric: TrialMetric,
): ConfigurationResult<T>[] {
  const groups = new Map<number, T[]>();
  for (const trial of trials) groups.set(trial.configuration, [...(groups.get(trial.configuration) ?? []), trial]);
  const rows = [...groups.values()].map((group): ConfigurationResult<T> => {
    const { [SEED]: _, ...values } = group[0].values;
    const ended = group.filter(({ status }) => status === 'done');
    return {
      values,
      trials: group,
      spread: spreadOf(ended.map(({ metrics }) => metricOf(metrics, metric) ?? Number.NaN)),
    };
  });
  const sign = lessIsBetter(metric) ? 1 : -1;
  const place = ({ spread: { n, mean } }: ConfigurationResult<T>) => (n > 0 ? sign * mean : Number.POSITIVE_INFINITY);
  return rows.sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
