/** A config that loads PyTorch weights: what does not fit is said at its place in the config, with changes that mend it. */
import { applyEdits } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { changed } from '../../../src/core/config/edits.js';
import type { Files } from '../../../src/core/files.js';
import { writeSafetensors } from '../../../src/core/formats/safetensors.js';
import { BadInputError, type Problem } from '../../../src/core/problems.js';
import { prepare, startingModel } from '../../../src/worker/prepare.js';
import { memoryFiles } from './memoryFiles.js';

const tensor = (name: string, ...shape: number[]) => {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.1);
  return { name, shape, values };
};
const lstm = (module: string, inputs: number, units: number) => [
  tensor(`${module}.weight_ih_l0`, 4 * units, inputs),
  tensor(`${module}.weight_hh_l0`, 4 * units, units),
  tensor(`${module}.bias_ih_l0`, 4 * units),
  tensor(`${module}.bias_hh_l0`, 4 * units),
];
const linear = (module: string, inputs: number, units: number) => [
  tensor(`${module}.weight`, units, inputs),
  tensor(`${module}.bias`, units),
];

const CONFIG = `{
  "data": { "task": "sum", "samples": 20 },
  "model": MODEL
}`;

async function loaded(files: Files, text: string) {
  const prepared = await prepare({ path: '/work/a.lstm.json', text }, files);
  return startingModel(prepared, async () => {});
}

async function problemsOf(files: Files, text: string): Promise<readonly Problem[]> {
  try {
    await loaded(files, text);
    return [];
  } catch (error) {
    if (error instanceof BadInputError) return error.problems;
    throw error;
  }
}

const LAYERS = '"layers": [{ "type": "lstm", "units": 4 }, { "type": "dense", "units": 1 }]';

it.each([
  ['no layers', '{ "from": "a.safetensors" }', [...lstm('rnn', 1, 4), ...linear('fc', 4, 1)], '"a.safetensors"', 0],
  [
    'a setting of a layer',
    `{ "from": "a.safetensors", ${LAYERS.replace('4 }', '4, "activation": "relu" }')} }`,
    [...lstm('rnn', 1, 4), ...linear('fc', 4, 1)],
    '{ "type": "lstm", "units": 4, "activation": "relu" }',
    0,
  ],
  [
    'two modules that fit',
    `{ "from": "a.safetensors", ${LAYERS} }`,
    [...lstm('rnn', 1, 4), ...linear('left', 4, 1), ...linear('right', 4, 1)],
    '{ "type": "dense", "units": 1 }',
    1,
  ],
  [
    'the name of a module',
    `{ "from": "a.safetensors", ${LAYERS}, "names": { "lstm_1": "rrn" } }`,
    [...lstm('rnn', 1, 4), ...linear('fc', 4, 1)],
    '"rrn"',
    0,
  ],
  [
    'the name of a layer',
    `{ "from": "a.safetensors", ${LAYERS}, "names": { "lstm1": "rnn" } }`,
    [...lstm('rnn', 1, 4), ...linear('fc', 4, 1)],
    '"rnn"',
    0,
  ],
])('%s is mended by a fix', async (_, model, tensors, place, which) => {
  const files = memoryFiles();
  await files.write('/work/a.safetensors', writeSafetensors(tensors, {}));
  const text = CONFIG.replace('MODEL', model);
  const [problem, ...others] = await problemsOf(files, text);
  expect(others).toEqual([]);
  const { file, line, column, endColumn, fixes = [] } = problem;
  expect(file).toBe('/work/a.lstm.json');
  expect(text.split('\n')[line - 1].slice(column - 1, endColumn - 1)).toBe(place);
  const { path, value } = fixes[which];
  const mended = applyEdits(text, changed(text, [...path], value));
  expect(await problemsOf(files, mended)).toEqual([]);
  const { spec } = await loaded(files, mended);
  expect(spec.layers.map(({ type }) => type)).toEqual(['lstm', 'dense']);
});

it('names that no file has a use for are removed by a fix', async () => {
  const text = CONFIG.replace('MODEL', `{ ${LAYERS}, "names": { "lstm_1": "rnn" } }`);
  const [{ message, fixes }] = await problemsOf(memoryFiles(), text);
  expect(message).toBe('"names" needs "from" with PyTorch weights (.safetensors).');
  const mended = applyEdits(text, changed(text, [...fixes![0].path], fixes![0].value));
  expect(await problemsOf(memoryFiles(), mended)).toEqual([]);
});

it('a damaged file is named with its place, and nothing is written', async () => {
  const files = memoryFiles();
  await files.write('/work/a.safetensors', new Uint8Array(20).fill(255));
  const [problem] = await problemsOf(files, CONFIG.replace('MODEL', `{ "from": "a.safetensors", ${LAYERS} }`));
  expect(problem.message).toBe(
    'a.safetensors: Byte 0 says a header of 18446744073709551615 bytes; at most 100000000 are allowed.',
  );
  expect([...files.content.keys()]).toEqual(['/work/a.safetensors']);
});
