/**
 * Everything that takes long is cancelled at a random moment, in a real worker. How soon it ends is measured by
 * `npm run bench:cancel`; here it has to end at all, and a training to leave a run that is of use.
 */
import path from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import { DEFAULT_MEMORY } from '../../../src/core/memory.js';
import { Random } from '../../../src/core/random.js';
import { listRunsIn, type RunSummary, readRunConfig, resumePath } from '../../../src/core/runs/runFolder.js';
import { UnheededError, WorkerClient } from '../../../src/worker/client.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { isRunning } from '../../../src/worker/processes.js';
import { PATIENCE } from '../../../src/worker/pulse.js';
import { statusOf } from '../../../src/worker/runStatus.js';
import { startThread } from '../../../src/worker/start.js';
import { temporaryFolder } from '../support/temporaryFolder.js';
import { type LongWork, longWork } from './longWork.js';

/** Milliseconds, many more than any step of a work takes on a busy machine; a worker that still works then is given up. */
const HEEDS = 30_000;
const patience = { ...PATIENCE, cancel: HEEDS, valuable: HEEDS };
const start = () => new WorkerClient(startThread(path.resolve('dist/worker.cjs'), DEFAULT_MEMORY), nodeFiles, patience);
const { None: never } = CancellationToken;
/** Moments at which a work is cancelled, and the milliseconds from its beginning that they are drawn from. */
const [MOMENTS, WITHIN] = [3, 400];

const folder = temporaryFolder('cancel');
let worker = start();
let works: readonly LongWork[];
beforeAll(async () => {
  works = await longWork(folder, worker, { rows: 40_000, units: 192 });
}, 240_000);
afterAll(() => worker.dispose());

it('whatever takes long ends when it is cancelled, at any moment', async () => {
  const random = Random.for(Number(process.env.FAST_CHECK_SEED ?? 1), 'shuffle');
  const moments = Array.from({ length: MOMENTS }, () => WITHIN * random.uniform());
  for (const work of works) {
    for (const moment of moments) {
      const source = new CancellationTokenSource();
      const settled = work.begin(worker, source.token).then(
        () => 'ended',
        (error: Error) => (error instanceof UnheededError ? 'unheeded' : error.message),
      );
      await elapsed(moment);
      source.cancel();
      expect(['ended', 'Cancelled.'], `${work.name} after ${moment} ms`).toContain(await settled);
      expect(worker.alive, work.name).toBe(true);
    }
    // It does what it is asked next.
    const { path: file, text } = config;
    expect(await worker.check({ path: file, text }, never), work.name).toEqual([]);
  }
});

const config = {
  path: path.join(folder, 'long.lstm.json'),
  text: JSON.stringify({
    ...{ seed: 3, data: { task: 'sum', samples: 500, length: 8 }, train: { epochs: 400 } },
    model: {
      layers: [
        { type: 'lstm', units: 12 },
        { type: 'dense', units: 1 },
      ],
    },
  }),
};

/** Epochs of a training of several seconds. */
const LONG = 6000;

it('a training whose worker is killed leaves a run that is interrupted, and goes on to the same bits', async () => {
  const root = path.join(folder, 'killed');
  const thread = startThread(path.resolve('dist/worker.cjs'), DEFAULT_MEMORY);
  const client = new WorkerClient(thread, nodeFiles);
  const out = path.join(root, 'pieces');
  const long = { ...config, text: JSON.stringify({ ...JSON.parse(config.text), train: { epochs: LONG } }) };
  let epochs = 0;
  const running = client.train(
    { config: long, out, dataSamples: 0 },
    (progress) => {
      if (progress.kind === 'epochs') epochs += progress.epochs.length;
    },
    never,
  );
  const failed = expect(running).rejects.toThrow('The worker ended with code 1.');
  // A point to go on from is written once a second.
  await vi.waitUntil(async () => (await nodeFiles.size(resumePath(out))) !== undefined, { timeout: 60_000 });
  const [listed] = await listRunsIn(nodeFiles, root);
  expect(statusOf(listed, isRunning)).toBe('running');
  await thread.end();
  await failed;
  const [left] = await listRunsIn(nodeFiles, root);
  expect(left).toMatchObject({ status: 'interrupted', message: 'The worker ended with code 1.' });
  if (!worker.alive) worker = start();
  const whole = await worker.train({ config: long, resume: out, dataSamples: 0 }, () => {}, never);
  expect([whole.status, whole.epochs.length]).toEqual(['done', LONG]);
  expect(epochs).toBeLessThan(LONG);
  const other = await worker.train({ config: long, out: path.join(root, 'whole'), dataSamples: 0 }, () => {}, never);
  const weights = (at: string) => nodeFiles.read(path.join(at, 'weights.bin'));
  expect(Buffer.compare(await weights(out), await weights(other.run))).toBe(0);
});

it('a training that is cancelled leaves a run that can be looked at and gone on with', async () => {
  const root = path.join(folder, 'trained');
  const train = (out: string, token: CancellationToken) =>
    worker.train({ config, out: path.join(root, out), dataSamples: 0 }, () => {}, token);
  let first: () => void = () => {};
  const trained = new Promise<void>((resolve) => {
    first = resolve;
  });
  const source = new CancellationTokenSource();
  const running = worker.train(
    { config, out: path.join(root, 'pieces'), dataSamples: 0 },
    ({ kind }) => kind === 'epochs' && first(),
    source.token,
  );
  await trained;
  source.cancel();
  const { status, epochs, run } = await running;
  expect(status).toBe('cancelled');
  expect(epochs.length).toBeGreaterThan(0);
  const [listed] = await listRunsIn(nodeFiles, root);
  expect(listed).toMatchObject<Partial<RunSummary>>({ status: 'cancelled', epochs: epochs.length });
  expect(await nodeFiles.size(resumePath(run))).toBeGreaterThan(0);
  expect((await worker.inspect({ run, dataSamples: 1 }, () => {}, never)).inspection.samples).toHaveLength(1);
  const text = await readRunConfig(nodeFiles, run);
  const whole = await worker.train({ config: { ...config, text }, resume: run, dataSamples: 0 }, () => {}, never);
  expect(whole.status).toBe('done');
  const other = await train('whole', never);
  const weights = (at: string) => nodeFiles.read(path.join(at, 'weights.bin'));
  expect(Buffer.compare(await weights(whole.run), await weights(other.run))).toBe(0);
});
