import { describe, expect, it } from 'vitest';
import type { Layer, ModelSpec } from '../../../src/core/model/spec.js';
import { bidirectional, dense, gru, lstm, simpleRnn } from '../support/specs.js';
import { ADAM, makeCase, uniform, wasmEngine } from './support.js';

const engine = await wasmEngine();
const SAMPLES = 64;
const FEATURES = 8;
const STEPS = 3;

const drop = (rate: number): Layer => ({ type: 'dropout', name: 'drop', rate });
const spec = (...layers: Layer[]): ModelSpec => ({ length: STEPS, features: FEATURES, layers });

/** A trainer on samples of ones, and what the gradient of a linear layer tells of the inputs it saw. */
async function trainerOf(model: ModelSpec, seed: number, rows?: Float32Array) {
  const { weights, random } = makeCase(model, SAMPLES, 1);
  const network = await engine.createNetwork(model, weights, SAMPLES);
  const data = {
    rows: rows ?? new Float32Array(SAMPLES * STEPS * FEATURES).fill(1),
    starts: Uint32Array.from({ length: SAMPLES }, (_, n) => n * STEPS),
    targets: uniform(SAMPLES * network.outputSize, 1, random),
    length: STEPS,
    features: FEATURES,
  };
  const trainer = network.createTrainer(data, { optimizer: ADAM, loss: { type: 'meanSquaredError' }, seed });
  return { network, trainer, weights, data };
}

const all = Uint32Array.from({ length: SAMPLES }, (_, n) => n);

describe('dropout', () => {
  it('keeps the mean, and drops as many values as it says', async () => {
    // A linear layer with equal weights sums what is left of eight ones: 10 where the value is kept, else 0.
    const model = spec(drop(0.3), dense('sum', 1, { useBias: false }));
    const { network, trainer } = await trainerOf(model, 5);
    const ones = { name: 'kernel', shape: [FEATURES, 1], values: new Float32Array(FEATURES).fill(1) };
    network.setWeights([
      { layer: 'drop', tensors: [] },
      { layer: 'sum', tensors: [ones] },
    ]);
    // d loss / d w_f = mean of 2 (y - t) x_f; with the same masks twice and targets apart, their difference is the mean.
    const { gradients, loss } = trainer.gradients(all);
    expect(Number.isFinite(loss)).toBe(true);
    expect(gradients[1].tensors[0].values).toHaveLength(FEATURES);
    const evaluated = trainer.evaluate(all);
    const losses = new Set([loss]);
    let mean = 0;
    for (let step = 0; step < 200; step++) {
      const { loss: now } = trainer.gradients(all);
      expect(now).toBe(trainer.gradients(all).loss);
      trainer.learningRate = 0;
      mean += trainer.step(all) / 200;
      losses.add(now);
    }
    expect(losses.size).toBe(200);
    // E (y - t)^2 = (8 - t)^2 + Var y, and Var y = 8 p / (1 - p).
    const variance = (FEATURES * 0.3) / 0.7;
    expect(mean).toBeGreaterThan(evaluated + 0.9 * variance);
    expect(mean).toBeLessThan(evaluated + 1.1 * variance);
  });

  const recurrent = { dropout: 0.4, recurrentDropout: 0.3, returnSequences: true };
  it.each<[string, ModelSpec]>([
    ['a layer of its own', spec(lstm('l', 3, { returnSequences: true }), drop(0.4), dense('d', 2))],
    ['lstm', spec(lstm('l', 3, recurrent), dense('d', 2))],
    ['gru', spec(gru('l', 3, recurrent), dense('d', 2))],
    ['gru with the reset before', spec(gru('l', 3, { ...recurrent, resetAfter: false }), dense('d', 2))],
    ['simpleRnn', spec(simpleRnn('l', 3, recurrent), dense('d', 2))],
    ['both directions', spec(bidirectional('b', lstm('l', 3, recurrent)), dense('d', 2))],
    [
      'a layer below one that drops',
      spec(dense('below', 4, { activation: 'tanh' }), bidirectional('b', gru('l', 3, recurrent), 'mul')),
    ],
  ])('has the gradient of the loss that its masks make: %s', async (_, model) => {
    const rows = uniform(SAMPLES * STEPS * FEATURES, 1, makeCase(model, 1, 9).random);
    const { network, trainer, weights } = await trainerOf(model, 3, rows);
    const { gradients } = trainer.gradients(all);
    const STEP = 0.01;
    for (const [index, { tensors }] of weights.entries()) {
      for (const [at, { values }] of tensors.entries()) {
        for (const i of new Set([0, values.length - 1, values.length >> 1])) {
          const shifted = (by: number) => {
            const before = values[i];
            values[i] = before + by;
            network.setWeights(weights);
            values[i] = before;
            return trainer.gradients(all).loss;
          };
          const slope = (shifted(STEP) - shifted(-STEP)) / (2 * STEP);
          network.setWeights(weights);
          expect(Math.abs(gradients[index].tensors[at].values[i] - slope)).toBeLessThan(2e-3 * Math.max(1, slope));
        }
      }
    }
  });

  it('drops the same in every run of one seed, something else with another, and nothing outside of training', async () => {
    const model = spec(lstm('l', 4, recurrent), dense('d', 1));
    const losses = async (seed: number) => {
      const { trainer } = await trainerOf(model, seed);
      return [0, 1, 2].map(() => trainer.step(all));
    };
    expect(await losses(1)).toEqual(await losses(1));
    expect(await losses(1)).not.toEqual(await losses(2));
    const { network, data } = await trainerOf(model, 1);
    const plain = spec(lstm('l', 4, { returnSequences: true }), dense('d', 1));
    const same = await engine.createNetwork(plain, network.weights(), 7);
    expect(network.predict(data.rows)).toEqual(same.predict(data.rows));
  });
});
