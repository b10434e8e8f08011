/** What the TensorFlow engine must agree on with the reference and with the embedded engine, whatever it runs on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine, NonFinite, TrainingData } from '../../../../src/core/engine/engine.js';
import type { TensorFlow } from '../../../../src/core/engine/tensorflow/tensorFlow.js';
import { createTensorFlowEngine } from '../../../../src/core/engine/tensorflow/tensorFlowEngine.js';
import { type LossSpec, type TrainingSpec, targetWidth } from '../../../../src/core/engine/trainingSpec.js';
import { idsOf, type LayerWeights, layerShapes, type ModelSpec } from '../../../../src/core/model/spec.js';
import { Random } from '../../../../src/core/random.js';
import { bidirectional, dense, gru, lstm, simpleRnn } from '../../support/specs.js';
import { compare } from '../compare.js';
import { OPTIMIZERS } from '../optimizerCases.js';
import { inputsFor, stacks } from '../stacks.js';
import { ADAM, largestError, makeCase, uniform, wasmEngine } from '../support.js';

const SAMPLES = 7;
const BATCH = 5;
const MSE: LossSpec = { type: 'meanSquaredError' };

const flat = (weights: readonly LayerWeights[]) =>
  weights.flatMap(({ tensors }) => tensors.flatMap(({ values }) => Array.from(values)));

/** The largest difference, as a share of the largest value. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs), 1e-3);
  return Math.max(...actual.map((value, i) => Math.abs(value - expected[i]))) / scale;
}

/** Sequences for a model, and targets for a loss. */
type FloatData = TrainingData & { readonly rows: Float32Array };

function dataFor(spec: ModelSpec, loss: LossSpec, random: Random): FloatData {
  const { outputSteps = 1, outputUnits } = layerShapes(spec).at(-1)!;
  const width = targetWidth(loss, outputUnits);
  const targets = uniform(SAMPLES * outputSteps * width, 1, random);
  if (loss.type === 'sparseCategoricalCrossentropy') {
    for (const i of targets.keys()) targets[i] = Math.floor(random.uniform() * outputUnits);
  } else if ('fromLogits' in loss) for (const [i, value] of targets.entries()) targets[i] = Math.abs(value);
  return {
    rows: inputsFor(spec, SAMPLES, random),
    starts: Uint32Array.from({ length: SAMPLES }, (_, n) => n * spec.length),
    targets,
    length: spec.length,
    features: spec.features,
  };
}

/** @param tf what the engine runs on. */
export async function describeAgreement(tf: TensorFlow): Promise<void> {
  const tensorflow = createTensorFlowEngine(tf);
  const wasm = await wasmEngine();

  /** The same network, data and trainer in both engines. */
  async function both(spec: ModelSpec, training: TrainingSpec, seed: number, prepare?: (data: FloatData) => void) {
    const { weights, random } = makeCase(spec, BATCH, seed);
    const data = dataFor(spec, training.loss, random);
    prepare?.(data);
    const make = async (engine: Engine) => {
      const network = await engine.createNetwork(spec, weights, BATCH);
      return { network, trainer: network.createTrainer(data, training) };
    };
    const pair = { ours: await make(wasm), theirs: await make(tensorflow) };
    const dispose = () => {
      for (const { network, trainer } of Object.values(pair)) {
        trainer.dispose();
        network.dispose();
      }
    };
    return { ...pair, data, weights, random, dispose };
  }

  describe('a trainer’s memory', () => {
    it.each(Object.entries(OPTIMIZERS))('lets another one go on where it was: %s', async (_, optimizer) => {
      const spec: ModelSpec = {
        length: 3,
        features: 2,
        layers: [lstm('l', 4, { recurrentDropout: 0.2 }), { type: 'dropout', name: 'd', rate: 0.4 }, dense('out', 1)],
      };
      const training: TrainingSpec = { loss: MSE, optimizer, seed: 3 };
      const [one, other] = [await both(spec, training, 8), await both(spec, training, 8)];
      const batch = Uint32Array.of(0, 3, 6);
      for (const engine of ['ours', 'theirs'] as const) {
        for (let step = 0; step < 3; step++) one[engine].trainer.step(batch);
        const { network, trainer } = other[engine];
        network.setWeights(one[engine].network.weights());
        trainer.setMemory(one[engine].trainer.memory());
        for (let step = 0; step < 3; step++) expect(trainer.step(batch)).toBe(one[engine].trainer.step(batch));
        expect(flat(network.weights())).toEqual(flat(one[engine].network.weights()));
        const memory = one[engine].trainer.memory();
        expect(() => trainer.setMemory(memory.slice(8))).toThrow(RangeError);
      }
      one.dispose();
      other.dispose();
    });
  });

  describe('the forward pass', () => {
    it('agrees with the reference on every kind of layer, with masks, in any stack', async () => {
      const cases = fc.record({ spec: stacks, samples: fc.integer({ min: 1, max: 6 }), seed: fc.nat(1e6) });
      await fc.assert(
        fc.asyncProperty(cases, async ({ spec, samples, seed }) => {
          const { error, bounded } = await compare(tensorflow, spec, 4, samples, seed);
          fc.pre(bounded);
          expect(error).toBeLessThan(2e-5);
        }),
        { numRuns: 150 },
      );
    });
  });

  describe('gradients', () => {
    it('by weights and inputs are those of the embedded engine, in any stack', async () => {
      await fc.assert(
        fc.asyncProperty(stacks, fc.nat(1e6), async (spec, seed) => {
          const { ours, theirs, data, random, dispose } = await both(spec, { optimizer: ADAM, loss: MSE, seed }, seed);
          const batch = random.permutation(SAMPLES).subarray(0, BATCH);
          const [expected, actual] = [ours, theirs].map(({ trainer }) => trainer.gradients(batch));
          const [wanted, given] = [ours, theirs].map(({ network }) =>
            idsOf(spec) === undefined
              ? network.inputGradient(data.rows, network.outputSize - 1)
              : { outputs: network.predict(data.rows), gradient: new Float32Array(0) },
          );
          const names = (weights: readonly LayerWeights[]) =>
            weights.map(({ layer, tensors }) => [layer, ...tensors.map(({ name, shape }) => [name, ...shape])]);
          dispose();
          fc.pre([...flat(expected.gradients), ...wanted.gradient].every((value) => Math.abs(value) < 100));
          expect(names(actual.gradients)).toEqual(names(expected.gradients));
          expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-5 * Math.max(1, expected.loss));
          expect(relativeError(flat(actual.gradients), flat(expected.gradients))).toBeLessThan(1e-4);
          expect(largestError(given.outputs, wanted.outputs)).toBeLessThan(2e-5);
          expect(relativeError([...given.gradient], [...wanted.gradient])).toBeLessThan(1e-4);
        }),
        { numRuns: 100 },
      );
    });

    const losses: LossSpec[] = [
      ...[MSE, { type: 'meanAbsoluteError' } as const, { type: 'huber', delta: 0.3 } as const],
      ...([true, false] as const).flatMap((fromLogits): LossSpec[] => [
        { type: 'binaryCrossentropy', fromLogits },
        { type: 'categoricalCrossentropy', fromLogits },
        { type: 'sparseCategoricalCrossentropy', fromLogits },
      ]),
    ];
    it.each(losses)('and value of %o are those of the embedded engine, with and without masks', async (loss) => {
      const activation = !('fromLogits' in loss) || loss.fromLogits ? 'linear' : 'softmax';
      const head = dense('d', 4, { activation });
      const masked = { type: 'masking', name: 'm', maskValue: -1 } as const;
      for (const layers of [
        [masked, lstm('l', 3, { returnSequences: true }), head],
        [gru('g', 3), head],
      ]) {
        const spec: ModelSpec = { length: 4, features: 2, layers };
        const { ours, theirs, dispose } = await both(spec, { optimizer: ADAM, loss }, 1);
        const batch = Uint32Array.of(6, 1, 3);
        const [expected, actual] = [ours, theirs].map(({ trainer }) => trainer.gradients(batch));
        expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-5 * Math.max(1, expected.loss));
        expect(relativeError(flat(actual.gradients), flat(expected.gradients))).toBeLessThan(1e-4);
        const all = Uint32Array.from({ length: SAMPLES }, (_, n) => n);
        const evaluated = [ours, theirs].map(({ trainer, network }) => {
          const outputs = new Float32Array(SAMPLES * network.outputSize);
          return { mean: trainer.evaluate(all, outputs), outputs };
        });
        expect(Math.abs(evaluated[1].mean - evaluated[0].mean)).toBeLessThan(1e-5);
        expect(largestError(evaluated[1].outputs, evaluated[0].outputs)).toBeLessThan(1e-5);
        dispose();
      }
    });
  });

  describe('training', () => {
    const spec: ModelSpec = { length: 4, features: 3, layers: [lstm('l', 5), dense('d', 2)] };

    it.each(Object.entries(OPTIMIZERS))('50 steps of %s end at the same weights', async (_, optimizer) => {
      const { ours, theirs, weights, dispose } = await both(spec, { optimizer, loss: MSE }, 1);
      const order = Random.for(2, 'shuffle');
      for (let step = 0; step < 50; step++) {
        const batch = order.permutation(SAMPLES).subarray(0, BATCH);
        for (const { trainer } of [ours, theirs]) {
          trainer.learningRate = optimizer.learningRate * 0.99 ** step;
          trainer.step(batch);
        }
      }
      const [expected, actual] = [ours, theirs].map(({ network }) => flat(network.weights()));
      expect(relativeError(flat(weights), expected)).toBeGreaterThan(5e-3);
      expect(relativeError(actual, expected)).toBeLessThan(1e-3);
      dispose();
    });

    const recurrent = { dropout: 0.4, recurrentDropout: 0.3, returnSequences: true };
    it.each<[string, ModelSpec['layers']]>([
      ['a layer of its own', [lstm('l', 3), { type: 'dropout', name: 'drop', rate: 0.4 }, dense('d', 2)]],
      ['lstm', [lstm('l', 3, recurrent), { type: 'dropout', name: 'drop', rate: 0.4 }]],
      ['gru with the reset before', [gru('l', 3, { ...recurrent, resetAfter: false })]],
      ['both directions', [dense('d', 3), bidirectional('b', gru('l', 3, recurrent))]],
      ['simpleRnn', [simpleRnn('l', 3, recurrent)]],
      ['a model without weights', [{ type: 'dropout', name: 'drop', rate: 0.4 }]],
    ])('drops the very values that the embedded engine drops: %s', async (_, layers) => {
      const dropping: ModelSpec = { length: 3, features: 4, layers };
      const { ours, theirs, dispose } = await both(dropping, { optimizer: ADAM, loss: MSE, seed: 4_000_000_000 }, 3);
      for (let step = 0; step < 5; step++) {
        const batch = Uint32Array.of(step, 6, 5);
        const [expected, actual] = [ours, theirs].map(({ trainer }) => trainer.gradients(batch));
        expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-5 * Math.max(1, expected.loss));
        expect(relativeError(flat(actual.gradients), flat(expected.gradients))).toBeLessThan(1e-4);
        for (const { trainer } of [ours, theirs]) trainer.step(batch);
      }
      dispose();
    });

    it.each<[string, (data: FloatData) => void, NonFinite]>([
      ['input', ({ rows }) => rows.fill(Number.NaN, 6, 7), { in: 'input', step: 3 }],
      ['target', ({ targets }) => targets.fill(Number.POSITIVE_INFINITY, 0, 1), { in: 'target' }],
    ])('stops at the first bad number, keeps the weights and says where it is: %s', async (_, spoil, expected) => {
      const { ours, theirs, weights, dispose } = await both(spec, { optimizer: ADAM, loss: MSE }, 1, spoil);
      for (const { network, trainer } of [ours, theirs]) {
        expect(trainer.firstNonFinite()).toBeUndefined();
        expect(Number.isFinite(trainer.step(Uint32Array.of(0, 1)))).toBe(false);
        expect(trainer.firstNonFinite()).toEqual(expected);
        expect(network.weights()).toEqual(weights);
      }
      dispose();
    });

    it('names the layer whose weights or output are no numbers, or the loss', async () => {
      const growing = { ...spec, layers: [lstm('l', 5), dense('d', 2), dense('e', 1)] };
      const { ours, theirs, weights, data, dispose } = await both(growing, { optimizer: ADAM, loss: MSE }, 1);
      const [l, d, e] = weights;
      const spoiled = (layer: LayerWeights, name: string, value: number): LayerWeights => ({
        ...layer,
        tensors: layer.tensors.map((at) => (at.name === name ? { ...at, values: at.values.map(() => value) } : at)),
      });
      for (const { network, trainer } of [ours, theirs]) {
        network.setWeights([spoiled(l, 'recurrentKernel', Number.NaN), d, e]);
        expect(trainer.step(Uint32Array.of(0))).toBeNaN();
        expect(trainer.firstNonFinite()).toEqual({ in: 'weights', layer: 'l', tensor: 'recurrentKernel' });
        network.setWeights([l, spoiled(d, 'bias', 3e38), spoiled(e, 'kernel', 1)]);
        expect(trainer.step(Uint32Array.of(0))).toBe(Number.POSITIVE_INFINITY);
        expect(trainer.firstNonFinite()).toEqual({ in: 'output', layer: 'e' });
      }
      // The embedded engine sums its loss in double precision, where this one is still a number.
      theirs.network.setWeights(weights);
      const far = theirs.network.createTrainer(
        { ...data, targets: data.targets.map(() => 3e38) },
        { optimizer: ADAM, loss: MSE },
      );
      expect(far.step(Uint32Array.of(0))).toBe(Number.POSITIVE_INFINITY);
      expect(far.firstNonFinite()).toEqual({ in: 'loss' });
      far.dispose();
      dispose();
    });
  });

  it('refuses what the embedded engine refuses, with the same words', async () => {
    const embedding = { type: 'embedding', name: 'ids', inputDim: 4, outputDim: 3, maskZero: false } as const;
    const reading = await both(
      { length: 2, features: 1, layers: [embedding, lstm('l', 2)] },
      { optimizer: ADAM, loss: MSE },
      1,
      ({ rows }) => rows.fill(0),
    );
    const spec: ModelSpec = { length: 2, features: 1, layers: [lstm('l', 2), dense('d', 1)] };
    const { ours, theirs, weights, data, dispose } = await both(spec, { optimizer: ADAM, loss: MSE }, 1);
    const said = (work: () => unknown) => {
      try {
        work();
        return undefined;
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    };
    const wrongs: ((at: typeof ours) => unknown)[] = [
      ({ trainer }) => trainer.step(new Uint32Array(0)),
      ({ trainer }) => trainer.step(new Uint32Array(BATCH + 1)),
      ({ trainer }) => trainer.gradients(Uint32Array.of(SAMPLES)),
      ({ network }) => network.predict(new Float32Array(3)),
      ({ network }) => network.inputGradient(new Float32Array(2), 1),
      ({ network }) => network.setWeights(weights.slice(1)),
    ];
    const ofIds: typeof wrongs = [
      ({ network }) => network.predict(Float32Array.of(1, 4)),
      ({ network }) => network.inputGradient(Float32Array.of(1, 2), 0),
      ({ network }) =>
        network.createTrainer({ ...data, rows: data.rows.map(() => 0.5) }, { optimizer: ADAM, loss: MSE }),
    ];
    for (const [pair, cases] of [
      [{ ours, theirs }, wrongs],
      [reading, ofIds],
    ] as const) {
      for (const wrong of cases) {
        expect(said(() => wrong(pair.theirs))).toMatch(/^RangeError: /);
        expect(said(() => wrong(pair.theirs))).toBe(said(() => wrong(pair.ours)));
      }
    }
    dispose();
    reading.dispose();
  });

  it('gives back all memory', async () => {
    const before = tf.memory().numTensors;
    const spec: ModelSpec = { length: 3, features: 2, layers: [gru('g', 3), dense('d', 1)] };
    const { theirs, data, dispose } = await both(spec, { optimizer: ADAM, loss: MSE }, 1);
    const { network, trainer } = theirs;
    trainer.step(Uint32Array.of(0, 1));
    const during = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      trainer.step(Uint32Array.of(0, 1));
      trainer.gradients(Uint32Array.of(2));
      trainer.evaluate(Uint32Array.of(0, 1, 2, 3, 4, 5));
      trainer.firstNonFinite();
      network.setWeights(network.weights());
      network.predict(data.rows);
      network.trace(data.rows);
      network.inputGradient(data.rows, 0);
      expect(tf.memory().numTensors).toBe(during);
    }
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
}
