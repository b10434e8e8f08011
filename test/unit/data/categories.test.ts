import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileData } from '../../../src/core/config/experiment.js';
import { type Dataset, sequenceInputs, sequenceTargets } from '../../../src/core/data/dataset.js';
import { type Reading, readFileData } from '../../../src/core/data/fileData.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { BadInputError } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { prepare } from '../../../src/worker/prepare.js';
import { memoryFiles } from '../worker/memoryFiles.js';
import { noOther, sourceOf } from './sources.js';

// The last of the four sequences validates: only it has "violet".
const TEXT =
  'id,t,color,x,y\na,1,red,1,0\na,2,blue,3,5\nb,3,red,5,0\nb,4,red,7,6\nc,5,green,9,0\nc,6,blue,11,7\nd,7,violet,50,0\nd,8,red,60,7\n';
const read = (data: Partial<FileData> = {}, ids = false, text = TEXT, more: Partial<Reading> = {}): Promise<Dataset> =>
  readFileData(
    {
      ...{ file: 'a.csv', sequence: 'id', time: 't', inputs: ['x', 'color'], target: 'y', categories: ['color'] },
      ...{ transform: 'none', missing: 'error', standardize: true, split: { validation: 0.25, by: 'time' } },
      ...data,
    } as FileData,
    sourceOf('a.csv', text),
    {
      ...{ seed: 1, loss: { type: 'meanSquaredError' }, everyStep: false, random: Random.for(1, 'split'), ids },
      problemAt: (_, message) => {
        throw new Error(message);
      },
      turns: NO_TURNS,
      open: noOther,
      ...more,
    },
  );

describe('inputs that are names', () => {
  it('become a feature for each name of the training part, which has no statistics', async () => {
    const set = await read();
    expect(set.features).toEqual(['x', 'color=blue', 'color=green', 'color=red']);
    expect([...sequenceInputs(set, [0, 2])]).toEqual([1, 0, 0, 1, 3, 1, 0, 0, 9, 0, 1, 0, 11, 1, 0, 0]);
    expect(set.inputScaler.mean).toEqual([6, 0, 0, 0]);
    expect(set.inputScaler.deviation.slice(1)).toEqual([1, 1, 1]);
    // A name that nothing was learned of is none of them.
    expect([...sequenceInputs(set, [3])]).toEqual([50, 0, 0, 0, 60, 0, 0, 1]);
  });

  it('become ids where the model begins with an embedding', async () => {
    const set = await read({ inputs: ['color'] }, true);
    expect([...sequenceInputs(set, [0, 1, 2, 3])]).toEqual([4, 2, 4, 4, 3, 2, 1, 4]);
    expect([set.ids, set.features]).toEqual([5, ['color']]);
    expect(set.inputScaler).toEqual({ mean: [0], deviation: [1] });
  });

  it('are in the order of their numbers where they are numbers', async () => {
    const numbered = TEXT.replaceAll('red', '10').replaceAll('blue', '9').replaceAll('green', '100');
    expect((await read({}, false, numbered)).features).toEqual(['x', 'color=9', 'color=10', 'color=100']);
  });

  it('may be missing, by the same policies', async () => {
    const gap = TEXT.replace('b,4,red', 'b,4,');
    const error = await read({}, false, gap).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as Error).message).toBe('a.csv:5:5: Column "color" is empty; a name is needed.');
    const second = async (missing: FileData['missing']) =>
      [...sequenceInputs(await read({ missing, inputs: ['color'] }, false, gap), [1])].slice(3);
    expect(await second('forward')).toEqual([0, 0, 1]);
    expect(await second('zero')).toEqual([0, 0, 0]);
    expect(await second('mean')).toEqual([2 / 5, 1 / 5, 2 / 5]);
  });

  it('stay as they are where numbers beside them are transformed', async () => {
    const data = {
      sequence: undefined,
      window: 2,
      transform: 'difference',
      split: { validation: 0 },
      scaling: 'none',
    } as const;
    const set = await read(data);
    expect([...sequenceInputs(set, [0])].filter((_, i) => i % 5 === 0)).toEqual([2, 2]);
    expect([...sequenceInputs(set, [0])].filter((_, i) => i % 5 === 1)).toEqual([1, 0]);
  });
});

describe('names that a model was trained with', () => {
  /** Names that a cell of a CSV keeps as they are, those of objects' own properties among them. */
  const name = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '10', '9', 'a'),
    fc.string({ minLength: 1, maxLength: 4 }).filter((text) => /^[^",;|\s]+$/.test(text)),
  );
  const cases = fc
    .uniqueArray(name, { minLength: 2, maxLength: 6 })
    .chain((names) =>
      fc.record({
        sequences: fc.array(fc.record({ color: fc.constantFrom(...names), answer: fc.constantFrom('x', 'y', 'z') }), {
          minLength: 6,
          maxLength: 12,
        }),
        seed: fc.nat(),
        ids: fc.boolean(),
      }),
    )
    .filter(({ sequences }) => new Set(sequences.map(({ answer }) => answer)).size > 1);

  it('have the same codes in any order of the rows, also where some are gone', async () => {
    const loss = { type: 'sparseCategoricalCrossentropy', fromLogits: false } as const;
    await fc.assert(
      fc.asyncProperty(cases, async ({ sequences, seed, ids }) => {
        const rows = sequences.map(({ color, answer }, n) => `s${n},1,"${color}",${answer}`);
        const data = { inputs: ['color'], split: { validation: 0.3 } } as Partial<FileData>;
        const load = (some: readonly string[], names?: Dataset['names']) =>
          read(data, ids, ['id,t,color,y', ...some, ''].join('\n'), { loss, names, random: Random.for(2, 'split') });
        const first = await load(rows);
        const order = [...rows.keys()].sort((a, b) => ((a * 31 + seed) % 17) - ((b * 31 + seed) % 17)).slice(seed % 3);
        const again = await load(
          order.map((n) => rows[n]),
          first.names,
        );
        expect(again.features).toEqual(first.features);
        expect([again.target, again.names, again.ids]).toEqual([first.target, first.names, first.ids]);
        expect(sequenceInputs(again, [...order.keys()])).toEqual(sequenceInputs(first, order));
        expect(sequenceTargets(again, [...order.keys()])).toEqual(sequenceTargets(first, order));
      }),
      { numRuns: 60 },
    );
  });

  it('are none of the file’s: each that is new is told at its first cell, with those that are meant', async () => {
    const { names } = await read();
    expect(names).toEqual({ inputs: [{ column: 'color', known: ['blue', 'green', 'red'], others: ['violet'] }] });
    const text = TEXT.replace('b,4,red', 'b,4,redd').replace('c,5,green', 'c,5,brown').replace('d,8,red', 'd,8,brown');
    const error = await read({}, false, text, { names }).catch((thrown: unknown) => thrown);
    expect((error as BadInputError).problems.map(({ line, column }) => [line, column])).toEqual([
      [5, 5],
      [6, 5],
    ]);
    expect((error as Error).message).toContain('with "blue", "green", "red". Is "red" meant?');
    const many = { inputs: [{ column: 'color', known: Array.from({ length: 30 }, (_, n) => `n${n}`), others: [] }] };
    const other = await read({}, false, TEXT, { names: many }).catch((thrown: unknown) => thrown);
    expect((other as BadInputError).problems[0].message).toContain('"n6", "n7" and 22 more.');
  });
});

describe('an embedding of names', () => {
  const config = (inputDim: number, data: object = {}) =>
    JSON.stringify({
      data: { file: 'a.csv', sequence: 'id', inputs: ['color'], categories: ['color'], target: 'y', ...data },
      model: {
        layers: [
          { type: 'embedding', inputDim, outputDim: 2 },
          { type: 'lstm', units: 2 },
          { type: 'dense', units: 1 },
        ],
      },
    });
  const prepared = async (text: string) => {
    const files = memoryFiles();
    await files.write('f/a.csv', TEXT);
    return prepare({ path: 'f/a.lstm.json', text }, files);
  };

  it('has a row for each of them, which is checked', async () => {
    const { data } = await prepared(config(6, { split: { validation: 0 } }));
    expect(data.ids).toBe(6);
    const error = await prepared(config(5, { split: { validation: 0 } })).catch((thrown: unknown) => thrown);
    expect((error as BadInputError).problems[0]).toMatchObject({
      message: 'embedding_1 knows 5 ids, but "color" needs 6: nothing, an unknown name, and 4 names.',
      fixes: [{ path: ['model', 'layers', 0, 'inputDim'], value: 6 }],
    });
  });

  it.each([
    [{ inputs: ['color', 'x'] }, /one id a step/],
    [{ missing: 'mean' }, /no mean/],
    [{ categories: ['hue'] }, /none of the inputs/],
  ])('%j is refused', async (data, message) => {
    const error = await prepared(config(9, data)).catch((thrown: unknown) => thrown);
    expect((error as BadInputError).problems.map((problem) => problem.message)).toContainEqual(
      expect.stringMatching(message),
    );
  });
});

describe('a plain text', () => {
  const text = 'ab ba\r\nab\u00a0é'.repeat(20);
  const data = {
    ...{ file: 'a.txt', inputs: ['character'], categories: ['character'], target: 'character', window: 3 },
    ...{ transform: 'none', missing: 'error', standardize: true, split: { validation: 0 } },
  } as FileData;
  const characters = (everyStep: boolean, ids: boolean) =>
    readFileData(data, sourceOf('a.txt', text), {
      ...{ seed: 1, loss: { type: 'sparseCategoricalCrossentropy', fromLogits: false }, everyStep, ids },
      ...{ random: Random.for(1, 'split'), turns: NO_TURNS, open: noOther },
      problemAt: (_, message) => {
        throw new Error(message);
      },
    });

  it('asks for the next character, or for each of them', async () => {
    const set = await characters(false, false);
    const classes = set.target.kind === 'classes' ? set.target.classes : [];
    expect([...classes].sort()).toEqual(['U+00A0', 'a', 'b', 'é', '⏎', '␣'].sort());
    expect(set.features.map((name) => name.replace('character=', '')).sort()).toEqual([...classes].sort());
    const [first] = [sequenceInputs(set, [0])];
    const read = Array.from({ length: 3 }, (_, t) => set.features[first.subarray(6 * t, 6 * t + 6).indexOf(1)]);
    expect(read).toEqual(['character=a', 'character=b', 'character=␣']);
    expect(classes[set.targets[0]]).toBe('b');
    const every = await characters(true, true);
    expect(Array.from(every.targets.subarray(0, 3), (index) => classes[index])).toEqual(['b', '␣', 'b']);
    expect([every.features, every.ids]).toEqual([['character'], 8]);
  });
});
