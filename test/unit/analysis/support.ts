import type { InfluenceInput, InfluenceResult } from '../../../src/core/analysis/influence/influence.js';
import { isUnfit } from '../../../src/core/analysis/influence/influence.js';
import { influenceMethods } from '../../../src/core/analysis/influence/methods.js';
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import type { Network } from '../../../src/core/engine/engine.js';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { doubles, forward, type Weights } from '../../reference/lstm.js';
import { makeCase, wasmEngine } from '../engine/support.js';
import { dense, lstm } from '../support/specs.js';

/** Runs a method that must fit, from a baseline of zeros unless one is given. */
export async function explain(
  method: InfluenceMethod,
  network: Network,
  inputs: ArrayLike<number>,
  baseline?: ArrayLike<number>,
  change: Partial<InfluenceInput> = {},
): Promise<InfluenceResult> {
  const x = Float32Array.from(inputs);
  const { outputs, layers } = network.trace(x);
  const result = await influenceMethods[method]({
    network,
    inputs: x,
    baseline: Float32Array.from(baseline ?? new Array(network.spec.length * network.spec.features).fill(0)),
    layers,
    outputs,
    output: 0,
    seed: 1,
    evaluations: 2 ** 14,
    pause: async () => {},
    ...change,
  });
  if (isUnfit(result)) throw new Error(result.reason);
  return result;
}

/** Stacked layers with a non-linear Dense layer between them and two behind, all biases random. */
export const stacked: ModelSpec = {
  length: 4,
  features: 2,
  layers: [
    lstm('first', 5, { returnSequences: true }),
    dense('between', 3, { activation: 'tanh' }),
    lstm('second', 4, { recurrentActivation: 'hardSigmoid' }),
    dense('hidden', 3, { activation: 'sigmoid' }),
    dense('head', 2),
  ],
};

/** One LSTM layer and a linear head. */
export const single: ModelSpec = { length: 4, features: 2, layers: [lstm('lstm', 5), dense('head', 1)] };

/** A network with random weights and the same in double precision, with some inputs. */
export async function randomNetwork(spec: ModelSpec, seed: number, samples = 3) {
  const { weights, random } = makeCase(spec, 8, seed);
  const network = await (await wasmEngine()).createNetwork(spec, weights, 8);
  const size = spec.length * spec.features;
  const inputs = Float32Array.from({ length: samples * size }, () => 2 * random.uniform() - 1);
  const sample = (n: number) => inputs.subarray(n * size, (n + 1) * size);
  return { network, weights: doubles(weights), inputs, sample, size };
}

/** Central difference of any value of the reference by one input. */
export function slopeOf(
  spec: ModelSpec,
  weights: Weights,
  x: ArrayLike<number>,
  at: number,
  read: (result: ReturnType<typeof forward>) => number,
): number {
  const step = 1e-5;
  const moved = (by: number) => {
    const copy = Array.from(x);
    copy[at] += by;
    return read(forward(spec, weights, copy));
  };
  return (moved(step) - moved(-step)) / (2 * step);
}
