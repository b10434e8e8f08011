/** A training that is a trial of a sweep: it pauses, goes on, and is not done twice. */
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/core/runs/runFolder.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const EPOCHS = 6;
const rows = (factor: number) =>
  `id,x,y\n${Array.from({ length: 40 }, (_, i) => `${i >> 1},${Math.sin(i * factor)},${Math.cos(i)}`).join('\n')}\n`;
const text = JSON.stringify({
  data: { file: 'rows.csv', sequence: 'id', inputs: ['x'], target: 'y' },
  model: {
    layers: [
      { type: 'lstm', units: 3, recurrentDropout: 0.2 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: EPOCHS, batchSize: 8 },
});
const mark = { id: 'sweep', trial: 'abc', index: 4, values: { seed: 1 } };

async function machine() {
  const files = memoryFiles();
  await files.write('/work/rows.csv', rows(1));
  const host = testHost(files);
  const go = (out: string, trial: { until?: number; earlier?: string } = {}) =>
    train(
      host,
      { config: { path: '/work/a.lstm.json', text }, out, dataSamples: 0, progress: '', trial: { mark, ...trial } },
      () => {},
      () => false,
    );
  const weights = (folder: string) => files.content.get(`${folder}/weights.bin`);
  return { files, go, weights };
}

describe('a trial', () => {
  it('is an ordinary run that names its sweep', async () => {
    const { files, go } = await machine();
    const { status, epochs, metrics, inspection } = await go('/runs/a');
    expect(status).toBe('done');
    expect(epochs).toHaveLength(EPOCHS);
    expect(metrics).toBeDefined();
    expect(inspection).toBeUndefined();
    const manifest = await readManifest(files, '/runs/a');
    expect(manifest).toMatchObject({ layout: 1, status: 'done', epochs: EPOCHS, sweep: mark, config: 'a.lstm.json' });
  });

  it('that pauses after some epochs and goes on twice has the same bits as one in a piece', async () => {
    const { files, go, weights } = await machine();
    await go('/runs/whole');
    for (const until of [1, 3]) {
      const { status, epochs, metrics } = await go('/runs/pieces', { until, earlier: '/runs/pieces' });
      expect([status, epochs.length]).toEqual(['cancelled', until]);
      expect(metrics).toEqual(epochs[until - 1].metrics);
      expect(await readManifest(files, '/runs/pieces')).toMatchObject({ status: 'cancelled', epochs: until });
    }
    // Further than that it has come already.
    expect((await go('/runs/none', { until: 2, earlier: '/runs/pieces' })).epochs).toHaveLength(3);
    expect((await go('/runs/none', { earlier: '/runs/pieces' })).status).toBe('done');
    expect(weights('/runs/none')).toBeUndefined();
    expect(weights('/runs/pieces')).toEqual(weights('/runs/whole'));
  });

  it('that is done is not trained again, unless its data are others by now', async () => {
    const { files, go, weights } = await machine();
    const first = await go('/runs/first');
    const again = await go('/runs/again', { earlier: '/runs/first' });
    // Times apart, which a made-up clock leaves alike.
    expect(again).toEqual({ ...first, inspection: undefined });
    expect(weights('/runs/again')).toBeUndefined();
    await files.write('/work/rows.csv', rows(2));
    const { run } = await go('/runs/other', { earlier: '/runs/first' });
    expect(run).toBe('/runs/other');
    expect(weights('/runs/other')).not.toEqual(weights('/runs/first'));
  });
});
