import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputCorrelation } from '../../../src/core/analysis/correlation/inputCorrelation.js';
import { correlationP, holm, regularizedBeta } from '../../../src/core/analysis/correlation/significance.js';
import { allSteps, countedSteps } from '../../../src/core/analysis/countedSteps.js';
import type { LayerTrace } from '../../../src/core/engine/engine.js';
import { Random } from '../../../src/core/random.js';

/** Two-sided p of Student's t. */
const studentP = (t: number, freedom: number) => regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

describe('Student’s t', () => {
  it('has the closed forms of one and two degrees of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), (t) => {
        expect(studentP(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 7);
        expect(studentP(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 7);
      }),
    );
  });

  it('agrees with the printed tables of its quantiles', () => {
    for (const [t, freedom, p] of [
      [2.228139, 10, 0.05],
      [3.169273, 10, 0.01],
      [1.697261, 30, 0.1],
      [1.983972, 100, 0.05],
      [6.868827, 5, 0.001],
    ]) {
      expect(studentP(t, freedom)).toBeCloseTo(p, 6);
    }
  });

  it('of a correlation is that of r sqrt(ν / (1 - r²))', () => {
    for (const [r, n] of [
      [0.81642, 11],
      [-0.3, 40],
      [0.05, 500],
    ]) {
      expect(correlationP(r, n)).toBeCloseTo(studentP(r * Math.sqrt((n - 2) / (1 - r * r)), n - 2), 12);
    }
    // Anscombe's quartet: p = 0.00217.
    expect(correlationP(0.8164205, 11)).toBeCloseTo(0.00217, 5);
    expect(correlationP(1, 10)).toBe(0);
    expect(correlationP(0, 10)).toBeCloseTo(1, 12);
    expect(correlationP(0.5, 2)).toBeNaN();
    expect(correlationP(Number.NaN, 20)).toBeNaN();
  });
});

describe('regularizedBeta', () => {
  it('is symmetric, and the binomial sum for whole numbers', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (x, a, b) => {
          expect(regularizedBeta(x, a, b)).toBeCloseTo(1 - regularizedBeta(1 - x, b, a), 11);
          const n = a + b - 1;
          let sum = 0;
          for (let k = a, ways = choose(n, a); k <= n; ways *= (n - k) / (k + 1), k++) {
            sum += ways * x ** k * (1 - x) ** (n - k);
          }
          expect(regularizedBeta(x, a, b)).toBeCloseTo(sum, 11);
        },
      ),
    );
  });
});

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k;
}

describe('Holm’s correction', () => {
  it('multiplies the smallest by the number of tests, and never falls', () => {
    const corrected = holm(Float64Array.of(0.01, 0.04, 0.03, Number.NaN, 0.005));
    for (const [i, p] of [0.03, 0.06, 0.06, Number.NaN, 0.02].entries()) {
      if (Number.isNaN(p)) expect(corrected[i]).toBeNaN();
      else expect(corrected[i]).toBeCloseTo(p, 12);
    }
    expect([...holm(Float64Array.of(0.9, 0.8))]).toEqual([1, 1]);
  });
});

describe('inputCorrelation', () => {
  const [samples, length, units] = [200, 3, 2];
  const random = Random.for(1, 'data');
  const inputs = Float64Array.from({ length: samples * length }, () => random.normal());
  // Unit 1 adds up the input, unit 2 moves by noise: its change has nothing to do with the input.
  const hidden = new Float32Array(samples * length * units);
  for (let n = 0; n < samples; n++) {
    let [sum, walk] = [0, 0];
    for (let t = 0; t < length; t++) {
      sum += inputs[n * length + t];
      walk += random.normal() / 100;
      hidden.set([sum, walk], (n * length + t) * units);
    }
  }
  const trace: LayerTrace = {
    ...{ layer: 'l', type: 'simpleRnn', direction: 'forward', units, steps: length },
    hidden,
    gates: {},
  };
  const readout = Float64Array.from({ length: samples * units }, (_, i) => (i % 2 === 0 ? 1 : 0));
  const found = inputCorrelation(trace, inputs, allSteps(samples, length), 1, readout);

  it('finds the unit that follows the input, and not the one that does not', () => {
    expect(found.samples).toBe(samples);
    const { pearson, pearsonP, spearman, spearmanP } = found.units!;
    for (let t = 0; t < length; t++) {
      expect(pearson[t * units]).toBeCloseTo(1, 4);
      expect(spearman[t * units]).toBeCloseTo(1, 4);
      expect(pearsonP[t * units]).toBeLessThan(1e-6);
      expect(Math.abs(pearson[t * units + 1])).toBeLessThan(0.2);
      expect(pearsonP[t * units + 1]).toBeGreaterThan(0.05);
      expect(spearmanP[t * units + 1]).toBeGreaterThan(0.05);
    }
  });

  it('of the size of the change says nothing where the sign decides', () => {
    expect(found.steps.pearson).toHaveLength(length);
    for (const r of found.steps.pearson) expect(Math.abs(r)).toBeLessThan(0.3);
  });

  it('gives the direction of the change: none of a first step, as often along as against', () => {
    expect(found.previousCosine[0]).toBeNaN();
    expect(Math.abs(found.previousCosine[1])).toBeLessThan(0.2);
    const [always] = [
      inputCorrelation(
        { ...trace, hidden: hidden.map((_, i) => i % (length * units)) },
        inputs,
        allSteps(samples, length),
        1,
      ),
    ];
    expect(always.previousCosine[2]).toBeCloseTo(1, 12);
    expect(found.readoutCosine).toHaveLength(length);
    expect(always.readoutCosine).toBeUndefined();
  });

  it('leaves out the samples of which a mask leaves the step out', () => {
    const spec = { length, features: 1, layers: [{ type: 'masking', name: 'm', maskValue: 9 } as const] };
    const masked = Float32Array.from(inputs, (x, i) => (i % length === 2 && i % 5 === 0 ? 9 : x));
    const some = inputCorrelation(trace, masked, countedSteps({ spec }, masked), 1, readout);
    const kept = Array.from({ length: samples }, (_, n) => n).filter((n) => masked[n * length + 2] !== 9);
    const of = (values: Float32Array, size: number) =>
      Float32Array.from(kept.flatMap((n) => [...values.subarray(n * size, (n + 1) * size)]));
    const few = allSteps(kept.length, length);
    const alone = inputCorrelation({ ...trace, hidden: of(hidden, length * units) }, of(masked, length), few, 1);
    expect([...some.counted!]).toEqual([samples, samples, kept.length]);
    expect(some.samples).toBe(samples);
    expect(some.steps.pearson[2]).toBe(alone.steps.pearson[2]);
    expect(some.units!.spearman[2 * units]).toBe(alone.units!.spearman[2 * units]);
    expect(some.previousCosine[2]).toBeCloseTo(alone.previousCosine[2], 12);
    expect(found.counted).toBeUndefined();
  });
});
