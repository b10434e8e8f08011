/** The names of categories, characters and classes travel with a model: its codes do not depend on the file at hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseSamples, sampleAt } from '../../../src/core/analysis/samples.js';
import { sequenceInputs, sequenceTargets } from '../../../src/core/data/dataset.js';
import { textRows } from '../../../src/core/data/textSample.js';
import type { ModelNames } from '../../../src/core/names.js';
import { BadInputError } from '../../../src/core/problems.js';
import { scale } from '../../../src/core/scaler.js';
import { exportRun } from '../../../src/worker/exportRun.js';
import { type OpenModel, openModel } from '../../../src/worker/open.js';
import { train } from '../../../src/worker/train.js';
import { wasmEngine } from '../engine/support.js';
import { memoryFiles } from './memoryFiles.js';
import { testHost } from './testHost.js';

const CONFIG = '/work/a.lstm.json';
const files = memoryFiles();
let seconds = 0;
const host = testHost(files, { seconds: () => seconds++ });
const LAST = {
  lstm: { type: 'lstm', units: 3 },
  dense: (units: number, activation: string) => ({ type: 'dense', units, activation }),
};
const EMBEDDING = { type: 'embedding', inputDim: 8, outputDim: 3 };
const TABLE = { sequence: 'id', time: 't', split: { validation: 0.3 } };

/** Sequences of two steps, each of one color; the last row says what it is. */
const sequences = Array.from({ length: 24 }, (_, n) => {
  const color = ['red', '__proto__', 'green', 'blue'][n % 4];
  const [warm, hue] = [color === 'red' ? 'yes' : 'no', ['first', 'second', 'third'][n % 3]];
  return [1, 2].map((t) => [`s${n}`, t, (n * 7 + t) % 5, color, n % 5, warm, hue].join(','));
});
const table = (some: readonly (readonly string[])[]) => ['id,t,x,color,y,warm,hue', ...some.flat(), ''].join('\n');
const ROWS = table(sequences);

const COLORED = { file: 'a.csv', ...TABLE, inputs: ['x', 'color'], categories: ['color'] };
const KINDS: readonly [string, object, readonly object[], string][] = [
  ['features', { ...COLORED, target: 'y' }, [LAST.lstm, LAST.dense(1, 'linear')], 'meanSquaredError'],
  [
    'ids of an embedding',
    { ...COLORED, inputs: ['color'], target: 'y' },
    [EMBEDDING, LAST.lstm, LAST.dense(1, 'linear')],
    'meanSquaredError',
  ],
  ['two classes', { ...COLORED, target: 'warm' }, [LAST.lstm, LAST.dense(1, 'sigmoid')], 'binaryCrossentropy'],
  ['classes', { ...COLORED, target: 'hue' }, [LAST.lstm, LAST.dense(3, 'softmax')], 'sparseCategoricalCrossentropy'],
];

const configOf = (data: object, model: object, loss: string, epochs = 2) => ({
  path: CONFIG,
  text: JSON.stringify({
    ...{ seed: 3, data, model, train: { loss, epochs, batchSize: 8 } },
    inspect: { influence: ['gradientInput'], attention: [] },
  }),
});
const run = (config: ReturnType<typeof configOf>, resume?: string, cancelled = () => false) =>
  train(host, { config, resume, dataSamples: 0, progress: '' }, () => {}, cancelled);

/** Answer and target of each sequence, in the order of the file. */
async function answers({ spec, weights, data, scaling }: OpenModel): Promise<string[]> {
  const engine = await wasmEngine();
  const network = await engine.createNetwork(spec, weights, 8);
  const all = Uint32Array.from(data.starts, (_, n) => n);
  const outputs = network.predict(scale(sequenceInputs(data, all), scaling.input));
  network.dispose();
  const targets = sequenceTargets(data, all);
  const units = outputs.length / all.length;
  return Array.from(all, (n) => `${targets[n]} ${outputs.slice(n * units, (n + 1) * units).join(' ')}`);
}

const problemOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(BadInputError);
  return (error as BadInputError).problems;
};

describe.each(KINDS)('names as %s', (_, data, layers, loss) => {
  const config = { ...configOf(data, { layers }, loss), path: `/work/${loss}${layers.length}.lstm.json` };
  let folder: string;
  let before: string[];

  beforeAll(async () => {
    await files.write('/work/a.csv', ROWS);
    folder = (await run(config)).run;
    const opened = await openModel(files, { run: folder });
    expect(opened.experiment.name).toBe(`${loss}${layers.length}`);
    before = await answers(opened);
    expect(new Set(before).size).toBeGreaterThan(3);
  });

  it('keep their codes where the file has lost one', async () => {
    await files.write('/work/a.csv', table(sequences.filter((_, n) => n % 4 !== 2 && n % 3 !== 0)));
    const kept = before.filter((_, n) => n % 4 !== 2 && n % 3 !== 0);
    expect(await answers(await openModel(files, { run: folder }))).toEqual(kept);
    expect(await answers(await openModel(files, { config }))).toEqual(kept);
  });

  it('keep them whatever the order of rows, which decides on the parts', async () => {
    await files.write('/work/a.csv', table([...sequences].reverse()));
    expect(await answers(await openModel(files, { run: folder }))).toEqual([...before].reverse());
    // Of four sequences one part has no blue.
    await files.write('/work/a.csv', table(sequences.slice(0, 4)));
    expect(await answers(await openModel(files, { run: folder }))).toEqual(before.slice(0, 4));
  });

  it('are refused at their cell where the model does not know them', async () => {
    await files.write(
      '/work/a.csv',
      ROWS.replace('s5,2,2,__proto__', 's5,2,2,Greeen').replace('s6,2,4,green', 's6,2,4,Greeen'),
    );
    const problems = await problemOf(openModel(files, { run: folder }));
    expect(problems).toMatchObject([{ file: '/work/a.csv', line: 13, column: 8, endColumn: 14 }]);
    expect(problems[0].message).toBe(
      'The model was not trained with "Greeen", but with "__proto__", "blue", "green", "red". Is "green" meant? Write a name that it knows, or train it anew.',
    );
  });

  it.each(['b/model.json', 'b.keras', 'b.safetensors', 'b.onnx'])('travel in %s', async (name) => {
    await exportRun(files, { run: folder, file: `/work/${name}` }, host.yieldTurn);
    await files.write(
      '/work/a.csv',
      table(
        sequences
          .slice(4)
          .reverse()
          .filter((_, n) => n % 4 !== 1),
      ),
    );
    const loads = configOf(data, { from: name }, loss);
    const expected = before
      .slice(4)
      .reverse()
      .filter((_, n) => n % 4 !== 1);
    const opened = await openModel(files, { config: loads });
    const own = (await openModel(files, { run: folder })).scaling.names;
    expect(opened.scaling.names).toEqual(own);
    expect(await answers(opened)).toEqual(expected);
    // Trained further it keeps them, too.
    const further = (await run({ ...loads, path: '/work/b.lstm.json' })).run;
    await files.write('/work/a.csv', ROWS);
    expect((await openModel(files, { run: further })).scaling.names).toEqual(own);
    await files.write('/work/a.csv', ROWS.replace('s0,1,1,red', 's0,1,1,rot'));
    const [problem] = await problemOf(run(loads));
    expect([problem.file, problem.line, problem.column]).toEqual(['/work/a.csv', 2, 8]);
  });
});

describe('a run', () => {
  const [, data, layers, loss] = KINDS[3];

  it('keeps its names as they were, classes and those of the validation part among them', async () => {
    await files.write('/work/a.csv', table(sequences.slice(0, 12)));
    const { run: folder } = await run(configOf({ ...data, split: { validation: 0.1 } }, { layers }, loss));
    const { names } = (await openModel(files, { run: folder })).scaling;
    const [{ column, known, others }] = (names as ModelNames).inputs;
    expect(column).toBe('color');
    expect([...known, ...others].sort()).toEqual(['__proto__', 'blue', 'green', 'red']);
    expect([...(names as ModelNames).classes!].sort()).toEqual(['first', 'second', 'third']);
  });

  it('refuses a class that it does not know, at its cell', async () => {
    await files.write('/work/a.csv', ROWS);
    const { run: folder } = await run(configOf(data, { layers }, loss));
    await files.write('/work/a.csv', ROWS.replace(/(s7,2,.*),second/, '$1,forth'));
    const [problem, ...others] = await problemOf(openModel(files, { run: folder }));
    expect(others).toEqual([]);
    expect([problem.line, problem.column]).toEqual([17, 's7,2,1,blue,2,no,'.length + 1]);
    expect(problem.message).toContain('The model was not trained with "forth", but with ');
  });

  it('takes a name that only its validation part had for unknown, as it did', async () => {
    // By time the last of four sequences validates.
    const text = table([...sequences.slice(0, 3), ['s3,8,1,violet,3,no,first', 's3,9,1,red,3,no,first']]);
    await files.write('/work/a.csv', text);
    const split = { validation: 0.25, by: 'time' };
    const [, colored, plain] = KINDS[0];
    const { run: folder } = await run(configOf({ ...colored, split }, { layers: plain }, 'meanSquaredError'));
    const opened = await openModel(files, { run: folder });
    expect(opened.scaling.names).toEqual({
      inputs: [{ column: 'color', known: ['__proto__', 'green', 'red'], others: ['violet'] }],
    });
    expect([...sequenceInputs(opened.data, [3])].filter((_, i) => i % 4 > 0)).toEqual([0, 0, 0, 0, 0, 1]);
    // Even where it is among what trains now.
    await files.write('/work/a.csv', text.replace('s0,1,1,red', 's0,1,1,violet'));
    const again = await openModel(files, { run: folder });
    expect([...sequenceInputs(again.data, [0])].slice(0, 4)).toEqual([1, 0, 0, 0]);
  });

  it('of a version that kept no names opens as before, or says what has changed', async () => {
    const [, colored, plain] = KINDS[0];
    await files.write('/work/a.csv', ROWS);
    const { run: folder } = await run(configOf(colored, { layers: plain }, 'meanSquaredError'));
    const before = await answers(await openModel(files, { run: folder }));
    const model = JSON.parse(new TextDecoder().decode(files.content.get(`${folder}/model.json`)));
    model.userDefinedMetadata.lstmLens.scaling.names = undefined;
    await files.write(`${folder}/model.json`, JSON.stringify(model));
    expect(await answers(await openModel(files, { run: folder }))).toEqual(before);
    await files.write('/work/a.csv', table(sequences.filter((_, n) => n % 4 !== 2)));
    const [problem] = await problemOf(openModel(files, { run: folder }));
    expect(problem).toMatchObject({ file: `${folder}/config.lstm.json`, line: 1 });
    expect(problem.message).toBe(
      "The run's model reads 5 features, but the data has 4 now: they have changed since it was trained.",
    );
  });

  it('that was interrupted does not go on with other names, even in the same places', async () => {
    const [, colored, plain] = KINDS[0];
    const config = configOf(colored, { layers: plain }, 'meanSquaredError', 9);
    await files.write('/work/a.csv', ROWS);
    let epochs = 0;
    const count = (progress: { kind: string }) => {
      if (progress.kind === 'epochs') epochs += 1;
    };
    const params = { config, dataSamples: 0, progress: '' };
    const { run: folder, status } = await train(host, params, count, () => epochs > 2);
    expect(status).toBe('cancelled');
    await files.write('/work/a.csv', ROWS.replaceAll('green', 'grey'));
    await expect(run(config, folder)).rejects.toThrow('The data is not what the run was trained on so far.');
    await files.write('/work/a.csv', ROWS);
    expect((await run(config, folder)).status).toBe('done');
  });
});

it('characters of a text keep their codes, and one that is new is named by line and column', async () => {
  const text = 'abba cab\nbad cad\n'.repeat(8);
  const data = {
    ...{ file: 'a.txt', inputs: ['character'], categories: ['character'], target: 'character', window: 4 },
    split: { validation: 0.2 },
  };
  const layers = [{ ...EMBEDDING, inputDim: 8 }, LAST.lstm, LAST.dense(6, 'softmax')];
  const config = configOf(data, { layers }, 'sparseCategoricalCrossentropy');
  await files.write('/work/a.txt', text);
  const { run: folder } = await run(config);
  const before = await answers(await openModel(files, { run: folder }));
  // Samples are named by what they read and where: this one begins at the first character of the validation part.
  const { experiment, data: whole } = await openModel(files, { run: folder });
  const read4 = (from: number) =>
    text
      .slice(from, from + 4)
      .replaceAll(' ', '␣')
      .replaceAll('\n', '⏎');
  for (const n of [0, 5]) {
    const from = whole.starts[whole.validation[n]];
    expect(sampleAt(whole, n).label).toBe(`validation ${n + 1}, character ${from + 1}: ${read4(from)}`);
  }
  const given = { experiment: { ...experiment, inspect: { ...experiment.inspect, inputs: [] } }, data: whole };
  const rows = textRows('ab c', whole);
  if (!('rows' in rows)) throw new Error(rows.fault);
  given.experiment.inspect.inputs = [rows.rows] as never;
  expect(chooseSamples({ ...given, dataSamples: 0 } as never)[0].label).toBe('inspect.inputs[0]: ab␣c');
  // Another text, in which nothing is as often as before, and "d" is lost.
  const at = text.indexOf('ba cab');
  await files.write('/work/a.txt', `cccc${'a'.repeat(30)}ba cab`);
  const { data: read, ...opened } = await openModel(files, { run: folder });
  expect((await answers({ data: read, ...opened })).at(-1)).toBe(before[at + 1]);
  await files.write('/work/a.txt', 'abba cab\r\nb\u{1f600}ba axe cab');
  const problems = await problemOf(openModel(files, { run: folder }));
  expect(problems.map(({ line, column, endColumn }) => [line, column, endColumn]).slice(0, 3)).toEqual([
    [2, 2, 4],
    [2, 8, 9],
    [2, 9, 10],
  ]);
  expect(problems[0].message).toContain(
    'The model was not trained with "\u{1f600}", but with "a", "b", "c", "d", "⏎", "␣".',
  );
});

it('a config whose columns of names are not as many as the model’s is told so', async () => {
  await files.write('/work/a.csv', ROWS);
  const [, colored, plain, loss] = KINDS[0];
  const { run: folder } = await run(configOf(colored, { layers: plain }, loss));
  await exportRun(files, { run: folder, file: '/work/b.keras' }, host.yieldTurn);
  const config = configOf(
    { ...colored, categories: ['color', 'warm'], inputs: ['color', 'warm'] },
    { from: 'b.keras' },
    loss,
  );
  const [problem] = await problemOf(openModel(files, { config }));
  expect(problem).toMatchObject({
    file: CONFIG,
    message: 'The model was trained with names in "color"; here they are in "color", "warm".',
  });
});

describe('columns of names', () => {
  const of = (inputs: readonly string[]) => ({ ...COLORED, inputs, categories: ['color', 'hue'], target: 'y' });
  const [, , plain, loss] = KINDS[0];

  it('are found by their headers, wherever they stand in the file', async () => {
    await files.write('/work/a.csv', ROWS);
    const { run: folder } = await run(configOf(of(['x', 'color', 'hue']), { layers: plain }, loss));
    const before = await answers(await openModel(files, { run: folder }));
    const turned = ROWS.trim().split('\n');
    const other = turned.map((row) => row.split(',').reverse().join(',')).join('\n');
    await files.write('/work/a.csv', `${other}\n`);
    expect(await answers(await openModel(files, { run: folder }))).toEqual(before);
  });

  it('in another order than the model’s are refused, since their places would be taken for each other', async () => {
    await files.write('/work/a.csv', ROWS);
    const { run: folder } = await run(configOf(of(['x', 'color', 'hue']), { layers: plain }, loss));
    await exportRun(files, { run: folder, file: '/work/c.keras' }, host.yieldTurn);
    const config = configOf(of(['x', 'hue', 'color']), { from: 'c.keras' }, loss);
    const [problem] = await problemOf(openModel(files, { config }));
    expect(problem).toMatchObject({
      file: CONFIG,
      message:
        'The model was trained with names in "color", "hue", in this order; here they are in "hue", "color". Write the inputs in the model\'s order: it knows them by their place.',
    });
    const same = configOf(of(['x', 'color', 'hue']), { from: 'c.keras' }, loss);
    expect((await openModel(files, { config: same })).data.features.slice(0, 2)).toEqual(['x', 'color=__proto__']);
  });
});
