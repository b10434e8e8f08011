import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileData } from '../../../src/core/config/experiment.js';
import { sequenceInputs, sequenceTargets } from '../../../src/core/data/dataset.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { loadData, type Wanted } from '../../../src/core/data/load.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { splitInTime } from '../../../src/core/data/split.js';
import { BadInputError, formatProblem, type Problem } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { scale, unscale } from '../../../src/core/scaler.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { noOther, sourceOf } from './sources.js';

const problemAt = (path: (string | number)[], message: string): Problem => ({
  file: 'a.lstm.json',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  message: `${path.join('.')}: ${message}`,
  severity: 'error',
  source: 'meaning',
});

const base = {
  file: 'a.csv',
  inputs: ['x'],
  target: 'y',
  transform: 'none',
  missing: 'error',
  standardize: false,
  split: { validation: 0 },
} as const;
const wanted = { seed: 3, loss: { type: 'meanSquaredError' }, everyStep: false } as const;
const read = (text: string, data: Partial<FileData>, change: Partial<Wanted> = {}) => {
  const reading = { ...wanted, ...change, random: Random.for(1, 'split'), problemAt, turns: NO_TURNS, open: noOther };
  return readFileData({ ...base, ...data } as FileData, sourceOf('a.csv', text), reading);
};
const problemsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof BadInputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
};

describe('the sum task', () => {
  const data = {
    task: 'sum',
    samples: 500,
    length: 4,
    features: 3,
    standardize: true,
    split: { validation: 0.2 },
  } as const;
  const load = () => loadData(data, wanted, '.', nodeFiles, problemAt);

  it('gives the sum of each sequence as its target', async () => {
    const set = await load();
    const all = Uint32Array.from({ length: 500 }, (_, n) => n);
    const inputs = sequenceInputs(set, all);
    const targets = sequenceTargets(set, all);
    for (const n of all) {
      const sum = inputs.subarray(n * 12, (n + 1) * 12).reduce((total, value) => total + value, 0);
      expect(targets[n]).toBeCloseTo(sum, 12);
    }
    expect([set.training.length, set.validation.length]).toEqual([400, 100]);
    expect(new Set([...set.training, ...set.validation]).size).toBe(500);
  });

  it('standardizes by the training part', async () => {
    const set = await load();
    const inputs = scale(sequenceInputs(set, set.training), set.inputScaler);
    for (let f = 0; f < 3; f++) {
      const column = Array.from(inputs).filter((_, i) => i % 3 === f);
      const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
      const variance = column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 5);
    }
  });

  it('comes back from the model’s units', async () => {
    const { inputScaler } = await load();
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 }), (raw) => {
        const back = unscale(scale(raw, inputScaler), inputScaler);
        for (const [i, value] of raw.entries()) expect(back[i]).toBeCloseTo(value, 3);
      }),
    );
  });
});

describe('one row a step', () => {
  const text = 'id,t,x,y\nb,2,20,7\na,1,1,\na,2,2,5\nb,1,10,7\n';

  it('orders rows by sequence and time and takes the target of the last row', async () => {
    const set = await read(text, { sequence: 'id', time: 't' });
    expect(set.length).toBe(2);
    expect([...sequenceInputs(set, [0, 1])]).toEqual([10, 20, 1, 2]);
    expect([...set.targets]).toEqual([7, 5]);
  });

  it('names sequences of unequal length, missing targets and wrong cells with their place', async () => {
    expect(await problemsOf(() => read(`${text}c,1,3,1\n`, { sequence: 'id', time: 't' }))).toEqual([
      expect.stringMatching(/^a\.lstm\.json:1:1: model\.layers: The sequences have 1 to 2 steps/),
    ]);
    const everyStep = { everyStep: true };
    expect(await problemsOf(() => read(`${text}c,1,3,1\n`, { sequence: 'id', time: 't' }, everyStep))).toEqual([
      'a.csv:6:1: Sequence "c" has 1 steps, but "b" has 2; all must have the same where there is a target for every step.',
    ]);
    expect(await problemsOf(() => read('id,x,y\na,1,\n', { sequence: 'id' }))).toEqual([
      'a.csv:2:5: The last row of a sequence has no target; a finite number is needed.',
    ]);
    expect(await problemsOf(() => read('id,x,y\na,"one, two",1\nb,NaN,1\nc,,1\n', { sequence: 'id' }))).toEqual([
      'a.csv:2:3: Column "x" is "one, two", not a finite number.',
      'a.csv:3:3: Column "x" is "NaN", not a finite number.',
      'a.csv:4:3: Column "x" is empty, not a finite number.',
    ]);
  });
});

describe('windows over one series', () => {
  const prices = [100, 110, 99, 120, 132, 125, 130, 140];
  const text = `day,x\n${prices.map((price, day) => `${day},${price}`).join('\n')}\n`;

  it('takes the value a horizon ahead as the target', async () => {
    const set = await read(text, { target: 'x', window: 3, horizon: 2, time: 'day' });
    expect([...sequenceInputs(set, [0])]).toEqual([100, 110, 99]);
    expect([...set.targets]).toEqual([132, 125, 130, 140]);
    expect([...sequenceInputs(set, [3])]).toEqual([120, 132, 125]);
  });

  it('with log returns takes the return over the whole horizon', async () => {
    const set = await read(text, { target: 'x', window: 3, horizon: 2, transform: 'logReturn' });
    expect(set.starts).toHaveLength(3);
    const log = (from: number, to: number) => Math.log(prices[to] / prices[from]);
    for (const [i, value] of [log(0, 1), log(1, 2), log(2, 3)].entries())
      expect(sequenceInputs(set, [0])[i]).toBeCloseTo(value, 14);
    for (const [n, value] of [log(3, 5), log(4, 6), log(5, 7)].entries()) expect(set.targets[n]).toBeCloseTo(value, 14);
  });

  it('sees nothing of the future: another future leaves the training part as it is', async () => {
    const data = {
      target: 'x',
      window: 3,
      horizon: 2,
      transform: 'logReturn',
      standardize: true,
      split: { validation: 0.4 },
    } as const;
    const long = Array.from({ length: 40 }, (_, i) => 100 + ((i * 37) % 17));
    const csv = (values: number[]) => `x\n${values.join('\n')}\n`;
    const now = await read(csv(long), data);
    // The last row that a training target reads: log returns lose one row, windows have 3, the horizon is 2.
    const known = (now.training.at(-1) as number) + 3 + 2 + 1;
    expect(now.validation[0]).toBeGreaterThan(now.training.at(-1) as number);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 40 - known, maxLength: 40 - known }),
        async (future) => {
          const then = await read(csv([...long.slice(0, known), ...future]), data);
          expect(then.inputScaler).toEqual(now.inputScaler);
          expect(then.targetScaler).toEqual(now.targetScaler);
          expect(sequenceInputs(then, then.training)).toEqual(sequenceInputs(now, now.training));
          expect(sequenceTargets(then, then.training)).toEqual(sequenceTargets(now, now.training));
        },
      ),
    );
  });

  it('lets no training target reach into the validation targets', async () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (windows, share, horizon) => {
          const { training, validation } = splitInTime(windows, share, horizon);
          if (training.length === 0 || validation.length === 0) return;
          // Window n ends before row n + length; its target spans the `horizon` rows after that.
          expect((training.at(-1) as number) + horizon).toBeLessThanOrEqual(validation[0]);
        },
      ),
    );
  });

  it('says when the series is shorter than a window needs, or a price is not positive', async () => {
    expect(await problemsOf(() => read(text, { target: 'x', window: 8 }))).toEqual([
      'a.lstm.json:1:1: data.window: a.csv has 8 rows; a window of 8 and a horizon of 1 need 9.',
    ]);
    expect(await problemsOf(() => read('x\n1\n0\n2\n3\n', { target: 'x', window: 1, transform: 'logReturn' }))).toEqual(
      ['a.csv:3:1: A log return needs positive values; column "x" has 0.'],
    );
  });
});

describe('a CSV file that cannot be used', () => {
  it.each([
    ['', 'a.csv:1:1: The file is empty; a header line is needed.'],
    ['x,y\n', 'a.csv:1:1: The file has a header but no rows.'],
    ['x,x\n1,2\n', 'a.csv:1:1: Two columns are named "x".'],
    ['x,y\n1,2\n3\n', 'a.csv:3:1: The row has 1 values, the header 2.'],
    ['x,y\n1,"2\n', expect.stringMatching(/^a\.csv:2:1: Quote not closed/)],
  ])('%j', async (text, problem) => {
    expect(await problemsOf(() => read(text, { window: 1 }))).toEqual([problem]);
  });

  it('names every missing column and those there are', async () => {
    expect(await problemsOf(() => read('x,z\n1,2\n', { inputs: ['q'], window: 1 }))).toEqual([
      'a.lstm.json:1:1: data.inputs.0: a.csv has no column "q". Its columns: "x", "z".',
      'a.lstm.json:1:1: data.target: a.csv has no column "y". Its columns: "x", "z".',
    ]);
  });
});

describe('targets of a file', () => {
  const text = 'id,t,x,y\na,1,1,up\na,2,2,down\nb,1,10,down\nb,2,20,up\nc,1,5,down\nc,2,6,down\n';
  const sparse = { loss: { type: 'sparseCategoricalCrossentropy', fromLogits: false } } as const;
  const binary = { loss: { type: 'binaryCrossentropy', fromLogits: false } } as const;
  const rows = { sequence: 'id', time: 't' };

  it('are classes by name where the loss is one of classes', async () => {
    const set = await read(text, { ...rows, standardize: true }, sparse);
    expect(set.target).toEqual({ kind: 'classes', classes: ['down', 'up'] });
    expect([...set.targets]).toEqual([0, 1, 0]);
    expect(set.targetScaler).toEqual({ mean: [0], deviation: [1] });
  });

  it('are classes in the order of their numbers', async () => {
    const numbered = text.replaceAll('down', '10').replaceAll('up', '9');
    const set = await read(numbered, rows, sparse);
    expect(set.target).toEqual({ kind: 'classes', classes: ['9', '10'] });
    expect([...set.targets]).toEqual([1, 0, 1]);
  });

  it('are of every row where the model answers at every step', async () => {
    const set = await read(text, rows, { ...sparse, everyStep: true });
    expect(set.targetSteps).toBe(2);
    expect([...set.targets]).toEqual([1, 0, 0, 1, 0, 0]);
    const numbers = await read(
      text.replaceAll('down', '1').replaceAll('up', '3'),
      { ...rows, standardize: true },
      { everyStep: true },
    );
    expect([...numbers.targets]).toEqual([3, 1, 1, 3, 1, 1]);
    expect(numbers.targetScaler.mean[0]).toBeCloseTo(10 / 6, 12);
  });

  it('of yes and no may be names, or probabilities', async () => {
    expect((await read(text, rows, binary)).target).toEqual({ kind: 'classes', classes: ['down', 'up'] });
    const asNumbers = text.replaceAll('down', '0').replaceAll('up', '1');
    expect((await read(asNumbers, rows, binary)).target).toEqual({ kind: 'classes', classes: ['0', '1'] });
    expect((await read(text.replaceAll('down', '0.25').replaceAll('up', '1'), rows, binary)).target).toEqual({
      kind: 'numbers',
    });
  });

  it('that are no classes are named with their place', async () => {
    expect(await problemsOf(() => read(text.replace('a,2,2,down', 'a,2,2,'), rows, sparse))).toEqual([
      'a.csv:3:7: The row has no target; the name of a class is needed.',
    ]);
    expect(await problemsOf(() => read(text.replaceAll('up', 'down'), rows, sparse))).toEqual([
      'a.csv:3:7: Column "y" has 1 class; sparseCategoricalCrossentropy needs 2 to 1000.',
    ]);
    const three = `${text}d,1,5,down\nd,2,6,flat\n`;
    expect(await problemsOf(() => read(three, rows, binary))).toEqual([
      'a.csv:3:7: Column "y" has 3 classes; binaryCrossentropy needs two.',
    ]);
  });

  it('after windows are those a horizon ahead, of the last row or of every row', async () => {
    const series = 't,x\n1,1\n2,2\n3,3\n4,4\n5,5\n';
    const windowed = { time: 't', target: 'x', window: 2 } as const;
    expect([...(await read(series, windowed)).targets]).toEqual([3, 4, 5]);
    const every = await read(series, windowed, { everyStep: true });
    expect([...every.targets]).toEqual([2, 3, 3, 4, 4, 5]);
    expect([every.length, every.targetSteps]).toEqual([2, 2]);
    const names = 't,x,y\n1,1,a\n2,2,b\n3,3,b\n4,4,a\n';
    const classes = await read(names, { time: 't', target: 'y', window: 1, horizon: 2 }, sparse);
    expect([...classes.targets]).toEqual([1, 0]);
  });
});
