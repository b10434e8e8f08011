import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine, Network } from '../../../src/core/engine/engine.js';
import { DONE, type HelperJob, type Threads } from '../../../src/core/engine/wasm/helpers.js';
import { createFastEngine, createWasmEngine } from '../../../src/core/engine/wasm/wasmEngine.js';
import type { Layer, LayerWeights, ModelSpec } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { startHelper } from '../../../src/worker/threads.js';
import { bidirectional, dense, gru, lstm, seedSpec, selfAttention, simpleRnn } from '../support/specs.js';
import { compare } from './compare.js';
import { inputsFor, stacks } from './stacks.js';
import { ADAM, fastKernelBytes, kernelBytes, makeCase, uniform } from './support.js';

const [kernels, relaxedKernels] = [await kernelBytes(), await fastKernelBytes()];
// Node 20 has relaxed SIMD, but behind a flag.
if (!WebAssembly.validate(relaxedKernels)) setFlagsFromString('--experimental-wasm-relaxed-simd');

const helpers: Worker[] = [];
const threads = (count: number): Threads => ({ count, start: (job) => void helpers.push(startHelper(job)) });
const fast = (count: number) => createFastEngine(kernels, relaxedKernels, threads(count));
const exact = await createWasmEngine(kernels);

afterEach(() => {
  vi.restoreAllMocks();
});

/** Batches of this size are divided among up to four threads, and do not divide evenly. */
const BATCH = 37;

const stack = (length: number, features: number, ...layers: Layer[]): ModelSpec => ({ length, features, layers });
const SEQUENCES = { returnSequences: true };
const EXAMPLES: readonly (readonly [string, ModelSpec])[] = [
  ['the seed experiment', seedSpec],
  ['gru in both directions', stack(4, 3, bidirectional('both', gru('g', 9)), dense('out', 2))],
  [
    'masked steps, to sequences',
    stack(5, 2, { type: 'masking', name: 'm', maskValue: -1 }, lstm('l', 6, SEQUENCES), dense('out', 3)),
  ],
  [
    'ids, attention and normalization',
    stack(
      6,
      1,
      { type: 'embedding', name: 'e', inputDim: 7, outputDim: 5, maskZero: true },
      simpleRnn('s', 8, SEQUENCES),
      selfAttention('a', 2, 4),
      { type: 'layerNormalization', name: 'n', epsilon: 1e-3, center: true, scale: true },
      gru('g', 5, { resetAfter: false }),
      dense('out', 1),
    ),
  ],
  [
    'dropout of everything',
    stack(
      4,
      3,
      lstm('l', 10, { ...SEQUENCES, dropout: 0.3, recurrentDropout: 0.2 }),
      { type: 'dropout', name: 'd', rate: 0.4 },
      gru('g', 7, { recurrentDropout: 0.3 }),
      dense('out', 1),
    ),
  ],
];

/** The same weights and data for every engine. */
async function begin(engine: Engine, spec: ModelSpec, samples: number, batchSize = BATCH) {
  const { weights, random } = makeCase(spec, batchSize, 1);
  const network = await engine.createNetwork(spec, weights, batchSize);
  const data = {
    rows: inputsFor(spec, samples, random),
    starts: Uint32Array.from({ length: samples }, (_, n) => n * spec.length),
    targets: uniform(samples * network.outputSize, 1, random),
    length: spec.length,
    features: spec.features,
  };
  const trainer = network.createTrainer(data, { optimizer: ADAM, loss: { type: 'meanSquaredError' }, seed: 3 });
  return { network, trainer, data };
}

/** The largest difference of any tensor, over the largest number of that tensor, or over one where that is less. */
function difference(actual: readonly LayerWeights[], expected: readonly LayerWeights[], least = 1): number {
  const errors = expected.flatMap(({ tensors }, layer) =>
    tensors.map(({ values }, index) => {
      const others = actual[layer].tensors[index].values;
      const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), least);
      return values.reduce((largest, value, at) => Math.max(largest, Math.abs(value - others[at])), 0) / size;
    }),
  );
  return Math.max(...errors);
}

describe('the fast precision', () => {
  it('agrees with the reference in every inner value, on every kind of layer', async () => {
    const engine = await fast(3);
    await fc.assert(
      fc.asyncProperty(stacks, fc.nat(), async (spec, seed) => {
        const { error, bounded } = await compare(engine, spec, 24, 29, seed);
        fc.pre(bounded);
        expect(error).toBeLessThan(2e-5);
      }),
      { numRuns: 15 },
    );
  });

  it.each(EXAMPLES)('ends at the weights of the exact precision after 50 steps: %s', async (_, spec) => {
    const samples = 90;
    const ends: LayerWeights[][] = [];
    for (const engine of [exact, await fast(2)]) {
      const { network, trainer } = await begin(engine, spec, samples);
      const random = Random.for(2, 'shuffle');
      for (let step = 0; step < 50; step++) {
        const size = 1 + Math.floor(random.uniform() * BATCH);
        trainer.step(Uint32Array.from({ length: size }, () => Math.floor(random.uniform() * samples)));
      }
      ends.push(network.weights());
      network.dispose();
    }
    expect(difference(ends[1], ends[0], 0)).toBeLessThan(1e-4);
  });

  it('says what it is', async () => {
    expect((await fast(2)).arithmetic).toEqual({ precision: 'fast', relaxed: true, threads: 2 });
    expect(exact.arithmetic).toEqual({ precision: 'exact', relaxed: false, threads: 1 });
  });

  it('computes with the exact kernels where the host has no relaxed SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    const engine = await fast(1);
    expect(engine.arithmetic?.relaxed).toBe(false);
    const trained = async (made: Engine) => {
      const { network, trainer } = await begin(made, seedSpec, BATCH);
      for (let step = 0; step < 5; step++) trainer.step(Uint32Array.from({ length: BATCH }, (__, n) => n));
      return network.weights();
    };
    expect(await trained(engine)).toEqual(await trained(exact));
  });
});

describe('threads', () => {
  const all = Uint32Array.from({ length: BATCH }, (_, n) => n);

  /** On the exact kernels, so that only the division of the batch can make a difference. */
  async function divided(count: number): Promise<Engine> {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    return fast(count);
  }

  it('change nothing in gradients and losses but rounding, whatever the stack, the batch and their number', async () => {
    const batches = fc.uniqueArray(fc.nat(BATCH - 1), { minLength: 1, maxLength: BATCH });
    await fc.assert(
      fc.asyncProperty(stacks, batches, fc.constantFrom(2, 3, 4), async (spec, picked, count) => {
        const batch = Uint32Array.from(picked);
        const one = await begin(exact, spec, BATCH);
        const many = await begin(await divided(count), spec, BATCH);
        const expected = one.trainer.gradients(batch);
        const { loss, gradients } = many.trainer.gradients(batch);
        fc.pre(Number.isFinite(expected.loss));
        expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected.loss)));
        expect(difference(gradients, expected.gradients)).toBeLessThan(1e-5);
        many.network.dispose();
      }),
      { numRuns: 30 },
    );
  });

  it('change no bit of outputs, traces and input gradients: samples do not know of each other', async () => {
    for (const [name, spec] of EXAMPLES) {
      const results = await Promise.all(
        [exact, await divided(3)].map(async (engine) => {
          const { network, data } = await begin(engine, spec, 50);
          const traced = network.trace(data.rows);
          const gradient = name.startsWith('ids') ? undefined : network.inputGradient(data.rows, 0);
          network.dispose();
          return { traced, gradient };
        }),
      );
      expect(results[1], name).toEqual(results[0]);
    }
  });

  it('drop the same values', async () => {
    const [, spec] = EXAMPLES[4];
    const gradients = [];
    for (const count of [1, 2, 4]) {
      const { trainer, network } = await begin(await divided(count), spec, BATCH);
      trainer.step(all);
      gradients.push(trainer.gradients(all).gradients);
      network.dispose();
    }
    expect(difference(gradients[1], gradients[0])).toBeLessThan(1e-5);
    expect(difference(gradients[2], gradients[0])).toBeLessThan(1e-5);
  });

  it.each([{ clipNorm: 0.01 }, { globalClipNorm: 0.01 }, { clipValue: 0.001 }, { weightDecay: 0.1 }])(
    'move the weights alike, with %o',
    async (change) => {
      const ends: LayerWeights[][] = [];
      for (const count of [1, 3]) {
        const { network, data } = await begin(await divided(count), seedSpec, BATCH);
        const optimizer = { ...ADAM, ...change };
        const trainer = network.createTrainer(data, { optimizer, loss: { type: 'meanSquaredError' } });
        for (let step = 0; step < 10; step++) {
          trainer.step(all.subarray(0, BATCH - 3 * step));
          trainer.learningRate *= 0.9;
        }
        ends.push(network.weights());
        network.dispose();
      }
      expect(difference(ends[1], ends[0])).toBeLessThan(1e-5);
    },
  );

  it('find the same first bad number', async () => {
    const { network, trainer } = await begin(await divided(4), EXAMPLES[1][1], BATCH);
    const weights = network.weights();
    weights[0].tensors[0].values.fill(Number.NaN, 0, 1);
    network.setWeights(weights);
    expect(trainer.step(all)).toBeNaN();
    expect(trainer.firstNonFinite()).toMatchObject({ in: 'weights', layer: 'both' });
    network.dispose();
  });

  it('evaluate every sequence once', async () => {
    const results = [];
    for (const count of [1, 4]) {
      const { network, trainer } = await begin(await divided(count), seedSpec, 100);
      const outputs = new Float32Array(100);
      const loss = trainer.evaluate(
        Uint32Array.from({ length: 100 }, (_, n) => 99 - n),
        outputs,
      );
      results.push({ loss, outputs });
      network.dispose();
    }
    expect(results[1].outputs).toEqual(results[0].outputs);
    expect(results[1].loss).toBeCloseTo(results[0].loss, 6);
  });

  it('all end when their networks are disposed of', async () => {
    const before = helpers.length;
    const made: Network[] = [];
    for (let n = 0; n < 3; n++) made.push((await begin(await fast(3), seedSpec, BATCH)).network);
    const started = helpers.slice(before);
    expect(started).toHaveLength(6);
    const ends = started.map((worker) => once(worker, 'exit'));
    for (const network of made) network.dispose();
    expect(await Promise.all(ends)).toEqual(started.map(() => [0]));
  });

  it('that fail make the step fail', async () => {
    const failing: Threads = {
      count: 2,
      start: ({ memory, desk }: HelperJob) => new Int32Array(memory.buffer).fill(-1, (desk + DONE) / 4, desk / 4 + 2),
    };
    const { trainer } = await begin(await createFastEngine(kernels, relaxedKernels, failing), seedSpec, BATCH);
    expect(() => trainer.step(all)).toThrow('A thread of the engine has failed.');
  });

  it('that cannot run a program say so', async () => {
    const jobs: HelperJob[] = [];
    const recording: Threads = {
      count: 2,
      start(job) {
        jobs.push(job);
        startHelper(job);
      },
    };
    const { trainer, network } = await begin(
      await createFastEngine(kernels, relaxedKernels, recording),
      seedSpec,
      BATCH,
    );
    trainer.step(all);
    // No operation has this number: the kernels trap at it, whichever thread reads it.
    const words = new Int32Array(jobs[0].memory.buffer);
    const program = words[jobs[0].desk / 4 + 2];
    words[program / 4] = 9999;
    expect(() => trainer.step(all)).toThrow();
    network.dispose();
  });
});
