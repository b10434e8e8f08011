/** Which runs of a config are listed, and in which order. */
import type { RunSummary } from '../core/runs/runFolder.js';
import type { Metrics } from '../core/training/metrics.js';

export const RUN_ORDERS = ['newest', 'oldest', 'best', 'fastest'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

export interface Arrangement {
  /** Words, each of which a run has to have; empty lists all. */
  readonly filter: string;
  readonly order: RunOrder;
}

/** @param wordsOf all that a run is found by. */
export function arranged(
  runs: readonly RunSummary[],
  { filter, order }: Arrangement,
  wordsOf: (run: RunSummary) => string,
): RunSummary[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.filter((run) => {
    const words = wordsOf(run).toLowerCase();
    return wanted.every((word) => words.includes(word));
  });
  return found.sort(ORDERS[order]);
}

const newest = (a: RunSummary, b: RunSummary) => (a.started < b.started ? 1 : a.started > b.started ? -1 : 0);

const ORDERS: Readonly<Record<RunOrder, (a: RunSummary, b: RunSummary) => number>> = {
  newest,
  oldest: (a, b) => -newest(a, b),
  best: (a, b) => goodness(b.metrics) - goodness(a.metrics) || newest(a, b),
  fastest: (a, b) => (a.seconds ?? Number.MAX_VALUE) - (b.seconds ?? Number.MAX_VALUE) || newest(a, b),
};

/** R² or accuracy; below all others where there is none. */
function goodness(metrics: Metrics | undefined): number {
  const value = metrics && ('r2' in metrics ? metrics.r2 : metrics.accuracy);
  // A number that is not finite was written as null.
  return typeof value === 'number' && Number.isFinite(value) ? value : -Number.MAX_VALUE;
}

type Listed = { readonly run: RunSummary } | { readonly trials: readonly RunSummary[] };

/** Runs as they are listed: the trials of one sweep together, where the first of them stands. */
export function bySweep(runs: readonly RunSummary[]): Listed[] {
  const seen = new Set<string>();
  return runs.flatMap((run): Listed[] => {
    const id = run.sweep?.id;
    if (id === undefined) return [{ run }];
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ trials: runs.filter(({ sweep }) => sweep?.id === id) }];
  });
}
