import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrainingData } from '../../../src/core/engine/engine.js';
import { ACTIVATIONS, type ModelSpec } from '../../../src/core/model/spec.js';
import { doubles, forward, meanSquaredError, type Weights } from '../../reference/lstm.js';
import { dense, lstm } from '../support/specs.js';
import { inputsFor, stacks } from './stacks.js';
import { ADAM, makeCase, randomData, specs, wasmEngine } from './support.js';

const engine = await wasmEngine();
/** Central differences in double precision: their own error is about STEP^2. */
const STEP = 1e-5;

/**
 * Holds a slope against the differences on both sides. Where they differ, a kink of relu or hardSigmoid lies between,
 * and any slope from one to the other is right.
 */
function expectSlope(actual: number, at: (shift: number) => number, label: string): void {
  const here = at(0);
  const sides = [(here - at(-STEP)) / STEP, (at(STEP) - here) / STEP];
  const tolerance = 1e-3 * Math.max(0.02, Math.abs(sides[0]), Math.abs(sides[1]));
  expect(actual, label).toBeGreaterThanOrEqual(Math.min(...sides) - tolerance);
  expect(actual, label).toBeLessThanOrEqual(Math.max(...sides) + tolerance);
}

/** Calls `f` while `values[index]` is shifted. */
function shifted(values: number[], index: number, f: () => number): (shift: number) => number {
  return (shift) => {
    const before = values[index];
    values[index] = before + shift;
    const result = f();
    values[index] = before;
    return result;
  };
}

/** The batch as the reference wants it. */
function chosen({ rows, starts, targets, length, features }: TrainingData, batch: Uint32Array) {
  const width = targets.length / starts.length;
  return {
    inputs: Array.from(batch).flatMap((n) =>
      Array.from(rows.subarray(starts[n] * features, (starts[n] + length) * features)),
    ),
    targets: Array.from(batch).flatMap((n) => Array.from(targets.subarray(n * width, (n + 1) * width))),
  };
}

async function checkWeightGradients(spec: ModelSpec, batchSize: number, seed: number): Promise<void> {
  const { weights, random } = makeCase(spec, batchSize, seed);
  const network = await engine.createNetwork(spec, weights, batchSize);
  const data = { ...randomData(network, batchSize + 2, random), rows: inputsFor(spec, batchSize + 2, random) };
  const batch = Uint32Array.from(random.permutation(batchSize + 2)).subarray(0, batchSize);
  const trainer = network.createTrainer(data, { optimizer: ADAM, loss: { type: 'meanSquaredError' } });
  const { loss, gradients } = trainer.gradients(batch);
  expect(network.weights()).toEqual(weights);
  trainer.dispose();
  network.dispose();

  const reference: Weights = doubles(weights);
  const { inputs, targets } = chosen(data, batch);
  const lossNow = () => meanSquaredError(spec, reference, inputs, targets);
  expect(Math.abs(loss - lossNow())).toBeLessThan(1e-5 * Math.max(1, lossNow()));
  expect(gradients.map(({ layer }) => layer)).toEqual(weights.map(({ layer }) => layer));
  for (const [index, { layer, tensors }] of gradients.entries()) {
    expect(tensors).toHaveLength(weights[index].tensors.length);
    for (const [at, { name, values }] of tensors.entries()) {
      const against = reference[index][at];
      expect(values).toHaveLength(against.length);
      for (const [i, slope] of values.entries()) {
        expectSlope(slope, shifted(against, i, lossNow), `${layer} ${name}[${i}]`);
      }
    }
  }
}

async function checkInputGradients(spec: ModelSpec, samples: number, seed: number): Promise<void> {
  const { weights, random } = makeCase(spec, 2, seed);
  const network = await engine.createNetwork(spec, weights, 2);
  const reference = doubles(weights);
  const size = spec.length * spec.features;
  const inputs = inputsFor(spec, samples, random);
  for (const output of new Set([0, network.outputSize - 1])) {
    const { outputs, gradient } = network.inputGradient(inputs, output);
    expect(outputs).toEqual(network.predict(inputs));
    for (let n = 0; n < samples; n++) {
      const x = Array.from(inputs.subarray(n * size, (n + 1) * size));
      const value = () => forward(spec, reference, x).outputs[output];
      for (let i = 0; i < size; i++) {
        expectSlope(gradient[n * size + i], shifted(x, i, value), `sample ${n} input ${i} output ${output}`);
      }
    }
  }
  network.dispose();
}

/** An exponential of an exponential is too large to be held against anything. */
const BOUNDED = ACTIVATIONS.filter((kind) => kind !== 'exponential');
/** What dropout drops is tested by itself. */
const withoutDropout = stacks.filter(({ layers }) => layers.every(({ type }) => type !== 'dropout'));
/** An id has no derivative, and a step that is left out none that a difference could find. */
const differentiable = stacks.filter(({ layers }) => !['embedding', 'masking'].includes(layers[0].type));
const small = specs({ length: [1, 2, 4], features: [1, 2, 5], units: [1, 3, 4, 5] });

describe('gradients of the loss', () => {
  it('agree with finite differences by every weight, whatever the shapes', async () => {
    const cases = fc.record({ spec: small, batchSize: fc.constantFrom(1, 2, 5), seed: fc.nat(1e6) });
    await fc.assert(
      fc.asyncProperty(cases, ({ spec, batchSize, seed }) => checkWeightGradients(spec, batchSize, seed)),
      { numRuns: 40 },
    );
  });

  it('agree for every kind of layer, with masks, in any stack', async () => {
    const cases = fc.record({ spec: withoutDropout, batchSize: fc.constantFrom(1, 3), seed: fc.nat(1e6) });
    await fc.assert(
      fc.asyncProperty(cases, ({ spec, batchSize, seed }) => checkWeightGradients(spec, batchSize, seed)),
      { numRuns: 80 },
    );
  }, 60_000);

  it.each(BOUNDED)('agree for activation %s in every place', async (kind) => {
    const layers = [lstm('l', 3, { activation: kind, recurrentActivation: kind }), dense('d', 2, { activation: kind })];
    await checkWeightGradients({ length: 3, features: 2, layers }, 4, 5);
  });

  it.each(['exponential', 'softmax'] as const)('agree for activation %s of a dense layer', async (activation) => {
    const layers = [lstm('l', 3, { returnSequences: true }), dense('d', 5, { activation })];
    await checkWeightGradients({ length: 3, features: 2, layers }, 4, 5);
    await checkInputGradients({ length: 3, features: 2, layers }, 5, 5);
  });

  it('agree where the sums run over several blocks of depth', async () => {
    const layers = [lstm('l', 3, { returnSequences: true }), dense('d', 2)];
    await checkWeightGradients({ length: 30, features: 2, layers }, 33, 1);
  });
});

describe('gradients of an output by the inputs', () => {
  it('agree with finite differences, whatever the shapes', async () => {
    const cases = fc.record({ spec: small, samples: fc.integer({ min: 1, max: 5 }), seed: fc.nat(1e6) });
    await fc.assert(
      fc.asyncProperty(cases, ({ spec, samples, seed }) => checkInputGradients(spec, samples, seed)),
      { numRuns: 60 },
    );
  });

  it('agree for every kind of layer in any stack', async () => {
    const cases = fc.record({ spec: differentiable, samples: fc.integer({ min: 1, max: 4 }), seed: fc.nat(1e6) });
    await fc.assert(
      fc.asyncProperty(cases, ({ spec, samples, seed }) => checkInputGradients(spec, samples, seed)),
      { numRuns: 100 },
    );
  }, 60_000);

  it.each(BOUNDED)('agree for activation %s in every place', async (kind) => {
    const layers = [lstm('l', 3, { activation: kind, recurrentActivation: kind }), dense('d', 2, { activation: kind })];
    await checkInputGradients({ length: 3, features: 2, layers }, 5, 5);
  });
});
