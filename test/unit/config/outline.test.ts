/** What the editor reads out of a config that is being typed. */
import { describe, expect, test } from 'vitest';
import { namePlaces } from '../../../src/core/config/filePlaces.js';
import { inspectPlaces } from '../../../src/core/config/inspectPlaces.js';
import { layerFacts } from '../../../src/core/config/layerFacts.js';

describe('facts of layers', () => {
  const text = (layers: string, data = '{ "task": "sum" }') =>
    `{ "data": ${data}, "model": { "layers": [${layers}] } }`;

  test('are those of the seed experiment', () => {
    const seed =
      '{ "type": "lstm", "units": 64, "returnSequences": true }, { "type": "lstm", "units": 32 }, { "type": "dense", "units": 1 }';
    // 4 (64 + 1 + 1) 64, 4 (32 + 64 + 1) 32, 32 + 1
    expect(layerFacts(text(seed)).map(({ name, parameters, outputShape }) => [name, parameters, outputShape])).toEqual([
      ['lstm_1', 16896, '5 × 64'],
      ['lstm_2', 12416, '32'],
      ['dense_1', 33, '1'],
    ]);
  });

  test('follow the columns of a data file', () => {
    const [first] = layerFacts(text('{ "type": "gru", "units": 2 }', '{ "file": "a", "inputs": ["a", "b", "c"] }'));
    // input 3 x 6, state 2 x 6, two biases of 6
    expect(first.parameters).toBe(3 * 6 + 2 * 6 + 12);
  });

  test.each([
    ['{ "type": "lstm", "units": 4 }, { "type": "lstm", "uni', 1],
    ['{ "type": "lstm", "units": 0 }, { "type": "dense", "units": 1 }', 0],
    // The second gets no steps.
    ['{ "type": "lstm", "units": 4 }, { "type": "lstm", "units": 4 }', 1],
    ['null', 0],
  ])('end where the text has a fault: %s', (layers, count) => expect(layerFacts(text(layers))).toHaveLength(count));

  test.each(['', '[]', '{ "model": 5 }', '{ "data": null, "model": { "layers": 1 } }'])(
    'there are none in %s',
    (broken) => expect(layerFacts(broken)).toEqual([]),
  );
});

describe('places of what is inspected', () => {
  test('are those of every number and name', () => {
    const text =
      '{ "inspect": { "inputs": [[1, /* two */ 2.50], [[3, 4], [-5]]], "influence": ["lrp"], "attention": ["jacobian"] } }';
    const { samples, measures, inspect } = inspectPlaces(text);
    const shown = ({ offset, length }: { offset: number; length: number }) => text.slice(offset, offset + length);
    expect(samples.map(shown)).toEqual(['[1, /* two */ 2.50]', '[[3, 4], [-5]]']);
    expect(samples.map(({ values }) => values.map(shown))).toEqual([
      ['1', '2.50'],
      ['3', '4', '-5'],
    ]);
    expect(samples.map(({ values }) => values.map(({ value }) => value))).toEqual([
      [1, 2.5],
      [3, 4, -5],
    ]);
    expect(measures.map(({ id }) => id)).toEqual(['lrp', 'jacobian']);
    expect(text.slice(inspect!.offset).startsWith('"inspect"')).toBe(true);
  });

  test.each(['', '{', '{ "inspect": [] }', '{ "inspect": { "inputs": 5, "influence": [5] } }'])(
    'there are none in %s',
    (text) => {
      expect(inspectPlaces(text)).toMatchObject({ samples: [], measures: [] });
    },
  );
});

test('names of files and columns stand between their quotes', () => {
  const text =
    '{ "data": { "file": "a b.csv", "inputs": ["x", 5], "target": "", "time": "t" }, "model": { "from": "m.json" } }';
  expect(
    namePlaces(text).map(({ kind, name, offset, length }) => [kind, name, text.slice(offset, offset + length)]),
  ).toEqual([
    ['data', 'a b.csv', 'a b.csv'],
    ['model', 'm.json', 'm.json'],
    ['column', 't', 't'],
    ['column', '', ''],
    ['column', 'x', 'x'],
  ]);
});
