import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { planSweep, trialText } from '../../../src/core/sweep/plan.js';

const BASE = `// A comment that stays.
{
  "seed": 7, // and this one
  "data": { "task": "sum", "samples": 50 },
  "model": {
    "layers": [
      { "type": "lstm", "units": 8, "returnSequences": true }, /* the first */
      { "type": "gru", "units": 4 },
      { "type": "dense", "units": 1 },
    ],
  },
  "train": { "optimizer": "adam", "epochs": 27 },
  "sweep": SWEEP,
}`;

const withSweep = (sweep: unknown) => BASE.replace('SWEEP', () => JSON.stringify(sweep, null, 2));

async function planned(sweep: unknown) {
  const text = withSweep(sweep);
  const { experiment, problems } = await readConfig('a.lstm.json', text);
  expect(problems).toEqual([]);
  return { text, plan: (await planSweep(text, experiment!))! };
}

/** Values that are fine for the config above, by path. */
const AXES: Record<string, unknown[]> = {
  seed: [1, 2, 3, 4],
  'train.learningRate': [0.001, 0.01, 0.1],
  'train.batchSize': [8, 16, 32],
  'train.loss': ['meanSquaredError', { type: 'huber', delta: 2 }, 'huber'],
  'train.optimizer.weightDecay': [0, 0.01],
  'model.layers[0].units': [2, 4, 8],
  'model.layers[1].type': ['lstm', 'gru', 'simpleRnn'],
  'model.layers[1].dropout': [0, 0.5],
  'data.samples': [20, 40],
  precision: ['exact', 'fast'],
};

/** Some paths in some order, each with some of its values. */
const sweeps = fc
  .uniqueArray(fc.constantFrom(...Object.keys(AXES)), { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.shuffledSubarray(AXES[name], { minLength: 1 }).map((values) => [name, values]))),
  )
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown[]>);

describe('a grid', () => {
  test('has as many trials as the product of its lists, no two alike, each a config that is well', async () => {
    await fc.assert(
      fc.asyncProperty(sweeps, async (sweep) => {
        const { text, plan } = await planned(sweep);
        const count = Object.values(sweep).reduce((product, { length }) => product * length, 1);
        expect(plan.trials).toHaveLength(count);
        expect(new Set(plan.trials.map(({ id }) => id)).size).toBe(count);
        for (const trial of plan.trials) {
          const own = trialText(text, plan.spec, trial);
          const { problems, experiment } = await readConfig('a.lstm.json', own);
          expect(problems).toEqual([]);
          expect(experiment?.sweep).toBeUndefined();
          expect(own).toContain('// A comment that stays.');
          expect(own).toContain('/* the first */');
        }
      }),
      { numRuns: 15 },
    );
  });

  test('is the same each time', async () => {
    const sweep = { 'train.batchSize': [8, 16], seed: [1, 2] };
    expect((await planned(sweep)).plan).toEqual((await planned(sweep)).plan);
  });

  test('puts each value where its path says, and nothing elsewhere', async () => {
    const { text, plan } = await planned({ 'model.layers[1].units': [5, 6], 'train.epochs': [3], 'data.length': [4] });
    const { sweep: _, ...base } = parse(text, [], { allowTrailingComma: true });
    for (const [index, units] of [5, 6].entries()) {
      const wanted = structuredClone(base);
      wanted.model.layers[1].units = units;
      wanted.train.epochs = 3;
      wanted.data.length = 4;
      expect(parse(trialText(text, plan.spec, plan.trials[index]), [], { allowTrailingComma: true })).toEqual(wanted);
    }
  });

  test('turns a named optimizer into an object, and sets the outer before the inner', async () => {
    const trained = async (sweep: unknown) => {
      const { text, plan } = await planned(sweep);
      return plan.trials.map(
        (trial) => parse(trialText(text, plan.spec, trial), [], { allowTrailingComma: true }).train,
      );
    };
    expect(await trained({ 'train.learningRate': [0.1] })).toEqual([
      { optimizer: { type: 'adam', learningRate: 0.1 }, epochs: 27 },
    ]);
    expect(await trained({ 'train.learningRate': [0.1], 'train.optimizer': ['sgd', { type: 'adamw' }] })).toEqual([
      { optimizer: { type: 'sgd', learningRate: 0.1 }, epochs: 27 },
      { optimizer: { type: 'adamw', learningRate: 0.1 }, epochs: 27 },
    ]);
  });

  test('gives a trial the same id however the sweep is written, and whatever is looked at afterwards', async () => {
    const one = await planned({ 'train.learningRate': [0.1, 0.2] });
    const other = await planned({ 'train.optimizer.learningRate': [0.2] });
    expect(one.plan.trials[1].id).toBe(other.plan.trials[0].id);
    expect(one.plan.id).toBe(other.plan.id);
    const text = one.text.replace('"train"', '"inspect": { "attention": [] }, "name": "another", "train"');
    const { experiment } = await readConfig('a.lstm.json', text);
    expect((await planSweep(text, experiment!))?.trials).toEqual(one.plan.trials);
  });
});

describe('a random sample', () => {
  const axes = { 'train.batchSize': [1, 2, 4, 8, 16], 'model.layers[0].units': [2, 3, 4, 5], seed: [1, 2] };
  const draw = (configurations: number) => planned({ method: 'random', configurations, ...axes });

  test('draws configurations without repetition, each with all seeds, the same ones each time', async () => {
    const { plan } = await draw(7);
    expect(plan.trials).toHaveLength(14);
    expect(new Set(plan.trials.map(({ values: { seed: _, ...own } }) => JSON.stringify(own))).size).toBe(7);
    for (const { values, index, configuration } of plan.trials) {
      expect(configuration).toBe(Math.floor(index / 2));
      expect(values.seed).toBe((index % 2) + 1);
    }
    expect((await draw(7)).plan).toEqual(plan);
  });

  test('is the whole grid where that is not larger', async () => {
    const { plan } = await draw(10_000);
    const { plan: grid } = await planned(axes);
    expect(plan.trials.map(({ id }) => id).sort()).toEqual(grid.trials.map(({ id }) => id).sort());
  });

  test('does not walk through a grid of 10^15 to draw from it', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => i + 1);
    const { plan } = await planned({
      method: 'random',
      configurations: 5,
      'train.batchSize': many,
      'data.samples': many.map((n) => n + 10),
      'train.optimizer.weightDecay': many.map((n) => n / 1000),
    });
    expect(plan.trials).toHaveLength(5);
  });
});
