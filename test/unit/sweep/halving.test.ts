import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rungsOf, survivors } from '../../../src/core/sweep/halving.js';

describe('the rungs of successive halving', () => {
  test('are those of the first bracket of Hyperband’s example: R = 81, η = 3', () => {
    // Li et al. 2018, table 1, s = 4.
    expect(rungsOf(81, 81, { reductionFactor: 3, minEpochs: 1 })).toEqual([
      { epochs: 1, configurations: 81 },
      { epochs: 3, configurations: 27 },
      { epochs: 9, configurations: 9 },
      { epochs: 27, configurations: 3 },
      { epochs: 81, configurations: 1 },
    ]);
  });

  test('are as many as both epochs and configurations allow', () => {
    expect(rungsOf(1, 100, { reductionFactor: 3, minEpochs: 1 })).toEqual([{ epochs: 100, configurations: 1 }]);
    expect(rungsOf(9, 10, { reductionFactor: 3, minEpochs: 5 })).toEqual([{ epochs: 10, configurations: 9 }]);
    expect(rungsOf(12, 10, { reductionFactor: 3, minEpochs: 1 })).toEqual([
      { epochs: 1, configurations: 12 },
      { epochs: 3, configurations: 4 },
      { epochs: 10, configurations: 1 },
    ]);
  });

  test('always take longer, for fewer, and end with all epochs', () => {
    const whole = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(
        whole,
        whole,
        fc.integer({ min: 2, max: 16 }),
        fc.integer({ min: 1, max: 50 }),
        (n, R, factor, min) => {
          const rungs = rungsOf(n, R, { reductionFactor: factor, minEpochs: min });
          expect(rungs[0].configurations).toBe(n);
          expect(rungs[rungs.length - 1].epochs).toBe(R);
          for (const [j, rung] of rungs.entries()) {
            expect(rung.configurations).toBeGreaterThanOrEqual(1);
            if (rungs.length > 1) expect(rung.epochs).toBeGreaterThanOrEqual(min);
            if (j === 0) continue;
            expect(rung.epochs).toBeGreaterThan(rungs[j - 1].epochs);
            expect(rung.configurations).toBeLessThan(rungs[j - 1].configurations);
          }
        },
      ),
    );
  });
});

describe('who goes on', () => {
  test('are the best, the earlier of equals, in their order', () => {
    expect(survivors([0.1, 0.9, 0.9, 0.5, 0.9], 2)).toEqual([1, 2]);
    expect(survivors([3, 1, 2], 2)).toEqual([0, 2]);
  });

  test('is nobody without a score, however few are left', () => {
    expect(survivors([Number.NaN, undefined, 0.1, Number.NEGATIVE_INFINITY], 3)).toEqual([2]);
  });
});
