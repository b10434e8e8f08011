import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Engine, Network, TrainingData } from '../../../src/core/engine/engine.js';
import { createWasmEngine } from '../../../src/core/engine/wasm/wasmEngine.js';
import {
  type Activation,
  type Layer,
  type LayerWeights,
  layerShapes,
  type ModelSpec,
} from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { dense, lstm } from '../support/specs.js';

export const ADAM = {
  type: 'adam',
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
} as const;

export async function kernelBytes(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile('dist/kernels.wasm'));
}

export async function fastKernelBytes(): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile('dist/kernels.fast.wasm'));
}

export async function wasmEngine(): Promise<Engine> {
  return createWasmEngine(await kernelBytes());
}

/** Uniform in ±size. */
export function uniform(count: number, size: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * random.uniform() - 1) * size);
}

/** Weights of every layer, biases included, scaled so that sums over many inputs stay near one. */
export function randomWeights(spec: ModelSpec, random: Random): LayerWeights[] {
  return layerShapes(spec).map(({ layer, tensors }) => ({
    layer: layer.name,
    tensors: tensors.map(({ name, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return { name, shape, values: uniform(count, name === 'bias' ? 0.5 : 1 / Math.sqrt(shape[0]), random) };
    }),
  }));
}

export interface Case {
  readonly spec: ModelSpec;
  readonly weights: LayerWeights[];
  readonly batchSize: number;
  readonly random: Random;
}

export function makeCase(spec: ModelSpec, batchSize: number, seed: number): Case {
  const random = Random.for(seed, 'weights');
  return { spec, weights: randomWeights(spec, random), batchSize, random };
}

/** Samples that do not overlap, with random targets. */
export function randomData(
  network: Network,
  count: number,
  random: Random,
): TrainingData & { readonly rows: Float32Array } {
  const { length, features } = network.spec;
  return {
    rows: uniform(count * length * features, 1, random),
    starts: Uint32Array.from({ length: count }, (_, n) => n * length),
    targets: uniform(count * network.outputSize, 1, random),
    length,
    features,
  };
}

/** Chains of one or two LSTM layers and at most one dense layer, in the sizes at which kernels go wrong. */
export function specs(sizes: {
  readonly length: readonly number[];
  readonly features: readonly number[];
  readonly units: readonly number[];
}): fc.Arbitrary<ModelSpec> {
  const activation = fc.constantFrom<Activation>('linear', 'tanh', 'sigmoid', 'hardSigmoid', 'relu');
  const units = fc.constantFrom(...sizes.units);
  const recurrent = fc.record({
    units,
    returnSequences: fc.boolean(),
    activation,
    recurrentActivation: activation,
    useBias: fc.boolean(),
  });
  const head = fc.record({ units: fc.constantFrom(1, 2, 9), activation, useBias: fc.boolean() });
  return fc
    .record({
      length: fc.constantFrom(...sizes.length),
      features: fc.constantFrom(...sizes.features),
      first: recurrent,
      second: fc.option(recurrent, { nil: undefined }),
      head: fc.option(head, { nil: undefined }),
    })
    .map(({ length, features, first, second, head }) => {
      const layers: Layer[] = [lstm('lstm_1', first.units, second ? { ...first, returnSequences: true } : first)];
      if (second) layers.push(lstm('lstm_2', second.units, second));
      if (head) layers.push(dense('dense_1', head.units, head));
      return { length, features, layers };
    });
}

/** The largest difference, where numbers beyond one count by their size; infinite where a number is missing or NaN. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    if (!(error <= largest)) largest = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return largest;
}
