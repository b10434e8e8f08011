/** Runs the trials of a sweep, whoever trains them. */
import type { EpochMetrics, Metrics } from '../training/metrics.js';
import { type Rung, rungsOf, survivors } from './halving.js';
import type { SweepPlan, Trial } from './plan.js';
import { scoreAfter, spreadOf } from './statistics.js';

export interface TrialState {
  /** `stopped`: ended before all its epochs, and could go on. `elsewhere`: another window or process trains it. */
  readonly status: 'waiting' | 'running' | 'elsewhere' | 'stopped' | 'done' | 'failed';
  /** Run folder. */
  readonly run?: string;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, where it is not the last. */
  readonly bestEpoch?: number;
  readonly metrics?: Metrics;
  readonly seconds?: number;
  /** Why it failed. */
  readonly message?: string;
}

export const WAITING: TrialState = { status: 'waiting', epochs: [] };

export interface Sweeper {
  /** How many train at once. */
  readonly lanes: number;
  /**
   * Trains a trial, or goes on with it, where it has not come as far already. Never rejects: a trial that fails says so in its state, and the others go on.
   * @param until the whole epoch after which it is to stop; undefined trains to the end.
   * @param lane from 0; of each no more than one is at work.
   */
  train(trial: Trial, before: TrialState, until: number | undefined, lane: number): Promise<TrialState>;
  cancelled(): boolean;
}

/**
 * Trains what is not trained yet; of successive halving rung by rung.
 * @param before what is known of trials, by their ids. Each is given to `train` once all the same: only that can tell
 *   whether it was trained on the same data.
 * @returns all states by id. Where it was cancelled, some are still waiting.
 */
export async function runSweep(
  plan: SweepPlan,
  before: ReadonlyMap<string, TrialState>,
  sweeper: Sweeper,
): Promise<Map<string, TrialState>> {
  const states = new Map(plan.trials.map(({ id }) => [id, before.get(id) ?? WAITING]));
  const seen = new Set<string>();
  let inPlay = plan.trials;
  const rungs = rungsFor(plan);
  for (const [index, { epochs }] of rungs.entries()) {
    const until = index < rungs.length - 1 ? epochs : undefined;
    const missing = inPlay.filter(({ id }) => !seen.has(id) || !hasReached(states.get(id)!, until));
    await inLanes(missing, sweeper, async (trial, lane) => {
      seen.add(trial.id);
      states.set(trial.id, await sweeper.train(trial, states.get(trial.id)!, until, lane));
    });
    if (sweeper.cancelled()) break;
    if (until !== undefined) inPlay = bestOf(inPlay, states, until, rungs[index + 1].configurations);
  }
  return states;
}

/** One rung where everything is trained to its end. */
function rungsFor({ spec, epochs, trials }: Pick<SweepPlan, 'spec' | 'epochs' | 'trials'>): Rung[] {
  const configurations = new Set(trials.map(({ configuration }) => configuration)).size;
  return spec.method === 'successiveHalving' ? rungsOf(configurations, epochs, spec) : [{ epochs, configurations }];
}

function hasReached({ status, epochs }: TrialState, until: number | undefined): boolean {
  return status === 'done' || status === 'elsewhere' || (until !== undefined && epochs.length >= until);
}

/** Configurations are judged by the mean over their seeds; one that has failed with any of them is out. */
function bestOf(
  trials: readonly Trial[],
  states: ReadonlyMap<string, TrialState>,
  epochs: number,
  count: number,
): readonly Trial[] {
  const configurations = [...new Set(trials.map(({ configuration }) => configuration))];
  const scores = configurations.map((configuration) => {
    const own = trials.filter((trial) => trial.configuration === configuration).map(({ id }) => states.get(id)!);
    const each = own.map((state) => (state.status === 'failed' ? undefined : scoreAfter(state.epochs, epochs)));
    return each.some((score) => score === undefined) ? undefined : spreadOf(each as number[]).mean;
  });
  const best = new Set(survivors(scores, count).map((index) => configurations[index]));
  return trials.filter(({ configuration }) => best.has(configuration));
}

/** First come, first served. */
async function inLanes(
  trials: readonly Trial[],
  { lanes, cancelled }: Sweeper,
  work: (trial: Trial, lane: number) => Promise<void>,
): Promise<void> {
  const waiting = [...trials];
  const lane = async (_: unknown, index: number) => {
    for (let trial = waiting.shift(); trial && !cancelled(); trial = waiting.shift()) await work(trial, index);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, trials.length) }, lane));
}
