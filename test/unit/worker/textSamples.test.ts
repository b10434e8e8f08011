/** Samples that a config gives as texts, where the data are the characters of a file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sequenceInputs } from '../../../src/core/data/dataset.js';
import { namesRead } from '../../../src/core/data/textSample.js';
import { BadInputError, formatProblem } from '../../../src/core/problems.js';
import { prepare } from '../../../src/worker/prepare.js';
import { memoryFiles } from './memoryFiles.js';

/** The last fifth of the windows validates: only there is a "z". */
const TEXT = `${'the cat\nsat on a mat, '.repeat(12)}zzzz`;
const WINDOW = 6;

const files = memoryFiles();
await files.write('/work/play.txt', TEXT);
await files.write('/work/play.csv', 'x,y\n1,2\n2,3\n3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n9,9\n');

const characters = { file: 'play.txt', window: WINDOW, ...all('character') };
const oneHot = [
  { type: 'lstm', units: 3 },
  { type: 'dense', units: 13, activation: 'softmax' },
];
const embedded = [{ type: 'embedding', inputDim: 14, outputDim: 2 }, ...oneHot];

function all(column: string) {
  return { inputs: [column], categories: [column], target: column };
}

async function prepared(inspect: object, layers: object[] = oneHot, data: object = characters, loss?: string) {
  return prepare({ path: '/work/play.lstm.json', text: textOf(inspect, layers, data, loss) }, files);
}

function textOf(
  inspect: object,
  layers: object[] = oneHot,
  data: object = characters,
  loss = 'sparseCategoricalCrossentropy',
): string {
  const config = { data, model: { layers }, train: { loss }, inspect };
  return JSON.stringify(config, null, 1);
}

/** Line and column, from 1. */
function placeIn(text: string, part: string): [number, number] {
  const lines = text.slice(0, text.indexOf(part)).split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

/** What is wrong, with its place. */
async function faults(inspect: object, layers?: object[], data?: object): Promise<string[]> {
  const error = await prepared(inspect, layers, data).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BadInputError)) throw error ?? new Error('Nothing was wrong.');
  return error.problems.map(formatProblem);
}

describe('a text among the samples', () => {
  it.each([
    ['one-hot', oneHot],
    ['as ids', embedded],
  ])('is read as the same characters of the file are: %s', async (_, layers) => {
    const starts = fc.uniqueArray(fc.nat(TEXT.length - WINDOW - 1), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(starts, async (places) => {
        const inputs = places.map((from) => TEXT.slice(from, from + WINDOW));
        const { experiment, data } = await prepared({ inputs }, layers);
        for (const [index, from] of places.entries()) {
          const sequence = data.starts.indexOf(from);
          expect(experiment.inspect.inputs?.[index].flat()).toEqual(Array.from(sequenceInputs(data, [sequence])));
        }
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    ['one-hot', oneHot],
    ['as ids', embedded],
  ])('is told again character by character: %s', async (_, layers) => {
    const { data, experiment } = await prepared({ inputs: ['a zzzz', 'cat\nsa'] }, layers);
    const [unknown, known] = (experiment.inspect.inputs ?? []).map((rows) => namesRead(rows.flat(), data));
    expect(unknown).toEqual(['a', '␣', '�', '�', '�', '�']);
    expect(known).toEqual(['c', 'a', 't', '⏎', 's', 'a']);
    const missing = Array.from(sequenceInputs(data, [0]), (value, at) =>
      at < data.features.length ? Number.NaN : value,
    );
    expect(namesRead(missing, data)).toEqual(['', 'h', 'e', '␣', 'c', 'a']);
    const { data: other } = await prepared(
      {},
      [oneHot[0], { type: 'dense', units: 1 }],
      { file: 'play.csv', window: 3, inputs: ['x'], target: 'y' },
      'meanSquaredError',
    );
    expect(namesRead([1, 2, 3], other)).toBeUndefined();
  });

  it('may write line ends as Windows does, and signs for what cannot be seen', async () => {
    const { experiment } = await prepared({ inputs: ['cat\nsa', 'cat\r\nsa', 'cat⏎sa'] });
    const [first, ...others] = experiment.inspect.inputs ?? [];
    expect(first).toHaveLength(WINDOW);
    expect(others).toEqual([first, first]);
  });

  it('may have what only the validation part has, which is unknown to the model', async () => {
    const one = await prepared({ inputs: ['a zzzz'] });
    expect(one.data.names?.inputs[0].others).toEqual(['z']);
    expect(one.experiment.inspect.inputs?.[0].slice(2).flat()).toEqual(new Array(4 * 12).fill(0));
    const ids = await prepared({ inputs: ['a zzzz'] }, embedded);
    expect(ids.experiment.inspect.inputs?.[0].slice(2)).toEqual([[1], [1], [1], [1]]);
  });

  it('has a place in the config where a character is in neither part', async () => {
    const inspect = { inputs: ['the ca', 'the qa'] };
    const [line, column] = placeIn(textOf(inspect), '"the qa"');
    expect(await faults(inspect)).toEqual([
      `/work/play.lstm.json:${line}:${column}: "q" is none of the 12 characters that the model reads, ",acehmnost⏎␣".`,
    ]);
  });

  it('has a place in the config where it is too long or too short, before the file is read', async () => {
    const missing = { ...characters, file: 'gone.txt' };
    const inspect = { inputs: ['the', 'the cat'] };
    const [line, column] = placeIn(textOf(inspect), '"the"');
    expect(await faults(inspect, oneHot, missing)).toEqual([
      `/work/play.lstm.json:${line}:${column}: The sample has 3 steps, but the data has 6.`,
      `/work/play.lstm.json:${line + 1}:${column}: The sample has 7 steps, but the data has 6.`,
    ]);
  });

  it('can be part of the baseline, and the sample whose state is put in', async () => {
    const patch = { type: 'patchState', layer: 'lstm_1', step: 2 };
    const { experiment } = await prepared({
      inputs: ['the ca', 'sat on'],
      baseline: { meanOf: ['the ca', 'sat on'] },
      interventions: [{ ...patch, sample: 'sat on' }],
    });
    const { inputs, baseline, interventions } = experiment.inspect;
    expect(baseline).toEqual(inputs);
    expect(interventions[0]).toMatchObject({ ...patch, sample: inputs?.[1] });
    const wrong = [{ ...patch, sample: 'sat qn' }];
    expect(await faults({ baseline: { meanOf: ['the', 'the ca'] } })).toEqual([expect.stringMatching(/3 steps/)]);
    const both = { baseline: { meanOf: ['the qa'] }, interventions: wrong };
    const at = (part: string) => placeIn(textOf(both), part).join(':');
    expect(await faults(both)).toEqual([
      expect.stringContaining(`/work/play.lstm.json:${at('"the qa"')}: "q" is none`),
      expect.stringContaining(`/work/play.lstm.json:${at('"sat qn"')}: "q" is none`),
    ]);
  });

  it('is refused where the data are numbers', async () => {
    const numbers = { file: 'play.csv', window: 3, inputs: ['x'], target: 'y' };
    const layers = [oneHot[0], { type: 'dense', units: 1 }];
    const config = { data: numbers, model: { layers }, inspect: { inputs: ['123'] } };
    const reading = prepare({ path: '/work/a.lstm.json', text: JSON.stringify(config) }, files);
    await expect(reading).rejects.toThrow(/Only the task "digitAddition" and the characters of a text file/);
  });
});
