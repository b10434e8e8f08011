import { describe, expect, it } from 'vitest';
import type { OptimizerSpec } from '../../../src/core/engine/trainingSpec.js';
import type { LayerWeights, ModelSpec } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { ReferenceOptimizer } from '../../reference/training.js';
import { dense, lstm } from '../support/specs.js';
import { OPTIMIZERS, sgd } from './optimizerCases.js';
import { makeCase, randomData, wasmEngine } from './support.js';

const engine = await wasmEngine();
const loss = { type: 'meanSquaredError' } as const;
const spec: ModelSpec = { length: 4, features: 3, layers: [lstm('l', 5), dense('d', 2)] };

const arrays = (weights: readonly LayerWeights[]) =>
  weights.flatMap(({ tensors }) => tensors.map(({ values }) => Array.from(values)));

/** The largest distance between two sets of weights. */
function farthest(a: readonly number[][], b: readonly number[][]): number {
  return Math.max(...a.flatMap((values, array) => values.map((value, i) => Math.abs(value - b[array][i]))));
}

/** 50 steps of the kernels, and of the reference on the kernels' own gradients: this is about the update alone. */
async function fiftySteps(optimizer: OptimizerSpec, rate: (step: number) => number) {
  const { weights, random } = makeCase(spec, 6, 1);
  const network = await engine.createNetwork(spec, weights, 6);
  const trainer = network.createTrainer(randomData(network, 20, random), { optimizer, loss });
  const reference = new ReferenceOptimizer(optimizer);
  const expected = arrays(weights);
  const order = Random.for(2, 'shuffle');
  for (let step = 0; step < 50; step++) {
    const batch = order.permutation(20).subarray(0, 6);
    reference.apply(expected, arrays(trainer.gradients(batch).gradients), rate(step));
    trainer.learningRate = rate(step);
    trainer.step(batch);
  }
  const actual = arrays(network.weights());
  return { error: farthest(actual, expected), moved: farthest(actual, arrays(weights)) };
}

describe('50 steps of', () => {
  it.each(Object.entries(OPTIMIZERS))('%s are those of Keras', async (_, optimizer) => {
    const { error, moved } = await fiftySteps(optimizer, () => optimizer.learningRate);
    expect(moved).toBeGreaterThan(0.005);
    // What float32 leaves of 50 sums.
    expect(error).toBeLessThan(1e-4 * moved);
  });

  it.each(['sgd with weight decay', 'rmsprop with momentum', 'adamw'])(
    '%s follow a rate that changes',
    async (name) => {
      const optimizer = OPTIMIZERS[name];
      const { error, moved } = await fiftySteps(optimizer, (step) => optimizer.learningRate * 0.95 ** step);
      expect(error).toBeLessThan(1e-4 * moved);
    },
  );
});

describe('clipping', () => {
  /** What one step of plain gradient descent takes off each weight array, per unit of the rate. */
  async function moved(clipping: object): Promise<number[][]> {
    const { weights, random } = makeCase(spec, 6, 1);
    const network = await engine.createNetwork(spec, weights, 6);
    const optimizer = { ...sgd, learningRate: 1, ...clipping };
    const trainer = network.createTrainer(randomData(network, 6, random), { optimizer, loss });
    trainer.step(Uint32Array.of(0, 1, 2, 3, 4, 5));
    const after = arrays(network.weights());
    return arrays(weights).map((values, array) => values.map((value, i) => value - after[array][i]));
  }
  const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, g) => sum + g * g, 0));

  it('leaves no gradient beyond its limit, and the shorter ones as they are', async () => {
    const free = await moved({});
    const limit = norm(free[1]) * 1.01;
    expect(free.some((array) => norm(array) > limit) && free.some((array) => norm(array) < limit)).toBe(true);
    for (const [index, array] of (await moved({ clipNorm: limit })).entries()) {
      expect(norm(array)).toBeCloseTo(Math.min(norm(free[index]), limit), 5);
    }
    expect(norm((await moved({ globalClipNorm: 0.01 })).flat())).toBeCloseTo(0.01, 5);
    for (const g of (await moved({ clipValue: 0.01 })).flat()) expect(Math.abs(g)).toBeLessThan(0.01 + 1e-6);
  });

  it('changes nothing where the gradients are within the limits', async () => {
    const free = await moved({});
    for (const key of ['clipNorm', 'globalClipNorm', 'clipValue']) expect(await moved({ [key]: 1e3 })).toEqual(free);
  });
});
