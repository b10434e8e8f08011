/**
 * The embedded engine against Keras, case by case of test/parity/cases.json: from the same weights, on the same batches.
 * Keras computes in double precision, so what differs is our rounding.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { LossSpec } from '../../../src/core/engine/trainingSpec.js';
import type { ModelSpec, Tensor } from '../../../src/core/model/spec.js';
import { wasmEngine } from '../engine/support.js';
import { decoded, difference, fixtureWeights, largest, readFixtures, resolved } from './fixtures.js';
import { spread } from './numbers.js';

interface Case {
  readonly name: string;
  readonly length: number;
  readonly features: number;
  readonly inputs?: 'ids' | 'masked';
  readonly layers: object[];
  readonly loss: string | object;
  readonly optimizer: string | object;
  readonly steps?: number;
}

interface Result {
  readonly name: string;
  readonly torch: boolean;
  readonly loss: number;
  readonly outputs: string;
  readonly gradients: string[];
  readonly trained: string[];
}

const SAMPLES = 8;
const BATCH = 4;
const STEPS = 50;
const FORWARD = 1e-5;
const GRADIENT = 1e-4;
const TRAINED = 1e-3;

const cases: Case[] = JSON.parse(readFileSync('test/parity/cases.json', 'utf8'));
const results = readFixtures<Result>('keras.json');
const engine = await wasmEngine();
const worst = { forward: 0, gradient: 0, trained: 0 };

describe('parity with Keras', () => {
  it('is tested on every case', () => {
    expect(results.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
    expect(results.filter(({ torch }) => torch).length).toBeGreaterThan(8);
  });

  it.each(cases.map((one, index) => [one.name, one, results[index]] as const))('%s', async (_, one, expected) => {
    const { spec, plan } = resolved(one.layers, { loss: one.loss, optimizer: one.optimizer }, one);
    const network = await engine.createNetwork(spec, fixtureWeights(spec), BATCH);
    const inputs = inputsOf(one, spec);
    const outputs = network.predict(inputs);
    const forward = difference(outputs, decoded(expected.outputs));
    const targets = targetsOf(plan.loss, outputs.length, network.shapes.at(-1)!.outputUnits);
    const starts = Uint32Array.from({ length: SAMPLES }, (_, n) => n * spec.length);
    const data = { rows: inputs, starts, length: spec.length, features: spec.features, targets };
    const trainer = network.createTrainer(data, plan);
    const first = Uint32Array.from({ length: BATCH }, (_, row) => row);
    const { loss, gradients } = one.steps === 0 ? { loss: expected.loss, gradients: [] } : trainer.gradients(first);
    for (let step = 0; step < (one.steps ?? STEPS); step++) {
      trainer.step(first.map((row) => (step * BATCH + row) % SAMPLES));
    }
    const gradient =
      one.steps === 0
        ? 0
        : relative(
            gradients.flatMap(({ tensors }) => tensors),
            expected.gradients,
          );
    const trained = relative(
      network.weights().flatMap(({ tensors }) => tensors),
      expected.trained,
    );
    network.dispose();
    for (const [kind, error] of Object.entries({ forward, gradient, trained })) {
      worst[kind as keyof typeof worst] = Math.max(worst[kind as keyof typeof worst], error);
    }
    expect(forward).toBeLessThan(FORWARD);
    expect(Math.abs(loss - expected.loss)).toBeLessThan(FORWARD * Math.max(1, expected.loss));
    expect(gradient).toBeLessThan(GRADIENT);
    expect(trained).toBeLessThan(TRAINED);
  });
});

afterAll(() => {
  const { forward, gradient, trained } = worst;
  const figures = [forward, gradient, trained].map((error) => error.toExponential(1));
  console.log(
    `Largest differences from Keras: forward ${figures[0]}, gradients ${figures[1]}, trained weights ${figures[2]}`,
  );
});

/** Largest difference of any tensor, as a share of its largest expected number. */
function relative(actual: readonly Tensor[], expected: readonly string[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const all = expected.map(decoded);
  // What is next to nothing beside the other tensors has no digits of its own.
  const floor = 1e-3 * Math.max(...all.map(largest));
  return Math.max(...actual.map(({ values }, i) => difference(values, all[i]) / Math.max(floor, largest(all[i]))));
}

function inputsOf({ inputs: kind }: Case, { length, features, layers }: ModelSpec): Float32Array {
  const values = spread(SAMPLES * length * features, 1);
  const [first] = layers;
  if (kind === 'ids' && first.type === 'embedding')
    return values.map((x) => Math.floor(((x + 1) / 2) * first.inputDim));
  if (kind !== 'masked') return values;
  return values.map((x, i) => {
    const [n, t] = [Math.floor(i / (length * features)), Math.floor(i / features) % length];
    return t >= length - (n % 3) || (n % 4 === 3 && t === 1) ? -1 : x;
  });
}

/** @param count outputs of all samples. */
function targetsOf({ type }: LossSpec, count: number, units: number): Float32Array {
  if (type === 'binaryCrossentropy') return spread(count, 5).map((x) => Number(x > 0));
  if (type !== 'categoricalCrossentropy' && type !== 'sparseCategoricalCrossentropy') return spread(count, 5);
  const classes = spread(count / units, 5).map((x) => Math.floor(((x + 1) / 2) * units));
  if (type === 'sparseCategoricalCrossentropy') return classes;
  return Float32Array.from({ length: count }, (_, i) => Number(classes[Math.floor(i / units)] === i % units));
}
