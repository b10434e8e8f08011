import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineOfTurns, exponential, naturalLog, power } from '../../src/core/exactMath.js';

const ulps = (actual: number, expected: number) =>
  Math.abs(actual - expected) / (Number.EPSILON * Math.max(Math.abs(expected), Number.MIN_VALUE));

describe('functions with the same bits everywhere', () => {
  it('naturalLog agrees with Math.log', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(Math.log(x))));
      }),
      { numRuns: 2000 },
    );
    expect(naturalLog(1)).toBe(0);
  });

  it('exponential agrees with Math.exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709.5, noNaN: true }), (x) => {
        expect(ulps(exponential(x), Math.exp(x))).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2000 },
    );
    expect(exponential(0)).toBe(1);
    expect(exponential(1000)).toBe(Number.POSITIVE_INFINITY);
    expect(exponential(-1000)).toBe(0);
  });

  it('power agrees with repeated products', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 10, noNaN: true }), fc.integer({ min: 0, max: 100 }), (base, times) => {
        let product = 1;
        for (let i = 0; i < times; i++) product *= base;
        expect(Math.abs(power(base, times) / product - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('cosineOfTurns agrees with Math.cos, and is exact where the cosine is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        expect(Math.abs(cosineOfTurns(x) - Math.cos(Math.PI * x))).toBeLessThan(5e-16);
      }),
      { numRuns: 2000 },
    );
    expect(cosineOfTurns(0)).toBe(1);
    expect(cosineOfTurns(1)).toBe(-1);
    expect(Math.abs(cosineOfTurns(1 / 3) - 0.5)).toBeLessThan(3e-16);
  });
});
