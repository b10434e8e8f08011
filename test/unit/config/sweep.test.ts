import { parseTree } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { ExperimentSchema } from '../../../src/core/config/schema.js';
import { schemaFixes } from '../../../src/core/config/schemaFixes.js';
import { SWEEP_KEYS } from '../../../src/core/config/sweep/keys.js';
import { formatPath, parsePath } from '../../../src/core/config/sweep/paths.js';
import { shortNames, sweepSize } from '../../../src/core/config/sweep/sweep.js';
import { sweepPlaces } from '../../../src/core/config/sweep/sweepPlaces.js';

const config = (sweep: string) => `{
  "data": { "task": "sum" },
  "model": { "layers": [{ "type": "lstm", "units": 4 }, { "type": "dense", "units": 1 }] },
  "sweep": ${sweep}
}`;

async function problemsOf(sweep: string) {
  const text = config(sweep);
  const { problems } = await readConfig('a.lstm.json', text);
  return problems.map(({ line, column, endColumn, message }) => ({
    at: text.split('\n')[line - 1].slice(column - 1, endColumn - 1),
    message,
  }));
}

describe('a sweep', () => {
  test.each([
    '{ "train.learningRate": [0.001, 0.01], "model.layers[0].units": [2, 4], "seed": [1, 2, 3] }',
    '{ "method": "random", "configurations": 3, "train.batchSize": [8, 16, 32, 64] }',
    '{ "method": "successiveHalving", "reductionFactor": 2, "minEpochs": 2, "model.layers[0].type": ["lstm", "gru"] }',
    '{ "on": "ray", "resources": { "cpus": 2, "gpus": 0.5 }, "seed": [1, 2] }',
    '{ "train.optimizer": ["adam", { "type": "sgd", "momentum": 0.9 }], "train.loss": ["huber", "meanSquaredError"] }',
    '{ "model.layers": [[{ "type": "gru", "units": 2 }, { "type": "dense", "units": 1 }]] }',
  ])('is well: %s', async (sweep) => {
    expect(await problemsOf(sweep)).toEqual([]);
  });

  test.each([
    ['{ "train.learningrate": [0.1] }', '"train.learningrate"', /no such place/],
    ['{ "inspect.baseline": ["mean", "zero"] }', '"inspect.baseline"', /no such place/],
    ['{ "name": ["a"] }', '"name"', /no such place/],
    ['{ "train.batchSize": 8 }', '8', /list of values/],
    ['{ "train.batchSize": [8, 0] }', '0', /minimum of 1/],
    ['{ "train.batchSize": [8, "many"] }', '"many"', /Expected "integer"/],
    ['{ "model.layers[0].type": ["lstm", "lstn"] }', '"lstn"', /Valid values: "lstm", "gru"/],
    ['{ "train.batchSize": [] }', '[]', /too few items/],
    ['{ "seed": [1, 1] }', '[1, 1]', /duplicate/],
    ['{ "model.layers[2].units": [1] }', '[1]', /model\.layers has 2 elements, from \[0\] to \[1\]/],
    ['{ "model.layers[1].units": [1, 2] }', '2', /dense_2|dense_1 gives 2 values/],
    ['{ "model.layers[1].returnSequences": [true] }', 'true', /not allowed/],
    ['{ "train.loss.delta": [1] }', '1', /not allowed/],
    ['{ "data.task": ["sum", "runningSum"] }', '"runningSum"', /target for each of 5 steps/],
    ['{ "train.learningRate": [1], "train.optimizer.learningRate": [2] }', '[2]', /same place/],
    ['{ "method": "grid" }', '{ "method": "grid" }', /at least one path/],
    ['{ "method": "random", "seed": [1, 2] }', '"random"', /how many combinations/],
    ['{ "configurations": 3, "seed": [1, 2] }', '3', /trains all combinations/],
    ['{ "minEpochs": 3, "seed": [1, 2] }', '3', /needs "method": "successiveHalving"/],
    ['{ "resources": { "gpus": 1 }, "seed": [1, 2] }', '{ "gpus": 1 }', /needs "on": "ray"/],
    ['{ "on": "slurm", "seed": [1, 2] }', '"slurm"', /"here", "ray"/],
    ['{ "method": "successiveHalving", "train.epochs": [3, 4] }', '[3, 4]', /decides on the epochs/],
    [
      `{ "seed": [${Array.from({ length: 200 }, (_, i) => i)}], "train.batchSize": [${Array.from({ length: 200 }, (_, i) => i + 1)}] }`,
      undefined,
      /40000 trials; at most 10000/,
    ],
  ])('has its fault told where it stands: %s', async (sweep, place, message) => {
    const [first, ...others] = await problemsOf(sweep);
    expect(first.at).toBe(place ?? sweep);
    expect(first.message).toMatch(message);
    expect(others).toEqual([]);
  });

  test('is told of only once where the rest of the config has a fault', async () => {
    const text = config('{ "seed": [1, 2, 3] }').replace('"units": 1 }', '"units": 2 }');
    expect((await readConfig('a.lstm.json', text)).problems).toHaveLength(1);
  });

  test.each([
    ['train.learningrate', 'train.learningRate'],
    ['model.layers[0].unit', 'model.layers[0].units'],
    ['train.batch_size', 'train.batchSize'],
    ['reductionfactor', 'reductionFactor'],
  ])('with the path %s has the fix %s', (wrong, right) => {
    const text = config(`{ "${wrong}": [1] }`);
    const [fix] = schemaFixes(text, text.indexOf(wrong));
    expect(fix.edits.map(({ content }) => content)).toEqual([JSON.stringify(right)]);
  });

  test('has keys of its own that no path begins with', () => {
    const roots = Object.keys(ExperimentSchema.properties);
    expect(SWEEP_KEYS.filter((key) => roots.includes(key as string))).toEqual([]);
    expect(SWEEP_KEYS.filter((key) => !/^[a-z]+$/i.test(key))).toEqual([]);
  });

  test('tells how many trials it has', async () => {
    const sizeOf = async (sweep: string) => sweepSize((await readConfig('a', config(sweep))).experiment!.sweep!);
    expect(await sizeOf('{ "train.batchSize": [1, 2], "train.learningRate": [1, 2, 3], "seed": [1, 2] }')).toEqual({
      ...{ configurations: 6, seeds: 2, trials: 12 },
    });
    const random = '{ "method": "random", "configurations": 4, "train.batchSize": [1, 2, 3, 4, 5], "seed": [1, 2] }';
    expect(await sizeOf(random)).toEqual({ configurations: 4, seeds: 2, trials: 8 });
  });
});

describe('paths', () => {
  test('are read and written', () => {
    expect(parsePath('model.layers[12].layer.units')).toEqual(['model', 'layers', 12, 'layer', 'units']);
    expect(formatPath(['model', 'layers', 12, 'layer', 'units'])).toBe('model.layers[12].layer.units');
    expect(parsePath('train.learningRate')).toEqual(['train', 'optimizer', 'learningRate']);
  });

  test('are told by their last key where that says enough', () => {
    expect(shortNames(['train.learningRate', 'model.layers[0].units', 'seed'])).toEqual([
      'learningRate',
      'units',
      'seed',
    ]);
    expect(shortNames(['model.layers[0].units', 'model.layers[1].units', 'seed'])).toEqual([
      ...['model.layers[0].units', 'model.layers[1].units', 'seed'],
    ]);
  });

  test('that are offered are those of this config, with what stands there', () => {
    const tree = parseTree(config('{}').replace('"sweep"', '"train": { "optimizer": "sgd" }, "sweep"'))!;
    const places = sweepPlaces(tree);
    const names = places.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['seed', 'train.learningRate', 'train.optimizer.momentum', 'data.length']),
    );
    expect(names).toContain('model.layers[0].recurrentDropout');
    expect(names).not.toContain('model.layers[1].recurrentDropout');
    expect(names).not.toContain('train.optimizer.beta1');
    expect(names).not.toContain('data.digits');
    expect(places.find(({ name }) => name === 'model.layers[0].units')).toMatchObject({ now: '4', simple: true });
    expect(places.find(({ name }) => name === 'model.layers')).toMatchObject({ simple: false });
    expect(new Set(names).size).toBe(names.length);
  });

  test('that are offered are all accepted', async () => {
    const places = sweepPlaces(parseTree(config('{}'))!);
    const sweep = Object.fromEntries(places.map(({ name }) => [name, []]));
    const problems = await problemsOf(JSON.stringify(sweep));
    expect(problems.every(({ message }) => /too few items/.test(message))).toBe(true);
    expect(problems).toHaveLength(places.length);
  });
});
