/** Two runs on a made-up disk, and how alike their states are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { currentModel } from '../../../src/worker/current.js';
import { compareStates } from '../../../src/worker/similarity.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const files = memoryFiles();
let runs = 0;
const host = testHost(files, {
  seconds: () => performance.now() / 1000,
  now: () => new Date(1000 * runs++),
  version: '1',
});
const never = () => false;

const LSTM = { type: 'lstm', units: 6, returnSequences: true };
const STACK = [LSTM, { type: 'gru', units: 4 }, { type: 'dense', units: 1 }];
const configOf = (change: Record<string, unknown> = {}) => ({
  path: '/work/sum.lstm.json',
  text: JSON.stringify({
    seed: 3,
    data: { task: 'sum', samples: 120, length: 4 },
    model: { layers: STACK },
    train: { epochs: 1 },
    ...change,
  }),
});
const trained = async (config: ReturnType<typeof configOf>) =>
  (await train(host, { config, dataSamples: 0, progress: '' }, () => {}, never)).run;

describe('the states of two runs', () => {
  let [first, again, seeded, shorter, encoder] = ['', '', '', '', ''];
  beforeAll(async () => {
    first = await trained(configOf());
    again = await trained(configOf({ name: 'again' }));
    seeded = await trained(configOf({ seed: 4 }));
    shorter = await trained(configOf({ data: { task: 'sum', samples: 60, length: 3 } }));
    const decoder = [
      { type: 'lstm', units: 5 },
      { type: 'repeatVector', n: 2 },
      { ...LSTM, units: 3 },
    ];
    const layers = [...decoder, { type: 'lstm', units: 2 }, { type: 'dense', units: 1 }];
    encoder = await trained(configOf({ model: { layers } }));
  });
  const compare = (one: string, other: string) => compareStates(host, { runs: [one, other] }, never);

  it('are the same where everything is', async () => {
    const { pairs, layers, sequences, part, sameData } = await compare(first, again);
    expect({ layers, sequences, part, sameData }).toEqual({
      layers: [
        ['lstm_1', 'gru_1'],
        ['lstm_1', 'gru_1'],
      ],
      sequences: 24,
      part: 'validation',
      sameData: true,
    });
    const of = (one: string, other: string) => pairs.find((pair) => pair.first === one && pair.second === other)!;
    for (const name of ['lstm_1', 'gru_1']) {
      expect(of(name, name).cka).toBeCloseTo(1, 9);
      expect(of(name, name).procrustes).toBeCloseTo(0, 6);
    }
    expect(of('lstm_1', 'gru_1').cka).toBeLessThan(1);
  });

  it('are shown the first run’s sequences where the data is another', async () => {
    const { pairs, sameData } = await compare(first, seeded);
    expect(sameData).toBe(false);
    for (const { cka, procrustes } of pairs) {
      expect(cka).toBeGreaterThan(0);
      expect(cka).toBeLessThan(1);
      expect(procrustes).toBeGreaterThan(0);
    }
  });

  it('cannot be compared where no sequence fits both, or the steps are not as many', async () => {
    await expect(compare(first, shorter)).rejects.toThrow('One model reads 4 steps of 1 features, the other 3 steps');
    const { pairs } = await compare(first, encoder);
    const reasons = pairs.flatMap(({ reason }) => reason ?? []);
    expect(reasons).toContain('lstm_1 has 4 steps, lstm_2 has 2.');
    expect(pairs.filter(({ cka }) => cka !== undefined)).toHaveLength(2);
  });

  it('can be cancelled', async () => {
    await expect(
      compareStates({ ...host, seconds: () => runs++ }, { runs: [first, again] }, () => true),
    ).rejects.toThrow('Cancelled.');
  });
});

describe('the current model of a config', () => {
  const never = () => false;

  it('is the run of the same experiment, data and version, whatever is looked at or expected', async () => {
    const config = configOf({ seed: 9 });
    expect(await currentModel(host, config, never)).toEqual({ kind: 'none' });
    const run = await trained(config);
    const current = { kind: 'run', folder: run };
    expect(await currentModel(host, config, never)).toEqual(current);
    const looked = configOf({ seed: 9, name: 'x', inspect: { influence: ['lrp'] }, expect: { r2: '> 0' } });
    expect(await currentModel(host, looked, never)).toEqual(current);
    // A default that is written out is the same experiment.
    expect(await currentModel(host, configOf({ seed: 9, train: { epochs: 1, batchSize: 32 } }), never)).toEqual(
      current,
    );
    expect(await currentModel(host, configOf({ seed: 9, train: { epochs: 2 } }), never)).toEqual({ kind: 'none' });
    expect(await currentModel({ ...host, version: '2' }, config, never)).toEqual({ kind: 'none' });
    await expect(currentModel(host, configOf({ seed: -1 }), never)).rejects.toThrow();
  });
});
