import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracy, regressionMetrics } from '../../../src/core/training/metrics.js';

describe('metrics of numbers', () => {
  it('are those of a case worked out by hand', () => {
    const { mse, mae, r2 } = regressionMetrics([1, 2, 5], [1, 4, 4], 1);
    expect(mse).toBeCloseTo(5 / 3, 14);
    expect(mae).toBeCloseTo(1, 14);
    expect(r2).toBeCloseTo(1 - 5 / 6, 14);
  });

  it('have no R² where the truth is constant', () => {
    expect(regressionMetrics([1, 2], [3, 3], 1).r2).toBeNaN();
  });

  it('never have a mean error above the root of the mean square', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(values, (pairs) => {
        const { mse, mae } = regressionMetrics(
          pairs.map(([predicted]) => predicted),
          pairs.map(([, actual]) => actual),
          1,
        );
        expect(mae).toBeLessThanOrEqual(Math.sqrt(mse) + 1e-9);
      }),
    );
  });
});

describe('accuracy', () => {
  it('of classes is the share of rows whose largest output is the class, or that of the targets', () => {
    const outputs = [0.1, 0.7, 0.2, 0.5, 0.3, 0.2, 0, 0, 1, 0.4, 0.4, 0.2];
    const sparse = { type: 'sparseCategoricalCrossentropy', fromLogits: false } as const;
    expect(accuracy(sparse, outputs, [1, 1, 2, 0], 3)).toBe(0.75);
    const categorical = { type: 'categoricalCrossentropy', fromLogits: false } as const;
    expect(accuracy(categorical, outputs, [0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0], 3)).toBe(0.75);
  });

  it('of yes or no looks at every output, on which side of one half it is', () => {
    const binary = { type: 'binaryCrossentropy', fromLogits: false } as const;
    expect(accuracy(binary, [0.4, 0.6, 0.5, 0.9], [0, 1, 1, 1], 2)).toBe(0.75);
    expect(accuracy({ ...binary, fromLogits: true }, [-0.1, 0.3, 2, -3], [0, 1, 1, 0], 2)).toBe(1);
  });
});
