/** A run that was interrupted goes on as if nothing had happened: to the last bit. */
import { describe, expect, it } from 'vitest';
import { readManifest, resumePath } from '../../../src/core/runs/runFolder.js';
import { isRunning } from '../../../src/worker/processes.js';
import type { TrainProgress, TrainStage } from '../../../src/worker/protocol.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const EPOCHS = 7;

function configOf(training: object) {
  const text = JSON.stringify({
    seed: 5,
    data: { task: 'sum', samples: 70, length: 4, split: { validation: 0.3 } },
    model: {
      layers: [
        { type: 'lstm', units: 5, returnSequences: true, recurrentDropout: 0.2 },
        { type: 'dropout', rate: 0.3 },
        { type: 'gru', units: 4 },
        { type: 'dense', units: 1 },
      ],
    },
    train: { epochs: EPOCHS, batchSize: 16, ...training },
    inspect: { influence: ['gradientInput'], attention: [] },
  });
  return { path: '/work/sum.lstm.json', text };
}

/** A disk and a worker on it, for which a second passes whenever it looks at the clock. */
function machine() {
  const files = memoryFiles();
  let seconds = 0;
  const host = testHost(files, { seconds: () => seconds++, isRunning });
  const content = (folder: string, name: string) => files.content.get(`${folder}/${name}`);
  const text = (folder: string, name: string) => new TextDecoder().decode(content(folder, name));
  return { files, host, content, text };
}

type Machine = ReturnType<typeof machine>;
/** @param after pauses of the training, after which it is cancelled. */
function run(
  { host }: Machine,
  config: ReturnType<typeof configOf>,
  resume?: string,
  after = Number.POSITIVE_INFINITY,
) {
  let [begun, asked] = [false, 0];
  return train(
    host,
    { config, resume, dataSamples: 0, progress: '' },
    ({ kind }) => {
      begun ||= kind === 'started';
    },
    () => begun && ++asked > after,
  );
}

/** Trains as far as into the third epoch. */
async function interrupted(on: Machine, config: ReturnType<typeof configOf>): Promise<string> {
  // After each of an epoch's four batches and two of its validation part, and after the epoch.
  const { run: folder, status } = await run(on, config, undefined, 16);
  expect(status).toBe('cancelled');
  return folder;
}

const TRAININGS: [string, object][] = [
  ['adam', {}],
  [
    'momentum and a cosine schedule',
    {
      optimizer: {
        type: 'sgd',
        learningRate: 0.05,
        momentum: 0.9,
        nesterov: true,
        schedule: { type: 'cosine', decaySteps: 20 },
      },
    },
  ],
  [
    'centered RMSprop that waits on plateaus',
    {
      optimizer: {
        type: 'rmsprop',
        centered: true,
        momentum: 0.5,
        schedule: { type: 'reduceOnPlateau', patience: 1, factor: 0.5 },
      },
    },
  ],
  [
    'AdamW that stops early and keeps the best',
    {
      optimizer: { type: 'adamw', learningRate: 0.05, weightDecay: 0.01 },
      earlyStopping: { patience: 2 },
    },
  ],
];

describe('a run that goes on', () => {
  it.each(TRAININGS)('ends with the same weights and the same losses as one in a piece: %s', async (_, training) => {
    const config = configOf(training);
    const [whole, pieces] = [machine(), machine()];
    const one = await run(whole, config);
    const folder = await interrupted(pieces, config);
    const other = await run(pieces, config, folder);
    expect(other.run).toBe(folder);
    expect(other.status).toBe('done');
    expect(other.bestEpoch).toBe(one.bestEpoch);
    expect(pieces.text(folder, 'metrics.jsonl')).toBe(whole.text(one.run, 'metrics.jsonl'));
    expect(pieces.content(folder, 'weights.bin')).toEqual(whole.content(one.run, 'weights.bin'));
    expect(other.inspection?.fit).toEqual(one.inspection?.fit);
    expect(await readManifest(pieces.files, folder)).toMatchObject({ status: 'done', resumedAfter: [2] });
  });

  it('does so when it is interrupted twice', async () => {
    const config = configOf({});
    const [whole, pieces] = [machine(), machine()];
    const one = await run(whole, config);
    const folder = await interrupted(pieces, config);
    await run(pieces, config, folder, 9);
    await run(pieces, config, folder);
    expect(pieces.content(folder, 'weights.bin')).toEqual(whole.content(one.run, 'weights.bin'));
    expect((await readManifest(pieces.files, folder)).resumedAfter).toEqual([2, 3]);
  });

  it('goes on from what stood on the disk when its process died', async () => {
    const config = configOf({});
    const [whole, pieces] = [machine(), machine()];
    const one = await run(whole, config);
    const died: Map<string, Uint8Array>[] = [];
    const watch = (progress: TrainProgress | TrainStage) => {
      if (progress.kind === 'epochs' && progress.epochs.some(({ epoch }) => epoch === 5)) {
        died.push(new Map(pieces.files.content));
      }
    };
    await train(pieces.host, { config, dataSamples: 0, progress: '' }, watch, () => false);
    pieces.files.content.clear();
    for (const [name, bytes] of died[0]) pieces.files.content.set(name, bytes);
    const [folder] = [...died[0].keys()]
      .filter((name) => name.endsWith('/manifest.json'))
      .map((name) => name.slice(0, -14));
    expect((await readManifest(pieces.files, folder)).status).toBe('running');
    const told: (TrainProgress | TrainStage)[] = [];
    const params = { config, resume: folder, dataSamples: 0, progress: '' };
    await train(
      pieces.host,
      params,
      (progress) => told.push(progress),
      () => false,
    );
    const started = told.find(({ kind }) => kind === 'started');
    if (started?.kind !== 'started') throw new Error('It did not say that it has begun.');
    expect(started.before.length).toBeGreaterThanOrEqual(1);
    expect(started.before.length).toBeLessThanOrEqual(5);
    expect(pieces.content(folder, 'weights.bin')).toEqual(whole.content(one.run, 'weights.bin'));
    expect(pieces.text(folder, 'metrics.jsonl')).toBe(whole.text(one.run, 'metrics.jsonl'));
  });

  it('has not been done, has a point to go on from, and the data that it had', async () => {
    const config = configOf({});
    const on = machine();
    const folder = await interrupted(on, config);
    const other = { ...config, text: config.text.replace('"seed":5', '"seed":6') };
    await expect(run(on, other, folder)).rejects.toThrow('The data is not what the run was trained on');
    const path = resumePath(folder);
    const point = on.files.content.get(path)!;
    for (const length of [0, 3, 10, 200, point.length - 1]) {
      on.files.content.set(path, point.slice(0, length));
      await expect(run(on, config, folder), `${length} bytes`).rejects.toThrow(/damaged|memory has/);
    }
    on.files.content.delete(path);
    await expect(run(on, config, folder)).rejects.toThrow('no point to go on from');
    expect((await readManifest(on.files, folder)).status).toBe('cancelled');
    on.files.content.set(path, point);
    await run(on, config, folder);
    await expect(run(on, config, folder)).rejects.toThrow('The run is done');
  });

  it('keeps the time that it took before', async () => {
    const on = machine();
    const folder = await interrupted(on, configOf({}));
    const before = (await readManifest(on.files, folder)).seconds!;
    const { seconds } = await run(on, configOf({}), folder);
    expect(seconds).toBeGreaterThan(before);
  });

  it('is refused while another window goes on with it', async () => {
    const on = machine();
    const config = configOf({});
    const folder = await interrupted(on, config);
    const manifest = `${folder}/manifest.json`;
    const before = on.text(folder, 'manifest.json');
    // A process that lives.
    const taken = { ...JSON.parse(before), status: 'running', process: process.ppid };
    on.files.content.set(manifest, new TextEncoder().encode(JSON.stringify(taken)));
    await expect(run(on, config, folder)).rejects.toThrow(`The run goes on already, in process ${process.ppid}.`);
    expect(JSON.parse(on.text(folder, 'manifest.json'))).toEqual(taken);
    on.files.content.set(manifest, new TextEncoder().encode(before));
    expect((await run(on, config, folder)).status).toBe('done');
  });
});

describe('a run without a validation part that is cancelled while it is measured at its end', () => {
  const config = configOf({});
  const whole = { ...config, text: config.text.replace('"split":{"validation":0.3}', '"split":{"validation":0}') };
  /** Five batches an epoch, and a pause after the epoch. */
  const TRAINED = EPOCHS * 6;

  it('is left with all that it learned, and goes on to be done', async () => {
    const one = machine();
    const straight = await run(one, whole);
    const on = machine();
    const { run: folder, status, epochs, metrics } = await run(on, whole, undefined, TRAINED + 2);
    expect([status, epochs.length, metrics]).toEqual(['cancelled', EPOCHS, undefined]);
    expect(await readManifest(on.files, folder)).toMatchObject({ status: 'cancelled', epochs: EPOCHS });
    expect(on.content(folder, 'weights.bin')).toEqual(one.content(straight.run, 'weights.bin'));
    const ended = await run(on, whole, folder);
    expect([ended.status, ended.epochs.length]).toEqual(['done', EPOCHS]);
    expect(ended.metrics).toEqual(straight.metrics);
    expect(on.content(folder, 'weights.bin')).toEqual(one.content(straight.run, 'weights.bin'));
  });
});
