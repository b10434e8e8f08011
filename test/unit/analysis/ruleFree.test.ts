import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../src/core/analysis/analyse.js';
import { allSteps, countedSteps } from '../../../src/core/analysis/countedSteps.js';
import { Bootstrap, quantile } from '../../../src/core/analysis/trust/bootstrap.js';
import {
  curveAreas,
  importantSteps,
  infidelity,
  placesOf,
  randomRemovals,
  removalOf,
} from '../../../src/core/analysis/trust/removal.js';
import { claimOf, maxSensitivity, randomizedAgreement } from '../../../src/core/analysis/trust/ruleFree.js';
import { trustTable, uninformedShares } from '../../../src/core/analysis/trust/table.js';
import type { Network } from '../../../src/core/engine/engine.js';
import { Random } from '../../../src/core/random.js';
import { wasmEngine } from '../engine/support.js';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { explain, randomNetwork, single } from './support.js';

const subjectOf = (network: Network, baseline: number[], deviation = 1): Subject => ({
  network,
  output: 0,
  baseline: Float32Array.from(baseline),
  deviation,
  seed: 3,
  pause: async () => {},
});

const weights = [4, 1, 2, 3];
const linear = new FunctionNetwork(
  4,
  1,
  (x) => weights.reduce((sum, w, i) => sum + w * x[i], 7),
  () => weights,
);
const ones = new Float32Array(4).fill(1);
const four = allSteps(1, 4);

describe('the bootstrap', () => {
  it('gives the interval of a mean that theory gives: ± 1.96 deviations over the root of n', () => {
    const random = Random.for(1, 'data');
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const { value, low, high } = new Bootstrap(400, Random.for(2, 'bootstrap')).mean(values);
    const mean = values.reduce((sum, x) => sum + x, 0) / 400;
    const error = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0)) / 400;
    expect(value).toBeCloseTo(mean, 12);
    expect(Math.abs(low - (mean - 1.96 * error))).toBeLessThan(0.25 * error);
    expect(Math.abs(high - (mean + 1.96 * error))).toBeLessThan(0.25 * error);
  });

  it('leaves out what is no number, and owns up where nothing is', () => {
    const bootstrap = new Bootstrap(3, Random.for(1, 'bootstrap'));
    expect(bootstrap.mean([5, Number.NaN, 5])).toEqual({ value: 5, low: 5, high: 5 });
    expect(bootstrap.mean([Number.NaN, Number.NaN, Number.NaN]).value).toBeNaN();
  });

  it('takes quantiles between the values', () => {
    expect(quantile(Float64Array.of(0, 10, 20), 0.5)).toBe(10);
    expect(quantile(Float64Array.of(0, 10, 20), 0.025)).toBeCloseTo(0.5, 12);
  });
});

describe('removal', () => {
  const remove = removalOf(subjectOf(linear, [0, 0, 0, 0], 2), ones, four);

  it('is above the baseline’s output and in target units', () => {
    expect([...remove(() => true)]).toEqual([20]);
    expect([...remove(() => false)]).toEqual([0]);
    expect([...remove((_, t) => t === 3)]).toEqual([6]);
  });

  it('gives the areas that the trapezoid rule gives by hand', () => {
    // Right order: 20, 12, 6, 2, 0 as steps go and 0, 8, 14, 18, 20 as they come.
    const right = curveAreas(remove, placesOf(Float64Array.from(weights), four), four);
    expect(right.deletion[0]).toBeCloseTo((10 + 12 + 6 + 2) / 4, 6);
    expect(right.insertion[0]).toBeCloseTo((8 + 14 + 18 + 10) / 4, 6);
    const wrong = curveAreas(
      remove,
      placesOf(
        Float64Array.from(weights, (w) => -w),
        four,
      ),
      four,
    );
    expect(wrong.deletion[0]).toBeCloseTo(right.insertion[0], 6);
    expect(wrong.insertion[0]).toBeCloseTo(right.deletion[0], 6);
  });

  it('finds no order better than that of a linear model’s own contributions', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }), (order) => {
        const own = curveAreas(remove, placesOf(Float64Array.from(weights), four), four);
        const other = curveAreas(remove, placesOf(Float64Array.from(order), four), four);
        expect(own.deletion[0]).toBeLessThanOrEqual(other.deletion[0] + 1e-6);
        expect(own.insertion[0]).toBeGreaterThanOrEqual(other.insertion[0] - 1e-6);
      }),
    );
  });

  it('comprehensiveness and sufficiency: one step for 1 to 20 %, two for 50 %', () => {
    const { comprehensiveness, sufficiency } = importantSteps(remove, placesOf(Float64Array.from(weights), four), four);
    expect(comprehensiveness[0]).toBeCloseTo((4 * 8 + 14) / 5, 6);
    expect(sufficiency[0]).toBeCloseTo((4 * 12 + 6) / 5, 6);
  });

  it('infidelity is zero for the truth, and the mean square of what is missing else', () => {
    const random = Random.for(1, 'perturbations');
    const removals = randomRemovals(remove, 4, 400, () => random.uniform());
    expect(infidelity(Float64Array.of(8, 2, 4, 6), removals)[0]).toBeCloseTo(0, 9);
    // Missing 3 in one step that is taken away half of the time.
    expect(Math.abs(infidelity(Float64Array.of(8, 2, 4, 9), removals)[0] - 4.5)).toBeLessThan(0.7);
  });

  it('keeps the order of equal steps', () => {
    expect([...placesOf(Float64Array.of(1, 3, 1, 3), four)]).toEqual([2, 0, 3, 1]);
  });
});

describe('steps that a mask leaves out', () => {
  const layers = single.layers;
  const masking = { type: 'masking', name: 'mask', maskValue: 9 } as const;
  const methods = ['gradient', 'occlusion', 'integratedGradients', 'shapley', 'smoothGrad'] as const;

  /** The same network over four steps, and over six of which two, wherever, are left out. */
  async function both() {
    const plain = await randomNetwork(single, 5, 20);
    const spec = { length: 6, features: 2, layers: [masking, ...layers] };
    const weights = [{ layer: 'mask', tensors: [] }, ...plain.network.weights()];
    const network = await (await wasmEngine()).createNetwork(spec, weights, 8);
    const inputs = new Float32Array(20 * 12).fill(9);
    const kept = Array.from({ length: 20 }, (_, n) =>
      [0, 1, 2, 3, 4, 5].filter((t) => t !== n % 6 && t !== (n + 2) % 6),
    );
    for (const [n, steps] of kept.entries()) {
      for (const [at, t] of steps.entries()) inputs.set(plain.sample(n).subarray(2 * at, 2 * at + 2), (6 * n + t) * 2);
    }
    return { plain, masked: { network, inputs }, kept };
  }

  it('change no score: it is that of the sequence without them', async () => {
    const { plain, masked } = await both();
    const whole = await trustTable(subjectOf(plain.network, new Array(8).fill(0.1)), plain.inputs, methods);
    const longer = await trustTable(subjectOf(masked.network, new Array(12).fill(0.1)), masked.inputs, methods);
    const scores = ['deletion', 'insertion', 'comprehensiveness', 'sufficiency', 'completenessError'] as const;
    for (const method of methods.filter((one) => one !== 'smoothGrad')) {
      const [a, b] = [whole, longer].map(({ rows }) => rows.find((row) => row.method === method)!);
      for (const score of scores) expect(b[score]?.value, `${method} ${score}`).toBeCloseTo(a[score]!.value, 5);
    }
    const uniform = [whole, longer].map(({ uninformed }) => uninformed.find((row) => row.method === 'uniform')!);
    for (const score of scores) expect(uniform[1][score]?.value).toBeCloseTo(uniform[0][score]!.value, 5);
  });

  it('get no influence, whatever the method, and are not disturbed to find one', async () => {
    const { masked, kept } = await both();
    for (const method of methods) {
      const baseline = masked.inputs.subarray(0, 12).map((x) => (x === 9 ? 9 : 0.1));
      const { perStep } = await explain(method, masked.network, masked.inputs.subarray(0, 12), baseline);
      for (let t = 0; t < 6; t++) {
        if (kept[0].includes(t)) expect(perStep[t], `${method} at ${t}`).not.toBe(0);
        else expect(perStep[t], `${method} at ${t}`).toBe(0);
      }
    }
  });

  it('are not moved by the perturbations of the sensitivity', async () => {
    const { masked } = await both();
    const seen: Float32Array[] = [];
    const watched: Network = {
      ...masked.network,
      inputGradient: (inputs, output) => {
        seen.push(inputs.slice());
        return masked.network.inputGradient(inputs, output);
      },
      trace: (inputs) => masked.network.trace(inputs),
      predict: (inputs) => masked.network.predict(inputs),
    };
    const shown = new Map([['gradient', new Float64Array(20 * 6).fill(1)] as const]);
    await maxSensitivity(subjectOf(watched, new Array(12).fill(0)), masked.inputs, shown, 10);
    const left = (inputs: Float32Array) => inputs.reduce((sum, x) => sum + Number(x === 9), 0);
    const all = seen.reduce((sum, inputs) => sum + left(inputs), 0);
    expect(all).toBe(10 * left(masked.inputs));
  });

  it('are counted by sample', () => {
    const spec = { length: 3, features: 1, layers: [masking, ...layers] };
    const steps = countedSteps({ spec }, Float32Array.of(9, 1, 9, 1, 2, 3));
    expect([...steps.numbers]).toEqual([1, 3]);
    expect([0, 1, 2].map((t) => steps.counts(0, t))).toEqual([false, true, false]);
  });
});

describe('what a method claims', () => {
  const inputs = Float32Array.of(3, 5);
  const baseline = Float32Array.of(1, 1);
  it('a contribution as it is, a slope times the distance, a size nothing', () => {
    const result = { perStep: Float64Array.of(2, 7), values: Float64Array.of(2, 7) };
    expect(claimOf('occlusion', result, inputs, baseline).claims).toEqual(result.perStep);
    expect([...(claimOf('gradient', result, inputs, baseline).claims ?? [])]).toEqual([4, 28]);
    expect(claimOf('stateChange', result, inputs, baseline).claims).toBeUndefined();
  });
});

describe('max-sensitivity', () => {
  it('of gradient times input on a linear model is the largest relative change of the input itself', async () => {
    const found = await maxSensitivity(
      subjectOf(linear, [0, 0, 0, 0]),
      ones,
      new Map([
        ['gradientInput', Float64Array.from(weights)],
        ['gradient', Float64Array.from(weights)],
        ['occlusion', new Float64Array(4)],
      ]),
      1024,
    );
    expect(found.get('occlusion')?.[0]).toBeNaN();
    // |w δ| / |w| with |δ| at most 0.02 in each step.
    expect(found.get('gradientInput')?.[0]).toBeGreaterThan(0.005);
    expect(found.get('gradientInput')?.[0]).toBeLessThanOrEqual(0.02 + 1e-6);
    expect(found.get('gradient')?.[0]).toBe(0);
  });
});

describe('weight randomization', () => {
  it('is 1 for a picture that does not know the weights, and gives the weights back', async () => {
    const { network, inputs } = await randomNetwork(single, 41);
    const before = network.weights();
    const { perStep } = await explain('occlusion', network, inputs);
    const found = await randomizedAgreement(
      subjectOf(network, new Array(8).fill(0)),
      inputs,
      new Map([['occlusion', perStep]]),
      1024,
    );
    expect(network.weights()).toEqual(before);
    expect(found.get('occlusion')).toHaveLength(3);
    const blind = await randomizedAgreement(
      subjectOf(linear, [0, 0, 0, 0]),
      ones,
      new Map([['gradient', Float64Array.from(weights)]]),
      1024,
    );
    expect(blind.get('gradient')?.[0]).toBeCloseTo(1, 12);
  });
});

describe('the table', () => {
  const random = Random.for(5, 'data');
  const inputs = Float32Array.from({ length: 4 * 60 }, () => random.normal());
  const truth = Float64Array.from(inputs, (x, i) => weights[i % 4] * x);

  it('measures every method, beside what knows nothing', async () => {
    const { rows, uninformed } = await trustTable(
      subjectOf(linear, [0, 0, 0, 0]),
      inputs,
      ['stateChange', 'gradient', 'occlusion'],
      truth,
    );
    expect(rows.map(({ method }) => method)).toEqual(['occlusion', 'gradient']);
    const [occlusion, gradient] = rows;
    expect(occlusion.pearson).toBeCloseTo(1, 6);
    expect(occlusion.samples).toBe(60);
    expect(occlusion.completenessError?.value).toBeLessThan(1e-5);
    expect(occlusion.infidelity?.value).toBeLessThan(1e-9);
    expect(gradient.maxSensitivity?.value).toBe(0);
    const [low, high] = gradient.intervals!.pearson;
    expect(low).toBeLessThan(gradient.pearson);
    expect(high).toBeGreaterThan(gradient.pearson);
    expect(uninformed.map(({ method }) => method).sort()).toEqual(['random', 'uniform']);
    for (const row of uninformed) {
      expect(row.completenessError?.value).toBeLessThan(1e-5);
      expect(occlusion.insertion!.value).toBeGreaterThan(row.insertion!.value);
      expect(occlusion.deletion!.value).toBeLessThan(row.deletion!.value);
      expect(row.maxSensitivity).toBeUndefined();
    }
  });

  it('needs no rule, and gives the same numbers again', async () => {
    const measure = () => trustTable(subjectOf(linear, [0, 0, 0, 0]), inputs, ['gradient', 'occlusion']);
    const { rows } = await measure();
    expect(rows.map(({ method }) => method)).toEqual(['occlusion', 'gradient']);
    for (const { pearson, sign, intervals, insertion } of rows) {
      expect([pearson, sign, intervals]).toEqual([Number.NaN, Number.NaN, undefined]);
      expect(insertion!.low).toBeLessThanOrEqual(insertion!.value);
    }
    expect((await measure()).rows).toEqual(rows);
  });

  it('what knows nothing still shares out all there is', () => {
    const shares = uninformedShares(Float64Array.of(6, -3), allSteps(2, 3), Random.for(1, 'perturbations'));
    expect([...shares.uniform]).toEqual([2, 2, 2, -1, -1, -1]);
    for (const [n, total] of [6, -3].entries()) {
      const sum = shares.random.subarray(n * 3, (n + 1) * 3).reduce((all, share) => all + share, 0);
      expect(sum).toBeCloseTo(total, 12);
    }
    expect(shares.random[0]).not.toBe(shares.random[1]);
  });
});
