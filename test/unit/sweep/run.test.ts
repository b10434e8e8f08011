import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SweepPlan, Trial } from '../../../src/core/sweep/plan.js';
import { configurationResults } from '../../../src/core/sweep/results.js';
import { runSweep, type Sweeper, type TrialState } from '../../../src/core/sweep/run.js';

const here = { on: 'here', resources: { cpus: 1, gpus: 0 } } as const;
const spec = { method: 'grid', reductionFactor: 3, minEpochs: 1, ...here, axes: [] } as const;

/** Trials of so many configurations and seeds. */
function planOf(configurations: number, seeds: number, change: Partial<SweepPlan['spec']> = {}, epochs = 9): SweepPlan {
  const trials = Array.from({ length: configurations * seeds }, (_, index): Trial => {
    const configuration = Math.floor(index / seeds);
    return { index, id: `t${index}`, values: { size: configuration, seed: index % seeds }, configuration };
  });
  return { id: 'sweep', name: 'made up', spec: { ...spec, ...change }, engines: ['wasm'], epochs, trials };
}

/** Every epoch brings a trial nearer to its own R²; some fail. */
function madeUp(quality: (trial: Trial) => number, epochs = 9) {
  const calls: string[] = [];
  let going = 0;
  let most = 0;
  const train = async (trial: Trial, before: TrialState, until = epochs): Promise<TrialState> => {
    calls.push(`${trial.id} to ${until}`);
    most = Math.max(most, ++going);
    await Promise.resolve();
    going--;
    if (Number.isNaN(quality(trial))) return { status: 'failed', epochs: [], message: 'It exploded.' };
    const reached = Math.max(until, before.epochs.length);
    const metricsAfter = (epoch: number) => ({ r2: quality(trial) * (1 - 1 / (epoch + 1)), mse: 1, mae: 1 });
    const done = Array.from({ length: reached }, (_, i) => ({ epoch: i + 1, loss: 1, metrics: metricsAfter(i + 1) }));
    return { status: reached === epochs ? 'done' : 'stopped', epochs: done, metrics: metricsAfter(reached) };
  };
  return { calls, train, most: () => most };
}

const sweeper = (train: Sweeper['train'], lanes = 2): Sweeper => ({ lanes, train, cancelled: () => false });

describe('a sweep', () => {
  test('trains every trial once, however many at a time, and never more than that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 8 }), async (count, lanes) => {
        const { calls, train, most } = madeUp(() => 1);
        const states = await runSweep(planOf(count, 1), new Map(), sweeper(train, lanes));
        expect(calls).toHaveLength(count);
        expect(new Set(calls).size).toBe(count);
        expect(most()).toBeLessThanOrEqual(lanes);
        expect([...states.values()].every(({ status }) => status === 'done')).toBe(true);
      }),
    );
  });

  test('goes on where a trial fails', async () => {
    const { train } = madeUp(({ index }) => (index === 1 ? Number.NaN : 0.5));
    const states = await runSweep(planOf(3, 1), new Map(), sweeper(train));
    expect([...states.values()].map(({ status }) => status)).toEqual(['done', 'failed', 'done']);
  });

  test('that is cancelled begins nothing more', async () => {
    const { calls, train } = madeUp(() => 1);
    const states = await runSweep(planOf(5, 1), new Map(), { lanes: 1, train, cancelled: () => calls.length === 2 });
    expect([...states.values()].map(({ status }) => status)).toEqual(['done', 'done', 'waiting', 'waiting', 'waiting']);
  });
});

describe('successive halving', () => {
  const halving = { method: 'successiveHalving' } as const;

  test('gives the best third three times the epochs, by the mean over their seeds', async () => {
    const plan = planOf(9, 2, halving);
    const { calls, train } = madeUp(({ configuration }) => 1 / (1 + Math.abs(configuration - 4)));
    const states = await runSweep(plan, new Map(), sweeper(train, 1));
    const trained = (epochs: number) => calls.filter((call) => call.endsWith(`to ${epochs}`)).length;
    expect([trained(1), trained(3), trained(9)]).toEqual([18, 6, 2]);
    const done = plan.trials.filter(({ id }) => states.get(id)?.status === 'done');
    expect(done.map(({ configuration }) => configuration)).toEqual([4, 4]);
  });

  test('never goes on with a configuration that failed with one of its seeds', async () => {
    const plan = planOf(9, 2, halving);
    const { train } = madeUp(({ configuration, index }) => (index === 9 ? Number.NaN : configuration === 4 ? 1 : 0.5));
    const states = await runSweep(plan, new Map(), sweeper(train));
    expect(states.get('t8')?.epochs).toHaveLength(1);
  });

  test('that was cancelled ends as one in a piece', async () => {
    const quality = ({ configuration }: Trial) => Math.sin(configuration);
    const whole = await runSweep(planOf(9, 1, halving), new Map(), sweeper(madeUp(quality).train));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 13 }), async (after) => {
        const first = madeUp(quality);
        const cancelled = { lanes: 1, train: first.train, cancelled: () => first.calls.length >= after };
        const before = await runSweep(planOf(9, 1, halving), new Map(), cancelled);
        expect(await runSweep(planOf(9, 1, halving), before, sweeper(madeUp(quality).train))).toEqual(whole);
      }),
    );
  });
});

describe('the table of configurations', () => {
  const trials = [
    { value: 'a', seed: 1, r2: 0.5 },
    { value: 'a', seed: 2, r2: 0.7 },
    { value: 'b', seed: 1, r2: 0.9 },
    { value: 'b', seed: 2 },
    { value: 'c', seed: 1 },
    { value: 'c', seed: 2 },
  ].map(({ value, seed, r2 }, index) => ({
    index,
    id: String(index),
    configuration: Math.floor(index / 2),
    values: { activation: value, seed },
    status: r2 === undefined ? ('waiting' as const) : ('done' as const),
    metrics: r2 === undefined ? undefined : { r2, mse: 1 - r2, mae: 0 },
  }));

  test('has the best mean first, over the seeds that are done', () => {
    const rows = configurationResults(trials, 'r2');
    expect(rows.map(({ values }) => values)).toEqual([{ activation: 'b' }, { activation: 'a' }, { activation: 'c' }]);
    expect(rows.map(({ spread: { n } }) => n)).toEqual([1, 2, 0]);
    expect(rows[1].spread.mean).toBeCloseTo(0.6, 12);
    expect(rows[1].spread.deviation).toBeCloseTo(Math.sqrt(0.02), 12);
  });

  test('has the least mean first where less is better', () => {
    const [first] = configurationResults(trials, 'mse');
    expect(first.values).toEqual({ activation: 'b' });
    expect(first.spread.mean).toBeCloseTo(0.1, 12);
  });
});
