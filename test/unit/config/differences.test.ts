/** What is not the same in several configs, and one way to look at several models. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../src/core/config/differences.js';
import { readConfig } from '../../../src/core/config/read.js';
import { lookingAt, sameInputShape } from '../../../src/core/config/sameInputs.js';

describe('differences of configs', () => {
  it('are told by their keys, whatever comments and blanks there are', () => {
    const one = '{ "seed": 1, "train": { "epochs": 3 }, "model": { "layers": [{ "type": "lstm", "units": 4 }] } }';
    const other = `{ // a comment
      "train": { "epochs": 3, "optimizer": "sgd" }, "seed": 1.0,
      "model": { "layers": [{ "units": 8, "type": "lstm" }, { "type": "dense", "units": 1 }], },
    }`;
    expect(differences([one, other])).toEqual([
      { path: 'model.layers[0].units', values: ['4', '8'] },
      { path: 'train.optimizer', values: [undefined, 'sgd'] },
      { path: 'model.layers[1].type', values: [undefined, 'dense'] },
      { path: 'model.layers[1].units', values: [undefined, '1'] },
    ]);
    expect(differences(['{ "a": [1, [2, 3]] }', '{ "a": [1,[2,4]] }', '{}'])).toEqual([
      { path: 'a', values: ['[1,[2,3]]', '[1,[2,4]]', undefined] },
    ]);
    expect(differences(['', '{']).length).toBe(0);
  });

  it('there are none of a config with itself, however it is written', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(differences([text, JSON.stringify(JSON.parse(text), null, 4)])).toEqual([]);
      }),
    );
  });
});

const sum = (data: string, more = '') =>
  `{ "data": { ${data} }, "model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] }${more} }`;
const read = async (text: string) => (await readConfig('a.lstm.json', text)).experiment!;

describe('the same inputs', () => {
  it('fit models that read as many steps of the same features', async () => {
    const five = await read(sum('"task": "sum"'));
    expect(sameInputShape(five, await read(sum('"task": "subtraction", "samples": 20')))).toBe(true);
    expect(sameInputShape(five, await read(sum('"task": "sum", "length": 6')))).toBe(false);
    const file = (inputs: string, window = 3) =>
      read(sum(`"file": "a.csv", "inputs": ["${inputs}"], "target": "y", "window": ${window}`));
    expect(sameInputShape(await file('x'), await file('x'))).toBe(true);
    expect(sameInputShape(await file('x'), await file('z'))).toBe(false);
    expect(sameInputShape(await file('x', 5), five)).toBe(false);
  });

  it('are put into a config with the methods that are wanted, and nothing else changes', async () => {
    const text = sum('"task": "sum", "length": 2', ', "seed": 4, // kept\n"inspect": { "baseline": "zero" }');
    const looked = await read(lookingAt(text, ['lrp', 'gradient'], [[[1], [2]]]));
    expect(looked.inspect).toMatchObject({ influence: ['lrp', 'gradient'], attention: [], baseline: 'zero' });
    expect(looked.inspect.inputs).toEqual([[[1], [2]]]);
    expect(looked.seed).toBe(4);
    expect((await read(lookingAt(sum('"task": "sum"'), ['lrp'], undefined))).inspect.influence).toEqual(['lrp']);
  });
});
