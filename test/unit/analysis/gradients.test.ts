import { describe, expect, it } from 'vitest';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { explain } from './support.js';

const linear = new FunctionNetwork(
  2,
  2,
  ([a, b, c, d]) => a - 2 * b + 3 * c + d,
  () => [1, -2, 3, 1],
);
const squares = new FunctionNetwork(
  2,
  1,
  ([a, b]) => a * a + 10 * b,
  ([a]) => [2 * a, 10],
);

describe('gradient', () => {
  it('is the slope, whatever the baseline, and of a step the sum over its features', async () => {
    const { values, perStep } = await explain('gradient', linear, [5, 6, 7, 8, 0, 0, 0, 0], [1, 1, 1, 1]);
    expect([...(values ?? [])]).toEqual([1, -2, 3, 1, 1, -2, 3, 1]);
    expect([...perStep]).toEqual([-1, 4, -1, 4]);
  });
});

describe('smoothGrad', () => {
  it('is the gradient where that is constant', async () => {
    const { values } = await explain('smoothGrad', linear, [5, 6, 7, 8]);
    for (const [i, slope] of [1, -2, 3, 1].entries()) expect(values?.[i]).toBeCloseTo(slope, 12);
  });

  it('averages over noise of 15 % of the range: the mean of 2 (x + noise) is near 2 x', async () => {
    const { perStep } = await explain('smoothGrad', squares, [3, 7]);
    // Deviation 0.6 of the noise; the mean of 50 copies is off by 2 * 0.6 / sqrt(50) = 0.17 in the mean square.
    expect(perStep[0]).not.toBe(6);
    expect(Math.abs(perStep[0] - 6)).toBeLessThan(4 * 0.17);
    expect(perStep[1]).toBeCloseTo(10, 12);
  });

  it('is the same for the same seed, other for another, and does not see the other samples', async () => {
    const both = (await explain('smoothGrad', squares, [3, 7, 1, 2])).perStep;
    expect((await explain('smoothGrad', squares, [3, 7, 1, 2])).perStep).toEqual(both);
    expect((await explain('smoothGrad', squares, [3, 7, 1, 2], undefined, { seed: 2 })).perStep).not.toEqual(both);
    expect((await explain('smoothGrad', squares, [1, 2])).perStep).toEqual(both.slice(2));
  });

  it('without a range adds no noise', async () => {
    expect((await explain('smoothGrad', squares, [4, 4])).perStep[0]).toBeCloseTo(8, 12);
  });
});

describe('a method that does not fit', () => {
  it.each(['stateChange', 'stateChangeReadout', 'contextualDecomposition', 'lrp'] as const)(
    '%s says why',
    async (method) => {
      await expect(explain(method, linear, [1, 2, 3, 4])).rejects.toThrow('The model has no recurrent layer.');
    },
  );
});
