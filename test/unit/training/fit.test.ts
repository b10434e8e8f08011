import { describe, expect, it } from 'vitest';
import type { NonFinite, Trainer } from '../../../src/core/engine/engine.js';
import { Random } from '../../../src/core/random.js';
import { DivergedError } from '../../../src/core/training/diverged.js';
import { type EpochDone, type FitPlan, fit as training } from '../../../src/core/training/fit.js';

/** A trainer that only writes down what it is told to do. */
class FakeTrainer implements Trainer {
  learningRate = 0.5;
  readonly steps: { rate: number; batch: number[] }[] = [];
  place: NonFinite | undefined;

  constructor(private readonly loss: (step: number) => number = () => 1) {}

  step(batch: Uint32Array): number {
    this.steps.push({ rate: this.learningRate, batch: Array.from(batch) });
    return this.loss(this.steps.length);
  }

  firstNonFinite(): NonFinite | undefined {
    return this.place;
  }

  gradients(): never {
    throw new Error('not asked for');
  }

  evaluate(): never {
    throw new Error('not asked for');
  }

  memory(): never {
    throw new Error('not asked for');
  }

  setMemory(): never {
    throw new Error('not asked for');
  }

  dispose(): void {}
}

const METRICS = { mse: 1, mae: 1, r2: 0 };

/** Five sequences in batches of two; `losses` are those of the validation part, epoch by epoch. */
function planOf(change: Partial<FitPlan>, losses: readonly number[] = []): FitPlan {
  let epoch = 0;
  return {
    ...{ epochs: 4, batchSize: 2, shuffle: false, schedule: { type: 'constant' } },
    training: Uint32Array.of(0, 1, 2, 3, 4),
    validation: losses.length > 0 ? Uint32Array.of(5) : new Uint32Array(0),
    measure: function* () {
      yield;
      return { loss: losses[epoch++], metrics: METRICS };
    },
    ...change,
  };
}

const run = (trainer: Trainer, plan: FitPlan) => [...training(trainer, plan, Random.for(1, 'shuffle'))];
const epochsOf = (events: ReturnType<typeof run>) =>
  events.filter((event): event is EpochDone => event.kind === 'epoch');
const caught = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('the training loop', () => {
  it('shows every sequence once an epoch, and weighs the losses by the size of their batch', () => {
    const trainer = new FakeTrainer((step) => step);
    const events = run(trainer, planOf({ epochs: 2, shuffle: true }));
    for (const first of [0, 3]) {
      const batches = trainer.steps.slice(first, first + 3).map(({ batch }) => batch);
      expect(batches.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(batches.flat().sort()).toEqual([0, 1, 2, 3, 4]);
    }
    const losses = epochsOf(events).map(({ loss }) => loss);
    expect(losses[0]).toBeCloseTo((1 * 2 + 2 * 2 + 3) / 5, 14);
    expect(losses[1]).toBeCloseTo((4 * 2 + 5 * 2 + 6) / 5, 14);
  });

  it('gives every update its rate, and every epoch the rate it ended with', () => {
    const trainer = new FakeTrainer();
    const schedule = { type: 'exponential', decaySteps: 1, decayRate: 0.5, staircase: false } as const;
    const epochs = epochsOf(run(trainer, planOf({ epochs: 2, schedule })));
    for (const [step, { rate }] of trainer.steps.entries()) expect(rate).toBeCloseTo(0.5 ** (step + 1), 14);
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([trainer.steps[2].rate, trainer.steps[5].rate]);
    expect(epochsOf(run(new FakeTrainer(), planOf({})))[0].learningRate).toBeUndefined();
  });

  it('lets the validation loss decide on the rate of the next epoch', () => {
    const trainer = new FakeTrainer();
    const schedule: FitPlan['schedule'] = {
      type: 'reduceOnPlateau',
      monitor: 'validationLoss',
      factor: 0.5,
      patience: 1,
      minDelta: 0,
      cooldown: 0,
      minLearningRate: 0,
    };
    run(trainer, planOf({ schedule }, [1, 1, 0.5, 0.5]));
    expect(trainer.steps.map(({ rate }) => rate)).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, ...new Array(6).fill(0.25)]);
  });

  it('ends early, and keeps the best epoch or the last', () => {
    const losses = [3, 1, 2, 0.5];
    const earlyStopping = { monitor: 'validationLoss', patience: 1, minDelta: 0, restoreBestWeights: true } as const;
    const kept = (plan: Partial<FitPlan>) =>
      epochsOf(run(new FakeTrainer(), planOf(plan, losses))).map(({ keep }) => keep);
    expect(kept({ earlyStopping })).toEqual([true, true, false]);
    expect(kept({ earlyStopping: { ...earlyStopping, restoreBestWeights: false } })).toEqual([true, true, true]);
    expect(kept({})).toEqual([true, true, true, true]);
  });

  it('hands on what was measured of the validation part', () => {
    expect(epochsOf(run(new FakeTrainer(), planOf({ epochs: 1 }, [7])))[0]).toMatchObject({
      validationLoss: 7,
      metrics: METRICS,
    });
    expect(epochsOf(run(new FakeTrainer(), planOf({ epochs: 1 })))[0].validationLoss).toBeUndefined();
  });
});

describe('a training that diverges', () => {
  it('ends at the first loss that is not finite, and says where it began', () => {
    const trainer = new FakeTrainer((step) => (step === 8 ? Number.NaN : 1));
    trainer.place = undefined;
    const iterator = training(trainer, planOf({}), Random.for(1, 'shuffle'));
    const error = caught(() => {
      for (const event of iterator) {
        if (event.kind === 'batch' && event.epoch === 3 && event.batch === 1) {
          trainer.place = { in: 'output', layer: 'lstm_2', step: 4 };
        }
      }
    });
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ epoch: 3, batch: 2 });
    expect((error as Error).message).toBe(
      'The loss became NaN in epoch 3, batch 2: the first value that is not finite stood in the output of lstm_2 ' +
        '(step 4). A smaller learning rate or "clipNorm" often helps.',
    );
  });

  it('shows after an epoch, too: in the validation loss, or in the weights', () => {
    const inLoss = caught(() => run(new FakeTrainer(), planOf({}, [1, Number.POSITIVE_INFINITY])));
    expect((inLoss as Error).message).toMatch(/^The validation loss became Infinity after epoch 2\. A smaller/);
    const trainer = new FakeTrainer();
    trainer.place = { in: 'weights', layer: 'd', tensor: 'kernel' };
    const inWeights = caught(() => run(trainer, planOf({})));
    expect((inWeights as Error).message).toMatch(
      /no longer finite after epoch 1: .* the weights of d \(kernel\), where an update/,
    );
  });

  it('blames the data where they are at fault', () => {
    const trainer = new FakeTrainer(() => Number.NaN);
    trainer.place = { in: 'input', step: 2 };
    expect((caught(() => run(trainer, planOf({}))) as Error).message).toMatch(
      /the input of the model \(step 2\)\. The data/,
    );
  });
});
