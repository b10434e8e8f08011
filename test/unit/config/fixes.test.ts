/** What is wrong with a config is mended by the first change that is offered, and that by itself. */
import fc from 'fast-check';
import { applyEdits } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { changed } from '../../../src/core/config/edits.js';
import { readConfig } from '../../../src/core/config/read.js';
import { schemaFixes } from '../../../src/core/config/schemaFixes.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { distance, nearest } from '../../../src/core/nearest.js';
import { BadInputError } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { noOther, sourceOf } from '../data/sources.js';

const config = (layers: string, rest = '') =>
  `{\n  "data": { "task": "sum" },\n  "model": { "layers": [\n    ${layers}\n  ] }${rest}\n}`;

/** The text after each fix of each problem, with the problems that are left. */
async function mended(text: string) {
  const { problems } = await readConfig('a.lstm.json', text);
  const fixes = problems.flatMap(({ fixes = [] }) => fixes);
  return Promise.all(
    fixes.map(async ({ title, path, value }) => {
      const after = applyEdits(text, changed(text, [...path], value));
      return { title, after, left: (await readConfig('a.lstm.json', after)).problems };
    }),
  );
}

describe('a problem across keys', () => {
  test.each([
    [
      '{ "type": "lstm", "units": 4 },\n    { "type": "lstm", "units": 2 },\n    { "type": "dense", "units": 1 }',
      '',
      ['Set "returnSequences": true on lstm_1'],
    ],
    [
      '{ "type": "lstm", "units": 4 },\n    { "type": "dropout", "rate": 0.1 },\n    { "type": "gru", "units": 2 },\n    { "type": "dense", "units": 1 }',
      '',
      ['Set "returnSequences": true on lstm_1'],
    ],
    [
      '{ "type": "bidirectional", "layer": { "type": "gru", "units": 4 } },\n    { "type": "lstm", "units": 2 },\n    { "type": "dense", "units": 1 }',
      '',
      ['Set "returnSequences": true on bidirectional_1'],
    ],
    [
      '{ "type": "lstm", "units": 4, "returnSequences": true },\n    { "type": "dense", "units": 1 }',
      '',
      ['Remove "returnSequences" from lstm_1'],
    ],
    [
      '{ "type": "lstm", "units": 4 },\n    { "type": "dense", "units": 3 }',
      '',
      ['Give dense_1 one unit', 'Add a dense layer of one unit after dense_1'],
    ],
    ['{ "type": "lstm", "units": 4 }', '', ['Add a dense layer of one unit after lstm_1']],
    [
      '{ "type": "lstm", "units": 4 },\n    { "type": "dense", "units": 1 }',
      ',\n  "train": { "loss": "binaryCrossentropy" }',
      ['Give dense_1 the activation "sigmoid"', 'Set "fromLogits": true'],
    ],
    [
      '{ "type": "lstm", "units": 4 },\n    { "type": "dense", "units": 1, "activation": "sigmoid" }',
      ',\n  "train": { "loss": { "type": "binaryCrossentropy", "fromLogits": true } }',
      ['Give dense_1 the activation "linear"', 'Set "fromLogits": false'],
    ],
  ])('is mended by each of its fixes: %s', async (layers, rest, titles) => {
    const found = await mended(config(layers, rest));
    expect(found.map(({ title }) => title)).toEqual(titles);
    expect(found.flatMap(({ left }) => left)).toEqual([]);
  });

  test('is mended as one would write it, comments kept', async () => {
    const [{ after }] = await mended(
      config(
        '{ "type": "lstm", "units": 4 }, // first\n    { "type": "lstm", "units": 2 },\n    { "type": "dense", "units": 1 }',
      ),
    );
    expect(after).toContain('{ "type": "lstm", "units": 4, "returnSequences": true }, // first');
  });
});

describe('a word that the schema does not know', () => {
  test.each([
    ['{ "data": { "task": "sum", "samplez": 5 } }', 'samplez', 'samples'],
    ['{ "data": { "file": "a.csv", "widow": 5 } }', 'widow', 'window'],
    ['{ "dta": {} }', 'dta', 'data'],
    ['{ "model": { "layers": [{ "type": "lsmt" }] } }', 'lsmt', 'lstm'],
    [
      '{ "model": { "layers": [{ "type": "lstm", "return_sequences": true }] } }',
      'return_sequences',
      'returnSequences',
    ],
    [
      '{ "model": { "layers": [{ "type": "bidirectional", "layer": { "type": "gru", "unit": 1 } }] } }',
      'unit',
      'units',
    ],
    ['{ "train": { "optimizer": "Adam" } }', 'Adam', 'adam'],
    ['{ "train": { "optimizer": { "type": "sgd", "momentm": 1 } } }', 'momentm', 'momentum'],
    ['{ "inspect": { "influence": ["integratedGradient"] } }', 'integratedGradient', 'integratedGradients'],
  ])('is the nearest that it does know: %s', (text, wrong, right) => {
    const [fix] = schemaFixes(text, text.indexOf(`"${wrong}"`) + 1);
    expect(fix?.title).toBe(`Change to "${right}"`);
    expect(applyEdits(text, [...fix.edits])).toBe(text.replace(`"${wrong}"`, `"${right}"`));
  });

  test.each([
    ['{ "data": { "task": "sum" } }', 'task'],
    ['{ "data": { "xyzxyz": 1 } }', 'xyzxyz'],
    ['{ "name": "dat" }', 'dat'],
    // What is there already is not meant twice.
    ['{ "seed": 1, "sed": 2 }', 'sed'],
  ])('and a word that is right, or like nothing, has no fix: %s', (text, word) => {
    expect(schemaFixes(text, text.indexOf(`"${word}"`) + 1)).toEqual([]);
  });
});

test('a column that is not in the file becomes the nearest that is', async () => {
  const read = () =>
    readFileData(
      {
        file: 'p.csv',
        inputs: ['Close'],
        target: 'clsoe',
        window: 1,
        transform: 'none',
        missing: 'error',
        standardize: true,
        split: { validation: 0 },
      },
      sourceOf('p.csv', 'date,close\n1,2\n3,4\n5,6\n'),
      {
        seed: 0,
        loss: { type: 'meanSquaredError' },
        everyStep: false,
        random: Random.for(0, 'split'),
        turns: NO_TURNS,
        open: noOther,
        problemAt: (_path, message, fixes) => ({
          file: '',
          line: 1,
          column: 1,
          endLine: 1,
          endColumn: 1,
          message,
          severity: 'error',
          source: 'meaning',
          fixes,
        }),
      },
    );
  const error = await read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BadInputError);
  expect((error as BadInputError).problems.map(({ fixes }) => fixes?.[0])).toEqual([
    { title: 'Change to "close"', path: ['data', 'inputs', 0], value: 'close' },
    { title: 'Change to "close"', path: ['data', 'target'], value: 'close' },
  ]);
});

describe('distance of words', () => {
  test.each([
    ['', '', 0],
    ['abc', '', 3],
    ['lsmt', 'lstm', 1],
    ['kitten', 'sitting', 3],
    ['units', 'unit', 1],
  ])('%s to %s is %d', (one, other, steps) => expect(distance(one, other)).toBe(steps));

  test('is a measure: zero only for the same, the same both ways, and no longer than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (one, other) => {
        const steps = distance(one, other);
        expect(steps === 0).toBe(one === other);
        expect(steps).toBe(distance(other, one));
        expect(steps).toBeLessThanOrEqual(Math.max(one.length, other.length));
      }),
    );
  });

  test('what is like nothing is nothing', () => expect(nearest('abc', ['xyz', 'uvw'])).toBeUndefined());
});

describe('a key that goes', () => {
  const without = (text: string, ...path: string[]) => applyEdits(text, changed(text, path, undefined));

  test.each([
    ['{\n  "a": 1,\n  "b": 2\n}', '{\n  "b": 2\n}'],
    ['{ "a": 1, "b": 2 }', '{ "b": 2 }'],
    ['{\n  // why\n  "a": 1,\n  "b": 2\n}', '{\n  "b": 2\n}'],
  ])('from the beginning leaves its place to the next: %j', (text, after) => {
    expect(without(text, 'a')).toBe(after);
  });

  test('from anywhere leaves the others, and text that can be read', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 });
    fc.assert(
      fc.property(keys, fc.nat(), fc.constantFrom(0, 2), (names, at, indent) => {
        const whole = Object.fromEntries(names.map((name, index) => [name, index]));
        const gone = names[at % names.length];
        const { [gone]: _, ...rest } = whole;
        expect(JSON.parse(without(JSON.stringify(whole, null, indent), gone))).toEqual(rest);
      }),
    );
  });
});
