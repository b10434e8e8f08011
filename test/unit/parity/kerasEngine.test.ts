/**
 * The engine "keras" on the real Keras: the same first weights and batches give the same losses as the embedded engine.
 * Only where Keras is here.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readModelFile } from '../../../src/core/formats/modelFile.js';
import { readManifest } from '../../../src/core/runs/runFolder.js';
import { readRunModel } from '../../../src/core/runs/runModel.js';
import type { WorkerHost } from '../../../src/worker/host.js';
import { KerasTrainer } from '../../../src/worker/keras/kerasTrainer.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { findPython } from '../../../src/worker/python/find.js';
import { train } from '../../../src/worker/train.js';
import { largestError, wasmEngine } from '../engine/support.js';

const python = process.env.PARITY_PYTHON;
const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-parity-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

async function trained(name: string, config: object, engine: string, options: object = {}, cancelled = () => false) {
  const found = findPython(python, 'PARITY_PYTHON', 'torch');
  const file = { path: path.join(folder, `${name}.lstm.json`), text: JSON.stringify({ ...config, engine, inspect }) };
  const params = { config: file, dataSamples: 0, progress: '', python: found, ...options };
  return train(host, params, () => {}, cancelled);
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

describe.runIf(python)('the engine "keras"', () => {
  it('gives the losses of the embedded engine in the seed experiment, and a run that is looked at as any other', async () => {
    const text = readFileSync(path.join(folder, 'seed.lstm.json'), 'utf8').replace('"epochs": 10', '"epochs": 2');
    const config = (engine: string) => ({
      path: path.join(folder, 'seed.lstm.json'),
      text: text.replace('"seed": 7', `"seed": 7, "engine": "${engine}"`),
    });
    const common = { dataSamples: 0, progress: '', python: findPython(python, '', 'torch') };
    const go = (engine: string) =>
      train(
        host,
        { config: config(engine), ...common },
        () => {},
        () => false,
      );
    const [keras, wasm] = [await go('keras'), await go('wasm')];
    const error = apart(keras, wasm);
    console.log(`Largest difference in the seed experiment: ${error.toExponential(1)}`);
    expect(error).toBeLessThan(1e-3);
    const [seen, wanted] = [keras, wasm].map(
      ({ inspection }) => inspection?.samples[0].influence.integratedGradients?.perStep,
    );
    expect(largestError(seen ?? [], wanted ?? [0])).toBeLessThan(1e-3);
    const manifest = await readManifest(nodeFiles, keras.run);
    expect(manifest).toMatchObject({ engine: 'keras', status: 'done', framework: { backend: 'torch', shared: 1 } });
    // The file that Keras wrote is the model of the run.
    const [own, theirs] = [
      await readRunModel(nodeFiles, keras.run),
      await readModelFile(nodeFiles, path.join(keras.run, 'model.keras')),
    ];
    expect('weights' in theirs && theirs.weights).toEqual(own.weights);
  });

  it.each(Object.entries(CASES))('gives the same losses: %s', async (name, { layers, ...rest }) => {
    const config = { seed: 3, ...rest, model: { layers }, train: { epochs: 2, batchSize: 16, ...rest.train } };
    const error = apart(await trained('case', config, 'keras'), await trained('case', config, 'wasm'));
    console.log(`${name}: ${error.toExponential(1)}`);
    expect(error).toBeLessThan(1e-3);
  });

  it('goes on with a cancelled run, dropout and all, as if it had not been cancelled', async () => {
    const layers = [
      { type: 'lstm', units: 5, recurrentDropout: 0.2 },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 1 },
    ];
    const config = { data: sum, model: { layers }, train: { epochs: 3, batchSize: 16 } };
    const whole = await trained('resumed', config, 'keras', { out: path.join(folder, 'whole') });
    const mark = { id: 'sweep', trial: 'a', index: 0, values: {} };
    mkdirSync(path.join(folder, 'pieces'));
    const pieces = await trained('resumed', config, 'keras', {
      out: path.join(folder, 'pieces'),
      trial: { mark, until: 1 },
    });
    expect([pieces.status, pieces.epochs.length]).toEqual(['cancelled', 1]);
    const resumed = await trained('resumed', config, 'keras', { resume: path.join(folder, 'pieces') });
    expect(apart(resumed, whole)).toBeLessThan(1e-6);
  });
});
