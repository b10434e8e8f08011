/** Our engines, as the benchmark drives them. */
import { readFile } from 'node:fs/promises';
import type { Engine } from '../../src/core/engine/engine.js';
import { createFastEngine, createWasmEngine } from '../../src/core/engine/wasm/wasmEngine.js';
import type { ModelSpec } from '../../src/core/model/spec.js';
import { Random } from '../../src/core/random.js';
import { nodeThreads } from '../../src/worker/threads.js';
import { initialWeights } from '../unit/support/weights.js';
import { specOf, type Workload } from './workloads.js';

const ADAM = { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 } as const;

/** A network with random data, ready to train. @param chosen the embedded engine unless given. */
export async function ready(spec: ModelSpec, batchSize: number, sequences: number, chosen?: Engine) {
  const engine = chosen ?? (await wasmEngine());
  const random = Random.for(1, 'data');
  const network = await engine.createNetwork(spec, initialWeights(spec, random), batchSize);
  const rows = Float32Array.from({ length: sequences * spec.length * spec.features }, () => 2 * random.uniform() - 1);
  const starts = Uint32Array.from({ length: sequences }, (_, n) => n * spec.length);
  const size = spec.length * spec.features;
  const targets = Float32Array.from({ length: sequences * network.outputSize }, (_, n) =>
    rows.subarray(n * size, (n + 1) * size).reduce((sum, x) => sum + x, 0),
  );
  const data = { rows, starts, targets, length: spec.length, features: spec.features };
  return {
    network,
    trainer: network.createTrainer(data, { optimizer: ADAM, loss: { type: 'meanSquaredError' } }),
    random,
  };
}

/** @returns seconds of the training, after a first batch. */
export async function trainSeconds(work: Workload, engine?: Engine): Promise<number> {
  const { batch: batchSize, sequences, epochs } = work;
  const { network, trainer, random } = await ready(specOf(work), batchSize, sequences, engine);
  trainer.step(Uint32Array.from({ length: batchSize }, (_, n) => n));
  const begin = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = Uint32Array.from(random.permutation(sequences));
    for (let first = 0; first < sequences; first += batchSize) {
      trainer.step(order.subarray(first, Math.min(first + batchSize, sequences)));
    }
  }
  const seconds = (performance.now() - begin) / 1000;
  trainer.dispose();
  network.dispose();
  return seconds;
}

/** @returns the best of several rounds: the first ones let the kernels be compiled for speed. */
export async function bestSeconds(work: Workload, engine?: Engine, rounds = 5): Promise<number> {
  let seconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) seconds = Math.min(seconds, await trainSeconds(work, engine));
  return seconds;
}

/** The engine of `"precision": "fast"` with at most so many threads. */
export async function fastEngine(threads: number): Promise<Engine> {
  const [kernels, relaxed] = await Promise.all(
    ['dist/kernels.wasm', 'dist/kernels.fast.wasm'].map(async (file) => new Uint8Array(await readFile(file))),
  );
  return createFastEngine(kernels, relaxed, { ...nodeThreads, count: threads });
}

/** @returns seconds of the quickest call. Two calls before it let the kernels be compiled for speed. */
export function best(rounds: number, call: () => void): number {
  call();
  call();
  let seconds = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    call();
    seconds = Math.min(seconds, (performance.now() - begin) / 1000);
  }
  return seconds;
}

let engine: Promise<Engine> | undefined;

export function wasmEngine(): Promise<Engine> {
  engine ??= readFile('dist/kernels.wasm').then((bytes) => createWasmEngine(new Uint8Array(bytes)));
  return engine;
}

/** The engine that looks at trained models: that of the exact precision, on all cores. */
export async function viewerEngine(): Promise<Engine> {
  return createWasmEngine(new Uint8Array(await readFile('dist/kernels.wasm')), nodeThreads);
}
