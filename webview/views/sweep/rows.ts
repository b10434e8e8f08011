/** The numbers of a sweep's table. Pure. */
import { SEED } from '../../../src/core/config/sweep/sweep.js';
import { configurationResults } from '../../../src/core/sweep/results.js';
import { metricOf, type Spread, spreadOf } from '../../../src/core/sweep/statistics.js';
import type { Table } from '../../export/table.js';
import type { SweepSnapshot, SweepTrial } from '../../protocol.js';
import type { MetricName } from './names.js';

export interface TableData {
  readonly sweep: SweepSnapshot;
  readonly metrics: readonly MetricName[];
  /** Rows are in its order. */
  readonly metric: MetricName;
}

/** Over the trials that are done. */
export function spreadOver(trials: readonly SweepTrial[], metric: MetricName): Spread {
  const ended = trials.filter(({ status }) => status === 'done');
  return spreadOf(ended.map(({ metrics }) => metricOf(metrics, metric) ?? Number.NaN));
}

/** To be taken elsewhere: a row a configuration. */
export function configurationsAsTable({ sweep, metrics, metric }: TableData): Table {
  const names = sweep.names.filter((name) => name !== SEED);
  return {
    columns: [...names, ...metrics.flatMap((one) => [one, `${one} deviation`, `${one} n`])],
    rows: configurationResults(sweep.trials, metric).map(({ values, trials }) => [
      ...names.map((name) => cellOf(values[name])),
      ...metrics.flatMap((one) => {
        const { n, mean, deviation } = spreadOver(trials, one);
        return [mean, deviation, n];
      }),
    ]),
  };
}

function cellOf(value: unknown): number | string {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}
