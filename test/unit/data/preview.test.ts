import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataConfig } from '../../../src/core/config/experiment.js';
import { nameLayers } from '../../../src/core/config/experiment.js';
import type { Dataset } from '../../../src/core/data/dataset.js';
import { binOf, binsFor } from '../../../src/core/data/preview/histogram.js';
import { together } from '../../../src/core/data/preview/leaks.js';
import { kolmogorovSmirnov } from '../../../src/core/data/preview/parts.js';
import { previewData, previewSequence } from '../../../src/core/data/preview/preview.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { Random } from '../../../src/core/random.js';
import { identityScaler } from '../../../src/core/scaler.js';

/** Sequences of one feature or more that do not share rows. @param sequences [N][T][F] */
function separate(
  sequences: readonly (readonly (readonly number[])[])[],
  targets: readonly number[],
  change: Partial<Dataset> = {},
): Dataset {
  const [length, features] = [sequences[0].length, sequences[0][0].length];
  const cut = Math.floor(0.75 * sequences.length);
  const all = Uint32Array.from(sequences.keys());
  return {
    rows: Float64Array.from(sequences.flat(2)),
    starts: all.map((n) => n * length),
    length,
    features: Array.from({ length: features }, (_, f) => `x${f}`),
    target: { kind: 'numbers' },
    targets: Float64Array.from(targets),
    targetNames: ['y'],
    training: all.subarray(0, cut),
    validation: all.subarray(cut),
    inputScaler: identityScaler(features),
    targetScaler: identityScaler(1),
    ...change,
  };
}

/** Windows over a series, the target `horizon` rows later. @param series [R][F] @param answers [R] */
function windows(
  series: readonly (readonly number[])[],
  answers: readonly number[],
  length: number,
  horizon: number,
): Dataset {
  const count = series.length - length - horizon + 1;
  const all = Uint32Array.from({ length: count }, (_, n) => n);
  const data = separate([series], [0]);
  return {
    ...data,
    starts: all,
    length,
    targets: Float64Array.from(all, (n) => answers[n + length - 1 + horizon]),
    training: all.subarray(0, Math.floor(0.8 * count)),
    validation: all.subarray(Math.floor(0.8 * count)),
  };
}

const file = (change: object = {}): DataConfig => ({
  file: 'a.csv',
  sequence: 'id',
  inputs: ['x0'],
  target: 'y',
  transform: 'none',
  missing: 'error',
  standardize: true,
  split: { validation: 0.25 },
  ...change,
});
const series = (change: object = {}) => file({ sequence: undefined, window: 4, horizon: 1, ...change });
const preview = (data: Dataset, config: DataConfig = file(), model: Parameters<typeof previewData>[0]['model'] = {}) =>
  previewData({ data: config, model }, data, NO_TURNS);
const kinds = async (...given: Parameters<typeof preview>) =>
  (await preview(...given)).warnings.map(({ kind }) => kind);
const messages = async (...given: Parameters<typeof preview>) =>
  (await preview(...given)).warnings.map(({ message }) => message);

const uniform = (count: number, seed: number) => {
  const random = Random.for(seed, 'data');
  return Array.from({ length: count }, () => random.uniform());
};
/** 400 sequences of three random steps, with a random answer: nothing is wrong with them. */
const harmless = (change: Partial<Dataset> = {}) => {
  const values = uniform(1200, 1);
  return separate(
    Array.from({ length: 400 }, (_, n) => [0, 1, 2].map((t) => [values[3 * n + t]])),
    uniform(400, 2),
    change,
  );
};

describe('a preview', () => {
  it('tells range, mean and deviation of each part, each row once', async () => {
    // Windows of two rows over 0 … 9: the first rows train, the last validate.
    const data = windows(
      Array.from({ length: 10 }, (_, r) => [r]),
      Array.from({ length: 10 }, (_, r) => 10 * r),
      2,
      1,
    );
    const { columns, parts, rows } = await preview(data, series({ window: 2 }));
    expect([rows, parts]).toEqual([10, { training: 6, validation: 2 }]);
    const [x, y] = columns;
    // Six windows cover rows 0 … 6, two cover rows 6 … 8.
    expect(x.training).toEqual({ values: 7, min: 0, max: 6, mean: 3, deviation: 2 });
    expect(x.validation).toMatchObject({ values: 3, min: 6, max: 8, mean: 7 });
    expect(y.training).toMatchObject({ values: 6, min: 20, max: 70, mean: 45 });
    expect([x.kind, y.role]).toEqual(['whole numbers', 'target']);
    expect(x.counts.training).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  it('counts what is no number, and leaves it out of everything else', async () => {
    const data = separate(
      [
        [[1], [Number.NaN]],
        [[3], [Number.POSITIVE_INFINITY]],
        [[5], [1]],
        [[2], [2]],
      ],
      [1, 2, 3, 4],
    );
    const { columns, warnings } = await preview(data);
    expect(columns[0]).toMatchObject({ missing: 2, training: { values: 4, min: 1, max: 5, mean: 2.5 } });
    expect(warnings.map(({ kind }) => kind)).toContain('missing');
  });

  it('counts the gaps of the file that others stand for, and warns where they are many', async () => {
    const config = file({ missing: 'mean' });
    const withGaps = (gaps: number) =>
      previewData({ data: config, model: {} }, { ...harmless(), gaps: new Map([['x0', gaps]]) }, NO_TURNS);
    // Of 1200 rows.
    const many = await withGaps(300);
    expect(many.columns[0].missing).toBe(300);
    expect(many.warnings.map(({ message }) => message)).toEqual(['"x0" has 300 missing values (25 %).']);
    const few = await withGaps(12);
    expect([few.columns[0].missing, few.warnings]).toEqual([12, []]);
  });

  it('has all values in its bins', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (values) => {
        const [min, max] = [Math.min(...values), Math.max(...values)];
        const bins = binsFor(min, max, values.every(Number.isInteger));
        for (const value of values) {
          const bin = binOf(value, bins);
          expect(bin >= 0 && bin < bins.bins).toBe(true);
        }
        expect(binOf(min, bins)).toBe(0);
        if (max > min) expect(binOf(max, bins)).toBe(bins.bins - 1);
      }),
    );
  });

  it('shows any sequence of a part with its target', () => {
    const data = harmless();
    const { input, target } = previewSequence(data, 'validation', 7);
    expect([...input]).toEqual([...data.rows.subarray(3 * 307, 3 * 308)]);
    expect([...target]).toEqual([data.targets[307]]);
    expect(() => previewSequence(data, 'validation', 100)).toThrow('The validation part has no sequence 101.');
  });

  it('stops where it is no longer wanted', async () => {
    const stop = async () => {
      throw new Error('stopped');
    };
    await expect(previewData({ data: file(), model: {} }, harmless(), { ...NO_TURNS, pause: stop })).rejects.toThrow(
      'stopped',
    );
  });
});

describe('warnings', () => {
  it('are not given for harmless data', async () => {
    expect(await kinds(harmless())).toEqual([]);
  });

  it('name a column, and a target, that never changes', async () => {
    const flat = separate(
      Array.from({ length: 400 }, () => [[0.1], [0.1]]),
      uniform(400, 2),
    );
    expect(await messages(flat)).toContain('"x0" is 0.1 in every row of the training part.');
    expect(await messages(harmless({ targets: new Float64Array(400).fill(2) }))).toContain(
      'Every answer of the training part is 2.',
    );
  });

  it('name the target among the inputs of rows that hold the answer, but not of a forecast', async () => {
    const named = { targetNames: ['x0'] };
    expect(await kinds(harmless(named))).toEqual(['targetAmongInputs']);
    const values = uniform(500, 3).map((value) => [value]);
    const forecast = windows(values, values.flat(), 4, 1);
    expect(await kinds({ ...forecast, targetNames: ['x0'] }, series())).toEqual([]);
  });

  it('name a column that is the answer, up to scale, at one step', async () => {
    const data = harmless();
    const leaking = { ...data, targets: Float64Array.from({ length: 400 }, (_, n) => 5 - 3 * data.rows[3 * n + 1]) };
    expect(await messages(leaking)).toEqual(['"x0" at step 2 of 3 is nearly the answer itself (r = -1).']);
    // r² of signal and independent noise is the signal's share of the variance: here 0.5.
    const noise = uniform(400, 9);
    const noisy = { ...data, targets: Float64Array.from({ length: 400 }, (_, n) => data.rows[3 * n + 1] + noise[n]) };
    expect(await kinds(noisy)).toEqual([]);
  });

  it('name a column whose groups are the classes', async () => {
    const data = harmless({ target: { kind: 'classes', classes: ['a', 'b', 'c'] } });
    const targets = Float64Array.from({ length: 400 }, (_, n) => n % 3);
    const rows = data.rows.map((value, row) => [4, 1, 7][Math.floor(row / 3) % 3] + 0.01 * value);
    expect(await kinds({ ...data, rows, targets })).toEqual(['leak']);
  });

  it('name a column of tomorrow in a window, and tell it from a series that is its own last value', async () => {
    // A walk with random steps: its value is nearly the one before, but its changes are independent.
    let at = 0;
    const walk = uniform(3000, 4).map((step) => {
      at += step;
      return at;
    });
    const tomorrow = walk.map((_, row) => [walk[row + 1] ?? 0]);
    const config = series({ standardize: true });
    expect(await kinds(windows(tomorrow, walk, 4, 1), config)).toContain('leak');
    const own = await kinds(
      {
        ...windows(
          walk.map((value) => [value]),
          walk,
          4,
          1,
        ),
        targetNames: ['x0'],
      },
      config,
    );
    expect(own).toContain('persistence');
    expect(own).not.toContain('leak');
    expect(own).not.toContain('targetAmongInputs');
  });

  it('do not call a text, or a class that lasts, persistent, but numbers', async () => {
    const config = series({ inputs: ['c'], target: 'c', categories: true });
    // "abab…": what comes next is told by the last character, as a text may.
    const letters = Array.from({ length: 1000 }, (_, row) => row % 2);
    const classes = { kind: 'classes', classes: ['a', 'b'] } as const;
    const inputs = [{ column: 'c', known: ['a', 'b'], others: [] }];
    const text = (rows: readonly number[], features: readonly string[], ids?: number): Dataset => ({
      ...windows(
        rows.map((letter) => (ids === undefined ? [1 - letter, letter] : [letter + 2])),
        rows,
        4,
        1,
      ),
      ...{ features, ids, targetNames: ['c'], target: classes, names: { inputs, classes: ['a', 'b'] } },
    });
    expect(await kinds(text(letters, ['c=a', 'c=b']), config)).not.toContain('persistence');
    expect(await kinds(text(letters, ['c=a', 'c=b']), config)).not.toContain('leak');
    expect(await kinds(text(letters, ['c'], 4), config)).not.toContain('persistence');
    // Numbers that lie at a level for long, once as what they are, once as classes, once told by a column of names.
    const levels = Array.from({ length: 40_000 }, (_, row) => Math.floor(row / 5000) % 2);
    const numbers = windows(
      levels.map((level) => [level]),
      levels,
      4,
      1,
    );
    const own = { ...numbers, features: ['c'], targetNames: ['c'] };
    const plain = series({ inputs: ['c'], target: 'c' });
    expect(await kinds(own, plain)).toContain('persistence');
    expect(await kinds({ ...own, target: classes }, plain)).not.toContain('persistence');
    const told = { ...text(levels, ['c=a', 'c=b']), targetNames: ['y'], target: { kind: 'numbers' } } as const;
    expect(await kinds(told, series({ inputs: ['c'] }))).not.toContain('persistence');
    expect(await kinds({ ...told, names: undefined }, series({ inputs: ['c=a', 'c=b'] }))).toContain('persistence');
  });

  it('name layers that see later rows of a window with a target at every step', async () => {
    const values = uniform(500, 3).map((value) => [value]);
    const data = windows(values, values.flat(), 4, 1);
    const every = { ...data, targetNames: ['x0'], targetSteps: 4 };
    const targets = Float64Array.from(
      { length: 4 * data.starts.length },
      (_, i) => values[Math.floor(i / 4) + (i % 4) + 1][0],
    );
    const layersOf = (type: 'lstm' | 'bidirectional') => {
      const lstm = { type: 'lstm', units: 2, returnSequences: true };
      return nameLayers([(type === 'lstm' ? lstm : { type, layer: lstm, mergeMode: 'concat' }) as never]);
    };
    expect(await kinds({ ...every, targets }, series(), { layers: layersOf('lstm') })).toEqual([]);
    expect(await kinds({ ...every, targets }, series(), { layers: layersOf('bidirectional') })).toEqual([
      'futureInside',
    ]);
  });

  it('name a validation part that is missing, or too small to tell', async () => {
    const all = Uint32Array.from({ length: 400 }, (_, n) => n);
    expect(await kinds(harmless({ training: all, validation: all.subarray(0, 0) }))).toEqual(['noValidation']);
    const few = await messages(harmless({ training: all.subarray(0, 384), validation: all.subarray(384) }));
    expect(few).toEqual(['Only 16 sequences of 400 validate.']);
  });

  it('measure how far the validation part is from the training part', async () => {
    const data = harmless();
    // The validation part begins at row 900; one half up, half of its values lie outside of [0, 1).
    const rows = data.rows.map((value, row) => (row < 900 ? value : value + 0.5));
    const [message, ...others] = await messages({ ...data, rows });
    expect(others).toEqual([]);
    expect(message).toMatch(
      /^"x0" is another in the validation part: its mean is [01]\.\d+ and not 0\.[45]\d* \(1\.[67]\d? deviations apart\), and [45]\d % /,
    );
    const targets = data.targets.map((value, n) => (n < 300 ? value : value - 0.9));
    expect((await messages({ ...data, targets }))[0]).toContain('The target "y" is another in the validation part');
  });

  it('name scales that differ unless they are standardized', async () => {
    const values = uniform(2400, 5);
    const wide = separate(
      Array.from({ length: 400 }, (_, n) => [0, 1, 2].map((t) => [values[6 * n + t], 1000 * values[6 * n + 3 + t]])),
      uniform(400, 6),
    );
    const inputs = ['x0', 'x1'];
    expect(await kinds(wide, file({ inputs, standardize: false }))).toEqual(['scales']);
    const inputScaler = { mean: [0.5, 500], deviation: [0.3, 300] };
    expect(await kinds({ ...wide, inputScaler }, file({ inputs }))).toEqual([]);
  });

  it('count sequences that stand in both parts', async () => {
    const data = harmless();
    const rows = data.rows.slice();
    for (let n = 0; n < 25; n++) rows.copyWithin(3 * (300 + n), 3 * n, 3 * n + 3);
    expect(await messages({ ...data, rows })).toEqual([
      '25 % of the validation sequences (25 of 100) have the same inputs as one in the training part.',
    ]);
  });

  it('hold parameters against answers', async () => {
    const layers = nameLayers([
      { type: 'lstm', units: 100, useBias: true },
      { type: 'dense', units: 1, useBias: true },
    ] as never);
    // 4 · (1 + 100 + 1) · 100 + 101 = 40,901 for 300 answers.
    expect(await messages(harmless(), file(), { layers })).toEqual([
      'The model has 40901 parameters for 300 answers in 300 training sequences.',
    ]);
  });

  it('name classes that are most of the answers, or none of them', async () => {
    const classes = { kind: 'classes', classes: ['no', 'yes', 'perhaps'] } as const;
    const targets = Float64Array.from({ length: 400 }, (_, n) => Number(n % 10 === 0));
    expect(await messages(harmless({ target: classes, targets }))).toEqual([
      '90 % of the training answers are "no".',
      'No training sequence of 300 has the answer "perhaps".',
    ]);
  });
});

describe('the measures', () => {
  it('of Kolmogorov and Smirnov is the largest distance of the distribution functions', () => {
    const of = (a: number[], b: number[]) => kolmogorovSmirnov(Float64Array.from(a), Float64Array.from(b));
    expect(of([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(of([1, 2], [3, 4])).toBe(1);
    expect(of([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(of([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5);
  });

  it('of being one is 1 for a line, and the root of the variance between classes', () => {
    const x = Float64Array.of(1, 2, 3, 4);
    expect(together(x, Float64Array.of(3, 5, 7, 9), false)).toBeCloseTo(1, 15);
    // Means of the classes are 1.5 and 3.5 about 2.5: 4 of a sum of squares of 5.
    expect(together(x, Float64Array.of(0, 0, 1, 1), true)).toBeCloseTo(Math.sqrt(0.8), 15);
    expect(together(x, Float64Array.of(1, 1, 1, 1), false)).toBeNaN();
  });
});
