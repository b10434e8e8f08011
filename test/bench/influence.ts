/** How long the influence methods take on the seed experiment's network, on 200 samples, with the threads they get. */
import { ablations } from '../../src/core/analysis/dynamics/ablation.js';
import { influenceMethods } from '../../src/core/analysis/influence/methods.js';
import { DEFAULT_INFLUENCES, INFLUENCE_METHODS, type InfluenceMethod } from '../../src/core/config/measures.js';
import { seedSpec } from '../unit/support/specs.js';
import { best, ready, viewerEngine } from './ours.js';

const SAMPLES = 200;
const BATCH = 32;
const ROUNDS = 5;

/** Prints one row a method, then the whole table and the exact Shapley values of ten steps. */
export async function benchInfluence(): Promise<void> {
  console.log(`\nInfluence of ${SAMPLES} samples, LSTM 64 → LSTM 32 → Dense 1, best of ${ROUNDS}`);
  const five = await methodsOn(seedSpec.length);
  let [usual, all] = [0, 0];
  for (const method of INFLUENCE_METHODS) {
    const seconds = best(ROUNDS, () => five(method));
    all += seconds;
    if (DEFAULT_INFLUENCES.includes(method)) usual += seconds;
    print(`${method}, T = ${seedSpec.length}`, seconds);
  }
  print('the methods of a config that names none', usual, 0.3);
  print('all methods', all, 0.3);
  const ten = await methodsOn(10);
  print(
    'exact Shapley, T = 10',
    best(1, () => ten('shapley')),
    3,
  );
  await benchAblations();
}

async function benchAblations(): Promise<void> {
  const { network, random } = await ready(seedSpec, BATCH, SAMPLES, await viewerEngine());
  const inputs = Float32Array.from({ length: SAMPLES * seedSpec.length }, () => random.normal());
  const targets = new Float64Array(SAMPLES);
  const begin = performance.now();
  const { rows } = await ablations(network, inputs, targets, 0, async () => {});
  print(`ablations of ${rows.length} units`, (performance.now() - begin) / 1000, 1);
}

async function methodsOn(length: number) {
  const { network, random } = await ready({ ...seedSpec, length }, BATCH, SAMPLES, await viewerEngine());
  const inputs = Float32Array.from({ length: SAMPLES * length }, () => random.normal());
  const baseline = new Float32Array(length);
  const { outputs, layers } = network.trace(inputs);
  const input = {
    network,
    inputs,
    baseline,
    layers,
    outputs,
    output: 0,
    seed: 1,
    evaluations: 2 ** 14,
    pause: async () => {},
  };
  return (method: InfluenceMethod) => influenceMethods[method](input);
}

function print(what: string, seconds: number, limit?: number): void {
  const wanted = limit === undefined ? '' : `  (wanted under ${limit * 1000})`;
  console.log(`${what.padEnd(42)}${(seconds * 1000).toFixed(1).padStart(8)} ms${wanted}`);
}
