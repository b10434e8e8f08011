import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { dense, lstm, seedSpec } from '../support/specs.js';
import { ADAM, makeCase, randomData, wasmEngine } from './support.js';

const engine = await wasmEngine();
const TRAINING = { optimizer: ADAM, loss: { type: 'meanSquaredError' } } as const;

async function begin(spec: ModelSpec, batchSize: number, samples: number) {
  const { weights, random } = makeCase(spec, batchSize, 1);
  const network = await engine.createNetwork(spec, weights, batchSize);
  const data = randomData(network, samples, random);
  return { network, data, trainer: network.createTrainer(data, TRAINING) };
}

describe('a step of training', () => {
  it('gives the loss before the update and lowers it', async () => {
    const { trainer } = await begin(seedSpec, 32, 32);
    const all = Uint32Array.from({ length: 32 }, (_, n) => n);
    const before = trainer.evaluate(all);
    expect(trainer.step(all)).toBe(before);
    for (let step = 0; step < 100; step++) trainer.step(all);
    expect(trainer.evaluate(all)).toBeLessThan(before / 2);
  });

  it('changes what the network predicts, as the trainer sees it', async () => {
    const { network, data, trainer } = await begin(seedSpec, 8, 8);
    const all = Uint32Array.from({ length: 8 }, (_, n) => n);
    for (let step = 0; step < 3; step++) trainer.step(all);
    const outputs = network.predict(data.rows);
    const loss = outputs.reduce((sum, y, n) => sum + (y - data.targets[n]) ** 2 / 8, 0);
    expect(Math.abs(trainer.evaluate(all) - loss)).toBeLessThan(1e-6);
  });

  it('gives the same bits when it is repeated', async () => {
    const run = async () => {
      const { network, trainer } = await begin(seedSpec, 32, 100);
      const losses: number[] = [];
      const random = Random.for(3, 'shuffle');
      for (let epoch = 0; epoch < 3; epoch++) {
        const order = Uint32Array.from(random.permutation(100));
        for (let at = 0; at < 100; at += 32) losses.push(trainer.step(order.subarray(at, Math.min(at + 32, 100))));
      }
      return { losses, weights: network.weights() };
    };
    expect(await run()).toEqual(await run());
  });

  it('learns targets for every step', async () => {
    const spec: ModelSpec = {
      length: 6,
      features: 1,
      layers: [lstm('l', 16, { returnSequences: true }), dense('d', 1)],
    };
    const { weights, random } = makeCase(spec, 16, 1);
    const network = await engine.createNetwork(spec, weights, 16);
    const data = randomData(network, 200, random);
    for (let n = 0; n < 200; n++) {
      let sum = 0;
      for (let t = 0; t < 6; t++) {
        sum += data.rows[n * 6 + t];
        data.targets[n * 6 + t] = sum;
      }
    }
    const trainer = network.createTrainer(data, TRAINING);
    const all = Uint32Array.from({ length: 200 }, (_, n) => n);
    for (let epoch = 0; epoch < 60; epoch++) {
      for (let at = 0; at < 200; at += 16) trainer.step(all.subarray(at, Math.min(at + 16, 200)));
    }
    // The targets' mean square is about 1.2: a network that mixes up steps and samples stays near it.
    expect(trainer.evaluate(all)).toBeLessThan(0.02);
  });
});

describe('the loss of many sequences', () => {
  it('is their mean, whatever the passes it is cut into', async () => {
    const { network, data, trainer } = await begin(seedSpec, 7, 40);
    const outputs = network.predict(data.rows);
    const indices = Uint32Array.from({ length: 17 }, (_, n) => 2 * n);
    const mean = indices.reduce((sum, n) => sum + (outputs[n] - data.targets[n]) ** 2 / 17, 0);
    expect(Math.abs(trainer.evaluate(indices) - mean)).toBeLessThan(1e-6);
  });

  it('is not finite where the training has diverged', async () => {
    const { network, trainer } = await begin(seedSpec, 4, 4);
    const weights = network.weights();
    weights[2].tensors[0].values.fill(3e38);
    network.setWeights(weights);
    expect(Number.isFinite(trainer.step(Uint32Array.of(0, 1, 2, 3)))).toBe(false);
  });

  it('reads windows that overlap', async () => {
    const { network, data } = await begin(seedSpec, 4, 4);
    const starts = Uint32Array.of(3, 0, 7, 15);
    const trainer = network.createTrainer({ ...data, starts }, TRAINING);
    const windows = Float32Array.from(Array.from(starts).flatMap((at) => Array.from(data.rows.subarray(at, at + 5))));
    const mean = network.predict(windows).reduce((sum, y, n) => sum + (y - data.targets[n]) ** 2 / 4, 0);
    expect(Math.abs(trainer.evaluate(Uint32Array.of(0, 1, 2, 3)) - mean)).toBeLessThan(1e-6);
  });
});

describe('what does not fit', () => {
  const spec: ModelSpec = { length: 4, features: 3, layers: [lstm('l', 5), dense('d', 2)] };

  it('is said before memory is taken', async () => {
    const huge = { length: 2000, features: 1, layers: [lstm('l', 4096)] };
    const weights = [
      {
        layer: 'l',
        tensors: [
          { name: 'kernel' as const, shape: [1, 16384], values: new Float32Array(16384) },
          { name: 'recurrentKernel' as const, shape: [4096, 16384], values: new Float32Array(4096 * 16384) },
          { name: 'bias' as const, shape: [16384], values: new Float32Array(16384) },
        ],
      },
    ];
    await expect(engine.createNetwork(huge, weights, 64)).rejects.toThrow(RangeError);
    await expect(engine.createNetwork(huge, weights, 64)).rejects.toThrow(/needs [\d,]+ MiB; at most 2048 MiB/);
  });

  it('is refused: weights of another model', async () => {
    const { weights } = makeCase({ ...spec, features: 2 }, 1, 1);
    await expect(engine.createNetwork(spec, weights, 1)).rejects.toThrow(/kernel of l must have the shape \[3,20\]/);
  });

  it('is refused: half a sample, an output that is not there', async () => {
    const network = await engine.createNetwork(spec, makeCase(spec, 1, 1).weights, 1);
    expect(() => network.predict(new Float32Array(13))).toThrow(RangeError);
    expect(() => network.inputGradient(new Float32Array(12), 2)).toThrow(RangeError);
    expect(() => network.inputGradient(new Float32Array(12), -1)).toThrow(RangeError);
  });

  it('is refused: a batch that is too large, a sequence that is not there, windows beyond the rows', async () => {
    const { network, data, trainer } = await begin(spec, 4, 6);
    expect(() => trainer.step(Uint32Array.of(0, 1, 2, 3, 4))).toThrow(RangeError);
    expect(() => trainer.step(new Uint32Array(0))).toThrow(RangeError);
    expect(() => trainer.step(Uint32Array.of(6))).toThrow(RangeError);
    expect(() => trainer.evaluate(Uint32Array.of(0, 1, 2, 3, 4, 6))).toThrow(RangeError);
    const beyond = { ...data, starts: data.starts.map((start) => start + 1) };
    expect(() => network.createTrainer(beyond, TRAINING)).toThrow(RangeError);
    const tooFew = { ...data, targets: data.targets.subarray(1) };
    expect(() => network.createTrainer(tooFew, TRAINING)).toThrow(RangeError);
  });
});

describe('the first value that is not finite', () => {
  const spec: ModelSpec = {
    length: 4,
    features: 3,
    layers: [lstm('first', 5, { returnSequences: true }), lstm('second', 2, { activation: 'relu' }), dense('d', 2)],
  };
  const BATCH = Uint32Array.of(1, 0);

  async function placeAfter(change: (made: Awaited<ReturnType<typeof begin>>) => void) {
    const made = await begin(spec, 3, 3);
    change(made);
    const trainer = made.network.createTrainer(made.data, TRAINING);
    const before = made.network.weights();
    const loss = trainer.step(BATCH);
    if (!Number.isFinite(loss)) expect(made.network.weights(), 'a bad step changes nothing').toEqual(before);
    return trainer.firstNonFinite();
  }
  const withWeights = (layer: number, tensor: number, fill: (values: Float32Array) => void) =>
    placeAfter(({ network }) => {
      const weights = network.weights();
      fill(weights[layer].tensors[tensor].values);
      network.setWeights(weights);
    });

  it('is nowhere while all is well', async () => {
    expect(await placeAfter(() => {})).toBeUndefined();
  });

  it('is found in the input, with its step', async () => {
    const place = await placeAfter(({ data }) => data.rows.fill(Number.POSITIVE_INFINITY, 2 * 3, 2 * 3 + 1));
    expect(place).toEqual({ in: 'input', step: 3 });
  });

  it('is found in the weights of a layer, before what they make of it', async () => {
    const place = await withWeights(1, 1, (values) => values.fill(Number.NaN, 3, 4));
    expect(place).toEqual({ in: 'weights', layer: 'second', tensor: 'recurrentKernel' });
  });

  it('is found in the output of the layer where finite weights overflow', async () => {
    // Nothing keeps a cell with relu small: it is 3e38 after the first step and twice that after the second.
    const place = await withWeights(1, 2, (values) => values.fill(3e38));
    expect(place).toEqual({ in: 'output', layer: 'second', step: 2 });
  });

  it('is found in the targets', async () => {
    expect(await placeAfter(({ data }) => data.targets.fill(Number.NaN, 0, 1))).toEqual({ in: 'target' });
  });
});
