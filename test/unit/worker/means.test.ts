/** Means that stand for missing values are those of the data that a model was trained on, not of the file at hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../../src/worker/exportRun.js';
import { openModel } from '../../../src/worker/open.js';
import { train } from '../../../src/worker/train.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const files = memoryFiles();
const host = testHost(files);

const config = (model: object) => ({
  path: '/work/a.lstm.json',
  text: JSON.stringify({
    data: {
      ...{ file: 'a.csv', sequence: 'id', inputs: ['x', 'z'], target: 'y', missing: 'mean' },
      split: { validation: 0.25 },
    },
    model,
    train: { epochs: 1, batchSize: 2 },
    inspect: { influence: ['gradientInput'], attention: [] },
  }),
});
const LAYERS = {
  layers: [
    { type: 'lstm', units: 2 },
    { type: 'dense', units: 1 },
  ],
};

/** Four sequences of two steps; one of them is the validation part. */
const table = (x: readonly (number | '')[], z: readonly (number | '')[]) =>
  ['id,x,z,y', ...x.map((value, row) => `s${row >> 1},${value},${z[row]},${row}`), ''].join('\n');
const X = [1, 2, '', 4, 5, 6, 10, 20] as const;
const Z = [0, 0, 0, 3, 3, '', 50, 60] as const;
const TRAINED = table(X, Z);
const NEW = table([-7, '', -7, -7, -7, -7, -7, ''], ['', 9, 9, 9, 9, 9, 9, 9]);

describe('a model that was trained with gaps', () => {
  let run: string;
  /** Of x and z over the rows of the training part that have a value. */
  let means: number[];

  beforeAll(async () => {
    await files.write('/work/a.csv', TRAINED);
    const params = { config: config(LAYERS), dataSamples: 0, progress: '' };
    run = (
      await train(
        host,
        params,
        () => {},
        () => false,
      )
    ).run;
    const { training } = (await openModel(files, { run })).data;
    expect(training).toHaveLength(3);
    means = [X, Z].map((column) => {
      const known = column.filter((value, row) => value !== '' && training.includes(row >> 1)) as number[];
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    });
  });

  const gaps = async (from: Parameters<typeof openModel>[1]) => {
    const { data, scaling } = await openModel(files, from);
    expect(scaling.means).toEqual(means);
    return [data.rows[2], data.rows[14], data.rows[1]];
  };

  it('fills those of its own file by the means of the training part', async () => {
    await files.write('/work/a.csv', TRAINED);
    const { data } = await openModel(files, { run });
    expect([data.rows[4], data.rows[11]]).toEqual(means);
  });

  it('fills those of another file by the same means', async () => {
    await files.write('/work/a.csv', NEW);
    expect(await gaps({ run })).toEqual([means[0], means[0], means[1]]);
  });

  it('knows means of columns that have no value any more', async () => {
    await files.write('/work/a.csv', table(Array(8).fill(''), [9, 9, 9, 9, 9, 9, 9, 9]));
    const { data } = await openModel(files, { run });
    expect(Array.from({ length: 8 }, (_, row) => data.rows[2 * row])).toEqual(Array(8).fill(means[0]));
  });

  it.each(['b/model.json', 'b.keras', 'b.safetensors', 'b.onnx'])('takes them along in %s', async (name) => {
    await exportRun(files, { run, file: `/work/${name}` }, host.yieldTurn);
    await files.write('/work/a.csv', NEW);
    expect(await gaps({ config: config({ from: name }) })).toEqual([means[0], means[0], means[1]]);
  });
});
