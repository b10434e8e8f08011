import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { influencesOf } from '../../../src/core/analysis/analyse.js';
import { gaussLegendre } from '../../../src/core/analysis/influence/gaussLegendre.js';
import { stateChangeOf } from '../../../src/core/analysis/influence/stateChange.js';
import { INFLUENCE_METHODS } from '../../../src/core/config/schema.js';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { explain, randomNetwork, single } from './support.js';

const relu = (x: number) => Math.max(0, x);

const small = fc.double({ min: -2, max: 2, noNaN: true });

describe('Gauss–Legendre quadrature', () => {
  it.each([1, 2, 3, 7, 50])('with %i points is exact up to its degree', (count) => {
    const { points, weights } = gaussLegendre(count);
    for (let degree = 0; degree < Math.min(2 * count, 60); degree++) {
      const integral = points.reduce((sum, x, i) => sum + weights[i] * x ** degree, 0);
      expect(integral).toBeCloseTo(1 / (degree + 1), 13);
    }
  });
});

describe('on a linear function every method gives weight times input', () => {
  it.each(['gradientInput', 'integratedGradients', 'occlusion'] as const)('%s', async (method) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(small, { minLength: 6, maxLength: 6 }),
        fc.array(small, { minLength: 12, maxLength: 12 }),
        fc.array(small, { minLength: 6, maxLength: 6 }),
        async (w, inputs, baseline) => {
          const linear = new FunctionNetwork(
            3,
            2,
            (x) => x.reduce((sum, value, i) => sum + w[i] * value, 0.5),
            () => w,
          );
          const { values, perStep } = await explain(method, linear, inputs, baseline);
          for (let i = 0; i < 12; i++) expect(values?.[i]).toBeCloseTo(w[i % 6] * (inputs[i] - baseline[i % 6]), 4);
          for (let t = 0; t < 6; t++)
            expect(perStep[t]).toBeCloseTo((values?.[2 * t] ?? 0) + (values?.[2 * t + 1] ?? 0), 4);
        },
      ),
    );
  });
});

describe('known answers', () => {
  // Sundararajan 2017, figure in the appendix: f = relu(relu(x1) - 1 - relu(x2)) at (3,1).
  const nested = new FunctionNetwork(
    2,
    1,
    ([a, b]) => relu(relu(a) - 1 - relu(b)),
    ([a, b]) => (relu(a) - 1 - relu(b) > 0 ? [a > 0 ? 1 : 0, b > 0 ? -1 : 0] : [0, 0]),
  );

  it('integrated gradients of nested relus', async () => {
    const { values, completenessError } = await explain('integratedGradients', nested, [3, 1]);
    // The integrand jumps at alpha = 1/2, which 50 points resolve to about 1/50.
    expect(values?.[0]).toBeCloseTo(1.5, 1);
    expect(values?.[1]).toBeCloseTo(-0.5, 1);
    expect(completenessError?.[0]).toBeLessThan(0.05);
  });

  it('occlusion of a kinked sum', async () => {
    const sum = (x: Float32Array) => x.reduce((total, value) => total + value, 0);
    const kinked = new FunctionNetwork(
      3,
      1,
      (x) => relu(sum(x) - 10) + 3 * (sum(x) + 1) - 1,
      () => [4, 4, 4],
    );
    expect([...(await explain('occlusion', kinked, [20, 50, 30])).perStep]).toEqual([80, 200, 120]);
  });

  it('occlusion of a whole step is not the sum over its features where they act together', async () => {
    const product = new FunctionNetwork(
      1,
      2,
      ([a, b]) => a * b,
      ([a, b]) => [b, a],
    );
    const { values, perStep } = await explain('occlusion', product, [2, 3]);
    expect([...(values ?? [])]).toEqual([6, 6]);
    expect([...perStep]).toEqual([6]);
  });
});

describe('integrated gradients', () => {
  it('are complete on smooth functions: they add up to y(x) - y(baseline)', async () => {
    const smooth = new FunctionNetwork(
      4,
      1,
      (x) => Math.tanh(x[0] * x[1]) + Math.sin(x[2]) * x[3],
      (x) => {
        const s = 1 - Math.tanh(x[0] * x[1]) ** 2;
        return [s * x[1], s * x[0], Math.cos(x[2]) * x[3], Math.sin(x[2])];
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(small, { minLength: 4, maxLength: 4 }),
        fc.array(small, { minLength: 4, maxLength: 4 }),
        async (x, baseline) => {
          const { completenessError } = await explain('integratedGradients', smooth, x, baseline);
          expect(completenessError?.[0]).toBeLessThan(1e-5);
        },
      ),
    );
  });

  it('own up to a completeness error where the given gradient is wrong', async () => {
    const wrong = new FunctionNetwork(
      2,
      1,
      ([a, b]) => a + b,
      () => [2, 1],
    );
    expect((await explain('integratedGradients', wrong, [1, 1])).completenessError?.[0]).toBeCloseTo(1, 5);
  });

  it('give nothing to an input that the function ignores', async () => {
    const ignoring = new FunctionNetwork(
      2,
      1,
      ([a]) => a * a,
      ([a]) => [2 * a, 0],
    );
    const { values } = await explain('integratedGradients', ignoring, [3, 5]);
    expect(values?.[0]).toBeCloseTo(9, 5);
    expect(values?.[1]).toBe(0);
  });
});

describe('stateChange', () => {
  it('is the norm of the change of h, from zero before the first step, sample by sample', () => {
    const hidden = Float32Array.from([3, 4, 3, 4, 6, 8, /* next sample */ 0, 5, 0, 5, 12, 0]);
    const empty = new Float32Array(12);
    const trace = {
      layer: 'l',
      units: 2,
      hidden,
      cell: empty,
      input: empty,
      forget: empty,
      candidate: empty,
      output: empty,
    };
    expect([...stateChangeOf(trace, 3)]).toEqual([5, 0, 5, 5, 0, 13]);
  });
});

describe('many samples', () => {
  it('in portions get the numbers that they get together', async () => {
    const { network, inputs } = await randomNetwork(single, 51, 9);
    const subject = { network, output: 0, baseline: new Float32Array(8), deviation: 2, seed: 1, pause: async () => {} };
    const methods = [...INFLUENCE_METHODS];
    const together = await influencesOf(subject, inputs, methods, 16);
    const oneByOne = await influencesOf(subject, inputs, methods, 1 << 16);
    expect(Object.keys(together.results)).toEqual(methods);
    expect(oneByOne).toEqual(together);
    const alone = await explain('occlusion', network, Array.from(inputs));
    for (const [i, value] of alone.perStep.entries()) {
      expect(together.results.occlusion?.perStep[i]).toBeCloseTo(2 * value, 6);
    }
  });
});
