/**
 * The engine "keras" on the real Keras: the same first weights and batches give the same losses as the embedded engine.
 * Only where Keras is here, and on every backend of Keras that is.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readModelFile } from '../../../src/core/formats/modelFile.js';
import { readManifest } from '../../../src/core/runs/runFolder.js';
import { readRunModel } from '../../../src/core/runs/runModel.js';
import type { WorkerHost } from '../../../src/worker/host.js';
import { KerasTrainer } from '../../../src/worker/keras/kerasTrainer.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import type { Python } from '../../../src/worker/protocol.js';
import { findPython } from '../../../src/worker/python/find.js';
import { train } from '../../../src/worker/train.js';
import { largestError, wasmEngine } from '../engine/support.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const BACKENDS = ['torch', 'jax', 'tensorflow'];
const HAS = `import importlib.util as u; print(*[b for b in ${JSON.stringify(BACKENDS)} if u.find_spec("keras") and u.find_spec(b)])`;
/** Each backend, and the first interpreter that has it. PARITY_KERAS names interpreters besides PARITY_PYTHON. */
const found = new Map<string, string>();
for (const python of [process.env.PARITY_PYTHON, ...(process.env.PARITY_KERAS ?? '').split(path.delimiter)]) {
  if (!python) continue;
  const has = execFileSync(python, ['-c', HAS], { encoding: 'utf8' }).split(/\s+/).filter(Boolean);
  for (const backend of has) if (!found.has(backend)) found.set(backend, python);
}
if (process.env.PARITY_PYTHON) {
  const missing = BACKENDS.filter((backend) => !found.has(backend));
  const not = missing.length > 0 ? `; not here, so not tried: ${missing.join(', ')}` : '';
  console.log(`Backends of Keras that are tried: ${[...found.keys()].join(', ') || 'none'}${not}`);
}
const folder = temporaryFolder('parity-keras');

const host: WorkerHost = {
  ...{ files: nodeFiles, engine: wasmEngine, viewer: wasmEngine },
  keras: (job, settings) => KerasTrainer.start(job, settings, path.resolve('python/train.py')),
  yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
  seconds: () => performance.now() / 1000,
  ...{ now: () => new Date(), version: '0', writer: { process: process.pid }, isRunning: () => true, memory: 2048 },
};

const noise = (i: number) => Math.sin(12.9898 * i) * 0.7 + Math.cos(i / 3);
const line = (id: number, t: number) =>
  [id, t, noise(id + 31 * t), noise(3 * id - t), ['red', 'green', 'blue'][(id * 7 + t * t) % 3]].join(',');
const steps = (id: number, count: number) => Array.from({ length: count }, (_, t) => line(id, t));
writeFileSync(
  path.join(folder, 'rows.csv'),
  `id,t,x,y,color\n${Array.from({ length: 60 }, (_, id) => steps(id, 3 + (id % 4)).join('\n')).join('\n')}\n`,
);
cpSync('examples/sequence-addition/sequence-addition.lstm.json', path.join(folder, 'seed.lstm.json'));

interface Case {
  readonly data: object;
  readonly layers: readonly object[];
  readonly train: object;
}

const sum = { task: 'sum', samples: 90, length: 5, features: 2, split: { validation: 0.2 } };
const rows = { file: 'rows.csv', sequence: 'id', time: 't' };
const digits = { task: 'digitAddition', samples: 60, digits: 2 };

const CASES: Record<string, Case> = {
  'both directions, GRU, layer normalization; Huber, centered RMSprop, exponential decay': {
    data: sum,
    layers: [
      { type: 'bidirectional', layer: { type: 'gru', units: 5, returnSequences: true }, mergeMode: 'sum' },
      { type: 'layerNormalization' },
      { type: 'gru', units: 4, resetAfter: false },
      { type: 'dense', units: 1 },
    ],
    train: {
      optimizer: {
        ...{ type: 'rmsprop', learningRate: 0.01, centered: true, momentum: 0.5, clipNorm: 0.5 },
        schedule: { type: 'exponential', decaySteps: 3, decayRate: 0.8, staircase: true },
      },
      loss: { type: 'huber', delta: 0.5 },
    },
  },
  'masked steps; SGD with momentum, weight decay, value clipping': {
    data: { ...rows, inputs: ['x'], target: 'y' },
    layers: [
      { type: 'masking', maskValue: -10 },
      { type: 'lstm', units: 6 },
      { type: 'dense', units: 1 },
    ],
    train: {
      optimizer: {
        ...{ type: 'sgd', learningRate: 0.05, momentum: 0.8, nesterov: true, weightDecay: 0.01, clipValue: 0.1 },
      },
      loss: 'meanAbsoluteError',
    },
  },
  'an embedding with a mask, attention, mean of the steps; Adam with a smaller rate on a plateau': {
    data: { ...rows, inputs: ['color'], categories: ['color'], target: 'y', standardize: false },
    layers: [
      { type: 'embedding', inputDim: 5, outputDim: 4, maskZero: true },
      { type: 'simpleRnn', units: 4, returnSequences: true },
      { type: 'selfAttention', numHeads: 2, keyDim: 3 },
      { type: 'globalAveragePooling1d' },
      { type: 'dense', units: 1 },
    ],
    train: {
      optimizer: {
        ...{ type: 'adam', learningRate: 0.02, globalClipNorm: 1 },
        schedule: { type: 'reduceOnPlateau', patience: 0, minDelta: 10 },
      },
    },
  },
  'sequence to sequence of classes; AdamW, cosine decay after a warm-up': {
    data: digits,
    layers: [
      { type: 'lstm', units: 8 },
      { type: 'repeatVector', n: 3 },
      { type: 'lstm', units: 8, returnSequences: true, activation: 'hardSigmoid6' },
      { type: 'timeDistributed', layer: { type: 'dense', units: 13, activation: 'softmax' } },
    ],
    train: {
      optimizer: {
        type: 'adamw',
        schedule: { type: 'cosine', decaySteps: 9, alpha: 0.1, warmupTarget: 0.02, warmupSteps: 2 },
      },
      loss: 'categoricalCrossentropy',
    },
  },
  'logits of classes by their number': {
    data: digits,
    layers: [
      { type: 'gru', units: 8 },
      { type: 'repeatVector', n: 3 },
      { type: 'gru', units: 8, returnSequences: true },
      { type: 'dense', units: 13 },
    ],
    train: { loss: { type: 'sparseCategoricalCrossentropy', fromLogits: true } },
  },
};

const inspect = { influence: ['occlusion'], attention: [] };

/** @param backend of Keras; the embedded engine without one. */
async function trained(name: string, config: object, backend?: string, options: object = {}) {
  const python = backend === undefined ? undefined : findPython(found.get(backend), 'PARITY_KERAS', backend);
  const text = JSON.stringify({ ...config, engine: backend === undefined ? 'wasm' : 'keras', inspect });
  const file = { path: path.join(folder, `${name}.lstm.json`), text };
  const params = { config: file, dataSamples: 0, progress: '', python, ...options };
  return train(
    host,
    params,
    () => {},
    () => false,
  );
}

/** The largest difference of all losses, and metrics, of two epochs. */
function apart(a: Awaited<ReturnType<typeof trained>>, b: Awaited<ReturnType<typeof trained>>): number {
  const numbers = ({ epochs }: typeof a) =>
    epochs.flatMap(({ loss, validationLoss = 0, learningRate = 0, metrics = {} }) => [
      ...[loss, validationLoss, learningRate],
      ...Object.values(metrics),
    ]);
  return largestError(numbers(a) as number[], numbers(b) as number[]);
}

const tried = found.size > 0 ? [...found.keys()] : ['no backend'];

describe.runIf(found.size > 0).each(tried)('the engine "keras" on %s', (backend) => {
  it('gives the losses of the embedded engine in the seed experiment, and a run that is looked at as any other', async () => {
    const text = readFileSync(path.join(folder, 'seed.lstm.json'), 'utf8').replace('"epochs": 10', '"epochs": 2');
    const config = (engine: string) => ({
      path: path.join(folder, 'seed.lstm.json'),
      text: text.replace('"seed": 7', `"seed": 7, "engine": "${engine}"`),
    });
    const common = { dataSamples: 0, progress: '', python: findPython(found.get(backend), '', backend) };
    const go = (engine: string) =>
      train(
        host,
        { config: config(engine), ...common },
        () => {},
        () => false,
      );
    const [keras, wasm] = [await go('keras'), await go('wasm')];
    const error = apart(keras, wasm);
    console.log(`${backend}: largest difference in the seed experiment: ${error.toExponential(1)}`);
    expect(error).toBeLessThan(1e-3);
    const [seen, wanted] = [keras, wasm].map(
      ({ inspection }) => inspection?.samples[0].influence.integratedGradients?.perStep,
    );
    expect(largestError(seen ?? [], wanted ?? [0])).toBeLessThan(1e-3);
    const manifest = await readManifest(nodeFiles, keras.run);
    expect(manifest).toMatchObject({ engine: 'keras', status: 'done', framework: { backend, shared: 1 } });
    expect(manifest.framework?.devices[0]).toMatch(/cpu|cuda|gpu|mps/i);
    expect(manifest.framework?.backendVersion).toMatch(/^\d+\.\d+/);
    // The file that Keras wrote is the model of the run.
    const [own, theirs] = [
      await readRunModel(nodeFiles, keras.run),
      await readModelFile(nodeFiles, path.join(keras.run, 'model.keras')),
    ];
    expect('weights' in theirs && theirs.weights).toEqual(own.weights);
  });

  it.each(Object.entries(CASES))('gives the same losses: %s', async (name, { layers, ...rest }) => {
    const config = { seed: 3, ...rest, model: { layers }, train: { epochs: 2, batchSize: 16, ...rest.train } };
    const error = apart(await trained('case', config, backend), await trained('case', config));
    console.log(`${backend}, ${name}: ${error.toExponential(1)}`);
    expect(error).toBeLessThan(1e-3);
  });

  it('goes on with a cancelled run, dropout and all, as if it had not been cancelled', async () => {
    const layers = [
      { type: 'lstm', units: 5, recurrentDropout: 0.2 },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 1 },
    ];
    const config = { data: sum, model: { layers }, train: { epochs: 3, batchSize: 16 } };
    const out = (name: string) => path.join(folder, `${backend}-${name}`);
    const whole = await trained('resumed', config, backend, { out: out('whole') });
    const mark = { id: 'sweep', trial: 'a', index: 0, values: {} };
    mkdirSync(out('pieces'));
    const pieces = await trained('resumed', config, backend, { out: out('pieces'), trial: { mark, until: 1 } });
    expect([pieces.status, pieces.epochs.length]).toEqual(['cancelled', 1]);
    const resumed = await trained('resumed', config, backend, { resume: out('pieces') });
    expect(apart(resumed, whole)).toBeLessThan(1e-6);
    // The config's seed decides all chance: dropout too.
    expect(apart(await trained('resumed', config, backend, { out: out('again') }), whole)).toBe(0);
  });

  it('has not enough memory, or not the GPU that it is told to use: one line says so, and what helps', async () => {
    const layers = [
      { type: 'lstm', units: 800 },
      { type: 'dense', units: 1 },
    ];
    const config = { data: { task: 'sum', samples: 1200, length: 300 }, model: { layers } };
    const big = { ...config, train: { epochs: 1, batchSize: 900 } };
    const less = path.join(folder, `${backend}-less`);
    writeFileSync(less, `#!/bin/sh\nulimit -v 5000000\nexec "${found.get(backend)}" "$@"\n`, { mode: 0o755 });
    const message = (python: Python, text: object) =>
      trained('fails', text, backend, { python }).then(
        () => '',
        ({ message }: Error) => message.split('\n')[0],
      );
    expect(await message(findPython(less, '', backend), big)).toMatch(
      /^Python has run out of memory: .*(allocat).*\. A smaller batchSize needs less\. It printed at last:$/,
    );
    // TensorFlow takes the processor where there is no GPU.
    if (backend === 'tensorflow') return;
    const own = findPython(found.get(backend), '', backend);
    const wanted = { torch: { KERAS_TORCH_DEVICE: 'cuda' }, jax: { JAX_PLATFORMS: 'cuda' } }[backend];
    const environment = { ...own.environment, CUDA_VISIBLE_DEVICES: '-1', ...wanted };
    expect(await message({ ...own, environment } as Python, { ...config, train: { epochs: 1 } })).toMatch(
      /^The GPU failed: .*\. (KERAS_TORCH_DEVICE|JAX_PLATFORMS)=cpu in the environment leaves it out\. It printed at last:$/,
    );
  });
});
