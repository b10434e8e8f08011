import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scoreAfter, spreadOf } from '../../../src/core/sweep/statistics.js';

describe('mean and spread', () => {
  test('of 1 … n are (n + 1)/2 and √(n (n + 1)/12)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.integer({ min: -1_000_000, max: 1_000_000 }), (n, shift) => {
        // However far from zero: a one-pass sum of squares would lose this.
        const { mean, deviation } = spreadOf(Array.from({ length: n }, (_, i) => i + 1 + shift));
        expect(mean).toBeCloseTo((n + 1) / 2 + shift, 6);
        expect(deviation).toBeCloseTo(Math.sqrt((n * (n + 1)) / 12), 6);
      }),
    );
  });

  test('of one value has no deviation, of none nothing; what is no number does not count', () => {
    expect(spreadOf([3])).toEqual({ n: 1, mean: 3, deviation: Number.NaN });
    expect(spreadOf([])).toEqual({ n: 0, mean: Number.NaN, deviation: Number.NaN });
    expect(spreadOf([1, Number.NaN, 3])).toEqual({ n: 2, mean: 2, deviation: Math.SQRT2 });
  });
});

describe('the score of a trial', () => {
  const epochs = [0.2, 0.4, 0.3].map((r2, index) => ({
    epoch: index + 1,
    loss: 1 / (index + 1),
    metrics: { r2, mse: 1, mae: 1 },
  }));

  test('is R² after so many epochs, however many there are by now', () => {
    expect(scoreAfter(epochs, 2)).toBe(0.4);
    expect(scoreAfter(epochs, 9)).toBe(0.3);
    expect(scoreAfter([], 1)).toBeUndefined();
  });

  test('is the loss, the less the better, where nothing validates', () => {
    expect(scoreAfter([{ epoch: 1, loss: 0.5 }], 1)).toBe(-0.5);
  });

  test('is accuracy where the loss is one of classes', () => {
    expect(scoreAfter([{ epoch: 1, loss: 2, metrics: { accuracy: 0.8, loss: 1 } }], 1)).toBe(0.8);
  });
});
