/** What travels with a model is untrusted, as all of its file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/core/formats/formatError.js';
import { readScaling } from '../../../src/core/formats/scaling.js';

const SCALES = { input: { mean: [1, 2], deviation: [3, 4] }, target: { mean: [5], deviation: [6] } };
const COLUMN = { column: 'color', known: ['red', '__proto__'], others: ['blue'] };

describe('means in a model file', () => {
  it('are read as they were written', () => {
    expect(readScaling({ ...SCALES, means: [0.5, -1] }, 2)).toEqual({ ...SCALES, means: [0.5, -1] });
  });

  it.each([[null], ['red'], [[1]], [[1, null]], [[1, 'two']], [{ length: 2 }]])('that are %j are refused', (means) => {
    expect(() => readScaling({ ...SCALES, means }, 2)).toThrow(ModelFormatError);
  });
});

describe('names in a model file', () => {
  it('are read as they were written, and nothing beside them', () => {
    const names = { inputs: [COLUMN], classes: ['yes', 'no'] };
    const text = JSON.stringify({ ...SCALES, names: { ...names, more: 1 }, more: 2 });
    expect(readScaling(JSON.parse(text), 2)).toEqual({ ...SCALES, names });
    expect(readScaling({ ...SCALES, names: { inputs: [] } }, 2)).toEqual({ ...SCALES, names: { inputs: [] } });
    expect(readScaling(SCALES, 2)).toEqual(SCALES);
  });

  it.each([
    null,
    'red',
    [],
    {},
    { inputs: {} },
    { inputs: [null] },
    { inputs: [['red']] },
    { inputs: [{ known: ['red'], others: [] }] },
    { inputs: [{ ...COLUMN, column: 1 }] },
    { inputs: [{ ...COLUMN, known: 'red' }] },
    { inputs: [{ ...COLUMN, known: { length: 4e9 } }] },
    { inputs: [{ ...COLUMN, known: [1] }] },
    { inputs: [{ ...COLUMN, known: [''] }] },
    { inputs: [{ ...COLUMN, known: ['red', 'red'] }] },
    { inputs: [{ ...COLUMN, others: ['red'] }] },
    { inputs: [{ ...COLUMN, others: undefined }] },
    { inputs: [], classes: null },
    { inputs: [], classes: ['one'] },
    { inputs: [], classes: ['one', 'one'] },
    { inputs: [], classes: [['one'], 'two'] },
  ])('that are %j are refused', (names) => {
    expect(() => readScaling({ ...SCALES, names }, 2)).toThrow(
      new ModelFormatError('The names in its metadata are damaged.'),
    );
  });

  it('of any JSON are read or refused', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const names: unknown = JSON.parse(json);
        try {
          expect(readScaling({ ...SCALES, names }, 2)?.names).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(ModelFormatError);
        }
      }),
    );
  });
});
