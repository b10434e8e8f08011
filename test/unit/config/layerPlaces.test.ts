import { describe, expect, it } from 'vitest';
import { layerAt, layerPlaces } from '../../../src/core/config/layerPlaces.js';

const TEXT = `{
  // layers of "model"
  "model": { "layers": [
    { "type": "lstm", "units": 4 }, /* between */ { "units": 1, "type": "dense" },
  ] },
  "layers": [{ "type": "gru" }]
}`;

describe('the layers of a config', () => {
  it('stand where they are written', () => {
    const texts = layerPlaces(TEXT).map(({ offset, length }) => TEXT.slice(offset, offset + length));
    expect(texts).toEqual(['{ "type": "lstm", "units": 4 }', '{ "units": 1, "type": "dense" }']);
    expect(layerPlaces(TEXT).map(({ type }) => type)).toEqual(['lstm', 'dense']);
  });

  it.each([
    ['units": 4', 0],
    ['units": 1', 1],
    ['between', undefined],
    ['of "model"', undefined],
    ['gru', undefined],
  ])('at %s', (text, index) => {
    expect(layerAt(TEXT, TEXT.indexOf(text))).toBe(index);
  });

  it.each([
    '',
    '{',
    '[]',
    '{ "model": 1 }',
    '{ "model": { "layers": [1, null] } }',
    '{ "model": { "layers": [{ "type": 5',
  ])('of a broken text are none that have a type: %s', (text) => {
    for (const { type } of layerPlaces(text)) expect(typeof type === 'string' ? type : 'none').not.toBe('lstm');
    for (let offset = 0; offset <= text.length; offset++) expect(() => layerAt(text, offset)).not.toThrow();
  });
});
