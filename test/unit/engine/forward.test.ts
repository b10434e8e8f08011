import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type ModelSpec } from '../../../src/core/model/spec.js';
import { dense, lstm, seedSpec } from '../support/specs.js';
import { compare } from './compare.js';
import { stacks } from './stacks.js';
import { ADAM, makeCase, specs, uniform, wasmEngine } from './support.js';

const engine = await wasmEngine();
/** An exponential of an exponential is too large to be held against anything. */
const TAME = ACTIVATIONS.filter((kind) => kind !== 'exponential');

async function error(spec: ModelSpec, batchSize: number, samples: number, seed: number): Promise<number> {
  return (await compare(engine, spec, batchSize, samples, seed)).error;
}

describe('the forward pass', () => {
  it('agrees with the reference in every inner value, whatever the shapes', async () => {
    const shapes = fc.record({
      spec: specs({ length: [1, 2, 5], features: [1, 2, 9], units: [1, 3, 4, 5, 8, 17] }),
      batchSize: fc.constantFrom(1, 2, 5, 32, 33),
      samples: fc.integer({ min: 1, max: 7 }),
      seed: fc.nat(1e6),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ spec, batchSize, samples, seed }) => {
        const { error, bounded } = await compare(engine, spec, batchSize, samples, seed);
        fc.pre(bounded);
        expect(error).toBeLessThan(1e-5);
      }),
      { numRuns: 150 },
    );
  });

  it('agrees on every kind of layer, with masks, in any stack', async () => {
    const cases = fc.record({
      spec: stacks,
      batchSize: fc.constantFrom(1, 2, 5),
      samples: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(1e6),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ spec, batchSize, samples, seed }) => {
        const { error, bounded } = await compare(engine, spec, batchSize, samples, seed);
        fc.pre(bounded);
        expect(error).toBeLessThan(2e-5);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['the seed experiment', seedSpec, 32, 40],
    ['long sequences', { ...seedSpec, length: 30, features: 9 }, 33, 35],
    [
      'sequences out',
      { length: 30, features: 2, layers: [lstm('l', 17, { returnSequences: true }), dense('d', 3)] },
      5,
      7,
    ],
  ] satisfies [string, ModelSpec, number, number][])('agrees on %s', async (_, spec, batchSize, samples) => {
    expect(await error(spec, batchSize, samples, 1)).toBeLessThan(1e-5);
  });

  it.each(TAME.flatMap((a) => TAME.map((b) => [a, b] as const)))(
    'agrees for activation %s and recurrent activation %s',
    async (activation, recurrentActivation) => {
      const layer = lstm('l', 5, { activation, recurrentActivation });
      expect(
        await error({ length: 3, features: 2, layers: [layer, dense('d', 2, { activation })] }, 4, 5, 3),
      ).toBeLessThan(1e-5);
    },
  );

  it('hands on NaN and does not spread it to other samples', async () => {
    const { weights, random } = makeCase(seedSpec, 8, 1);
    const network = await engine.createNetwork(seedSpec, weights, 8);
    const inputs = uniform(8 * 5, 1, random);
    const clean = network.predict(inputs);
    inputs[3 * 5 + 2] = Number.NaN;
    const outputs = network.predict(inputs);
    expect(outputs[3]).toBeNaN();
    clean[3] = Number.NaN;
    expect(outputs).toEqual(clean);
  });
});

describe('an embedding', () => {
  const spec: ModelSpec = {
    length: 2,
    features: 1,
    layers: [{ type: 'embedding', name: 'ids', inputDim: 4, outputDim: 3, maskZero: false }, lstm('l', 2)],
  };

  it.each([4, -1, 0.5, Number.NaN, 1e30])('refuses %s, which is no id', async (wrong) => {
    const { weights } = makeCase(spec, 2, 1);
    const network = await engine.createNetwork(spec, weights, 2);
    expect(network.predict(Float32Array.of(0, 3))).toHaveLength(2);
    expect(() => network.predict(Float32Array.of(0, wrong))).toThrow(/is no id: ids knows the ids 0 to 3/);
    const data = { starts: Uint32Array.of(0), targets: Float32Array.of(0, 0), length: 2, features: 1 };
    const training = { optimizer: ADAM, loss: { type: 'meanSquaredError' } } as const;
    expect(() => network.createTrainer({ ...data, rows: Float32Array.of(wrong, 0) }, training)).toThrow(/is no id/);
    expect(() => network.inputGradient(Float32Array.of(0, 3), 0)).toThrow(/no derivative/);
  });
});

describe('a batch', () => {
  it('changes no bit of the samples in it', async () => {
    const shapes = fc.record({
      spec: specs({ length: [1, 4], features: [1, 3, 9], units: [1, 4, 7, 17] }),
      batchSize: fc.constantFrom(2, 3, 5, 8, 33),
      samples: fc.integer({ min: 1, max: 40 }),
      seed: fc.nat(1e6),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ spec, batchSize, samples, seed }) => {
        const { weights, random } = makeCase(spec, batchSize, seed);
        const inputs = uniform(samples * spec.length * spec.features, 1, random);
        const together = await engine.createNetwork(spec, weights, batchSize);
        const alone = await engine.createNetwork(spec, weights, 1);
        expect(together.predict(inputs)).toEqual(alone.predict(inputs));
        expect(together.inputGradient(inputs, 0)).toEqual(alone.inputGradient(inputs, 0));
      }),
      { numRuns: 40 },
    );
  });
});
