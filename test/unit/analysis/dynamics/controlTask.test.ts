import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributedAs, randomFunction } from '../../../../src/core/analysis/dynamics/controlTask.js';
import { pearson } from '../../../../src/core/analysis/trust/statistics.js';
import { Random } from '../../../../src/core/random.js';

describe('a random function of an input', () => {
  it('keeps the distribution, is one function, and has little to do with the input', () => {
    const random = Random.for(1, 'data');
    const values = Float64Array.from({ length: 2000 }, () => random.uniform());
    const made = randomFunction(values, Random.for(5, 'control'))!;
    expect([...made].sort()).toEqual([...values].sort());
    expect(Math.abs(pearson(values, made))).toBeLessThan(0.1);
    // Within a bin it goes up with the input.
    const order = [...values.keys()].sort((a, b) => values[a] - values[b]);
    for (let bin = 0; bin < 10; bin++) {
      const within = order.slice(bin * 200, (bin + 1) * 200).map((at) => made[at]);
      expect(within).toEqual(within.toSorted((a, b) => a - b));
    }
  });

  it('gives every type another one, always the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.nat(99),
        (list, seed) => {
          const made = randomFunction(list, Random.for(seed, 'control'));
          const types = new Set(list);
          if (types.size < 3) {
            expect(made).toBeUndefined();
            return;
          }
          const map = new Map(list.map((value, i) => [value, made![i]]));
          expect(new Set(map.values())).toEqual(types);
          for (const [i, value] of list.entries()) expect(made![i]).toBe(map.get(value));
        },
      ),
    );
  });

  it('a quantity takes the order of another and keeps its own values', () => {
    expect([...distributedAs([3, 1, 2], [10, 30, 20])]).toEqual([30, 10, 20]);
  });
});
