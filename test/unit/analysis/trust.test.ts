import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bootstrap } from '../../../src/core/analysis/trust/bootstrap.js';
import { agreement } from '../../../src/core/analysis/trust/knownRule.js';
import { pearson, ranks, spearman } from '../../../src/core/analysis/trust/statistics.js';
import { Random } from '../../../src/core/random.js';

const bootstrap = (samples: number) => new Bootstrap(samples, Random.for(1, 'bootstrap'));

const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 });

describe('pearson', () => {
  it('agrees with Anscombe’s first quartet', () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    // Anscombe 1973: r = 0.816 for all four; 0.81642 to five places.
    expect(pearson(x, y)).toBeCloseTo(0.81642, 5);
  });

  it('is 1 with itself, -1 with its mirror, and does not mind shift, scale or the order of its arguments', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.1, max: 10, noNaN: true }), (x, factor) => {
        fc.pre(Math.max(...x) - Math.min(...x) > 1e-3);
        expect(pearson(x, x)).toBeCloseTo(1, 9);
        expect(
          pearson(
            x,
            x.map((value) => -factor * value + 3),
          ),
        ).toBeCloseTo(-1, 9);
        const y = x.map((value, i) => value + i);
        expect(pearson(x, y)).toBeCloseTo(pearson(y, x), 12);
      }),
    );
  });

  it('is NaN where a side is constant', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNaN();
  });
});

describe('spearman', () => {
  it('shares ranks among equal values', () => {
    expect([...ranks([10, 20, 20, 5])]).toEqual([2, 3.5, 3.5, 1]);
  });

  it('agrees with 1 - 6 Σd² / (n³ - n) where there are no ties', () => {
    const x = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const y = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(spearman(x, y)).toBeCloseTo(-29 / 165, 12);
  });

  it('sees only the order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 }), (x) => {
        expect(
          spearman(
            x,
            x.map((value) => value ** 3 + 2 * value),
          ),
        ).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('agreement', () => {
  it('tells pooled from within-sample agreement', () => {
    // Within each sample perfect, but the second sample's numbers are on another level.
    const truth = Float64Array.from([1, 2, 3, 1, 2, 3]);
    const influence = Float64Array.from([1, 2, 3, 101, 102, 103]);
    const row = agreement(influence, truth, 3, true, bootstrap(2));
    expect(row.withinSample).toBeCloseTo(1, 12);
    expect(row.pearson).toBeLessThan(0.1);
    expect(row.samples).toBe(2);
  });

  it('counts agreeing signs', () => {
    const row = agreement(Float64Array.from([1, -1, 2, 0]), Float64Array.from([2, 1, 5, 0]), 2, true, bootstrap(2));
    expect(row.sign).toBe(0.75);
  });

  it('holds a method without signs against the size of the contributions', () => {
    const row = agreement(Float64Array.from([3, 1, 2, 4]), Float64Array.from([-3, 1, 2, -4]), 4, false, bootstrap(1));
    expect(row.pearson).toBeCloseTo(1, 12);
    expect(row.sign).toBeNaN();
  });
});
