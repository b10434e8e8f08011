import { applyEdits, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { chooseBaseline } from '../../../src/core/config/chooseBaseline.js';
import { inputSample, keepInput } from '../../../src/core/config/keepInput.js';

const kept = (text: string, sample = [0.5, 0.25]) => applyEdits(text, keepInput(text, sample).edits);

describe('a sample that is kept', () => {
  it('stands after the others, and comments stay', () => {
    expect(kept('{ "inspect": { "inputs": [[1, 2]] /* mine */ } } // end')).toBe(
      '{ "inspect": { "inputs": [[1, 2], [0.5, 0.25]] /* mine */ } } // end',
    );
  });

  it('gets a line of its own where the others have one', () => {
    const text = '{\n  "inspect": {\n    "inputs": [\n      [1, 2] // first\n    ]\n  }\n}';
    expect(kept(text)).toBe(
      '{\n  "inspect": {\n    "inputs": [\n      [1, 2],\n      [0.5, 0.25] // first\n    ]\n  }\n}',
    );
  });

  it('is the first where there is none', () => {
    expect(kept('{\n  "seed": 7\n}')).toBe('{\n  "seed": 7,\n  "inspect": {"inputs": [[0.5, 0.25]]}\n}');
    expect(kept('{ "inspect": { "influence": [] } }')).toBe(
      '{ "inspect": { "influence": [], "inputs": [[0.5, 0.25]] } }',
    );
    expect(kept('{ "inspect": { "inputs": [] } }')).toBe('{ "inspect": { "inputs": [[0.5, 0.25]] } }');
  });

  it.each([
    '{}',
    '{ "inspect": {} }',
    '{ "inspect": { "inputs": [[1, 2],] }, }',
    '{\r\n\t"inspect": {\r\n\t\t"inputs": [[1, 2]], // a\r\n\t},\r\n}',
  ])('is read back from %s', (text) => {
    const { index } = keepInput(text, [0.5, 0.25]);
    const config = parse(kept(text), [], { allowTrailingComma: true });
    expect(config.inspect.inputs[index]).toEqual([0.5, 0.25]);
    expect(config.inspect.inputs).toHaveLength(index + 1);
  });

  it.each(['', '[]', '{ "inspect": { "inputs": 5 } }'])('is refused by a text that is no config: %s', (text) => {
    expect(() => keepInput(text, [1])).toThrow('The config has a fault');
  });
});

it('a sample of several features is a row a step', () => {
  expect(inputSample(Float64Array.of(1, 2, 3, 4), 2)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(inputSample(Float64Array.of(1, 2), 1)).toEqual([1, 2]);
});

describe('a baseline that is chosen', () => {
  const text = '{ "inspect": { "baseline": "mean" /* of all */ } }';
  const baselineAfter = (choice: Parameters<typeof chooseBaseline>[1], before = text) =>
    parse(applyEdits(before, chooseBaseline(before, choice))).inspect.baseline;

  it('takes the place of the one before, and comments stay', () => {
    expect(applyEdits(text, chooseBaseline(text, 'zero'))).toBe('{ "inspect": { "baseline": "zero" /* of all */ } }');
    expect(baselineAfter([[1, 2]])).toEqual([1, 2]);
    expect(
      baselineAfter([
        [1, 2],
        [3, 4],
      ]),
    ).toEqual({
      meanOf: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(baselineAfter('zero', '{ "seed": 1 }')).toBe('zero');
  });

  it('needs a config', () => {
    expect(() => chooseBaseline('[1]', 'zero')).toThrow('The config has a fault');
  });
});
