import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlateauSpec, ScheduleSpec } from '../../../src/core/config/training.js';
import { EarlyStopping } from '../../../src/core/training/earlyStopping.js';
import { createSchedule } from '../../../src/core/training/schedule.js';

/** The formulas of Keras's documentation, with the machine's own functions. */
const rate = (spec: ScheduleSpec, learningRate: number, step: number) => createSchedule(spec, learningRate).rate(step);

describe('a schedule of steps', () => {
  const cases = fc.record({
    learningRate: fc.double({ min: 1e-5, max: 1, noNaN: true }),
    decaySteps: fc.integer({ min: 1, max: 1000 }),
    step: fc.nat(3000),
  });

  it('exponential: learningRate * decayRate^(step / decaySteps), in steps where staircase', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0.1, max: 1.2, noNaN: true }), (drawn, decayRate) => {
        const { learningRate, decaySteps, step } = drawn;
        const spec = { type: 'exponential', decaySteps, decayRate } as const;
        const smooth = learningRate * decayRate ** (step / decaySteps);
        const stairs = learningRate * decayRate ** Math.floor(step / decaySteps);
        expect(Math.abs(rate({ ...spec, staircase: false }, learningRate, step) - smooth)).toBeLessThan(
          1e-11 * smooth + 1e-300,
        );
        expect(Math.abs(rate({ ...spec, staircase: true }, learningRate, step) - stairs)).toBeLessThan(
          1e-11 * stairs + 1e-300,
        );
      }),
    );
  });

  it('cosine: from learningRate down to alpha times of it, and there it stays', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ({ learningRate, decaySteps, step }, alpha) => {
        const spec = { type: 'cosine', decaySteps, alpha, warmupSteps: 0 } as const;
        const wave = 0.5 * (1 + Math.cos((Math.PI * Math.min(step, decaySteps)) / decaySteps));
        const expected = learningRate * ((1 - alpha) * wave + alpha);
        expect(Math.abs(rate(spec, learningRate, step) - expected)).toBeLessThan(1e-15);
        expect(rate(spec, learningRate, decaySteps + step)).toBeCloseTo(alpha * learningRate, 14);
      }),
    );
  });

  it('cosine with a warm-up: a line up to its target, and the way down from there', () => {
    const spec = { type: 'cosine', decaySteps: 100, alpha: 0.1, warmupTarget: 0.5, warmupSteps: 20 } as const;
    expect(rate(spec, 0.1, 0)).toBe(0.1);
    expect(rate(spec, 0.1, 5)).toBeCloseTo(0.2, 14);
    expect(rate(spec, 0.1, 20)).toBe(0.5);
    expect(rate(spec, 0.1, 70)).toBeCloseTo(0.5 * (0.9 * 0.5 + 0.1), 14);
    expect(rate(spec, 0.1, 1000)).toBeCloseTo(0.05, 14);
  });
});

describe('reduceOnPlateau', () => {
  const spec: PlateauSpec = {
    type: 'reduceOnPlateau',
    monitor: 'validationLoss',
    factor: 0.5,
    patience: 2,
    minDelta: 0.01,
    cooldown: 0,
    minLearningRate: 0.1,
  };
  const rates = (change: Partial<PlateauSpec>, losses: readonly number[]) => {
    const schedule = createSchedule({ ...spec, ...change }, 1);
    return losses.map((validationLoss) => {
      schedule.epochDone({ loss: 9, validationLoss });
      return schedule.rate(0);
    });
  };

  it('reduces after so many epochs without a loss that is lower by more than minDelta, down to the least', () => {
    // The third loss is lower, but not by enough.
    expect(rates({}, [1, 1, 0.995, 0.9, 0.9, 0.9, 0.9, 0.9])).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]);
    expect(rates({ patience: 1 }, [1, 1, 1, 1, 1, 1])).toEqual([1, 0.5, 0.25, 0.125, 0.1, 0.1]);
  });

  it('counts nothing while it cools down', () => {
    // Worked out by hand from Keras's callback: the cool-down ends within the epoch that counts it to zero.
    expect(rates({ patience: 1, cooldown: 2 }, [1, 1, 1, 1, 1])).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('watches what it is told to, and does nothing without it', () => {
    const schedule = createSchedule({ ...spec, patience: 1 }, 1);
    for (let epoch = 0; epoch < 5; epoch++) schedule.epochDone({ loss: 1 });
    expect(schedule.rate(0)).toBe(1);
    const onLoss = createSchedule({ ...spec, patience: 1, monitor: 'loss' }, 1);
    for (let epoch = 0; epoch < 2; epoch++) onLoss.epochDone({ loss: 1 });
    expect(onLoss.rate(0)).toBe(0.5);
  });
});

describe('early stopping', () => {
  const spec = { monitor: 'validationLoss', patience: 2, minDelta: 0, restoreBestWeights: true } as const;
  const run = (change: object, losses: readonly number[]) => {
    const stopping = new EarlyStopping({ ...spec, ...change });
    return losses.map((validationLoss) => stopping.epochDone({ loss: 9, validationLoss }));
  };
  const stops = (...args: Parameters<typeof run>) => run(...args).map(({ stop }) => stop);

  it('stops when so many epochs have passed without a better loss', () => {
    expect(stops({}, [1, 2, 0.5, 0.6, 0.5])).toEqual([false, false, false, false, true]);
    expect(stops({ patience: 0 }, [1, 0.9, 0.9])).toEqual([false, false, true]);
    expect(stops({ minDelta: 0.2 }, [1, 0.9, 0.85])).toEqual([false, false, true]);
  });

  it('knows the best epoch: the lowest loss, and the first of equals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), (losses) => {
        const best = run({ patience: 1000 }, losses).map(({ best }) => best);
        expect(best.lastIndexOf(true)).toBe(losses.indexOf(Math.min(...losses)));
      }),
    );
  });
});
