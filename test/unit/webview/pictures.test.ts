import { describe, expect, it } from 'vitest';
import type { AttentionMatrix } from '../../../src/core/analysis/attention/attention.js';
import { INITIAL_PAGE } from '../../../webview/store.js';
import { picturesOf } from '../../../webview/views/attention/pictures.js';
import { inspection } from './fixtures.js';

const matrix = (layer: string, change: Partial<AttentionMatrix> = {}): AttentionMatrix => ({
  layer,
  values: new Float64Array(9).fill(1),
  ...change,
});
const [sample] = inspection().samples;
const names = (attention: typeof sample.attention, unit?: number) =>
  picturesOf({ ...sample, attention }, { ...INITIAL_PAGE.selection, layer: 'first', unit }).map(
    ({ name, layer }) => `${name}, ${layer}`,
  );

describe('the matrices of a sample', () => {
  it('stand layer by layer, weighted, and by the model’s input where that is another', () => {
    const other = new Float64Array(9).fill(2);
    expect(
      names({
        cellWeights: [matrix('first', { weighted: other }), matrix('second', { composed: other })],
        jacobian: [matrix('first', { composed: new Float64Array(9).fill(1) }), matrix('second', { composed: other })],
        selfAttention: [matrix('looks', { head: 1 }), matrix('looks', { head: 2 })],
      }),
    ).toEqual([
      'Cell weights, first',
      'Cell weights × written, first',
      'Jacobian, first',
      'Cell weights, second',
      'Cell weights by the model’s input, second',
      'Jacobian, second',
      'Jacobian by the model’s input, second',
      'Self-attention, head 1, looks',
      'Self-attention, head 2, looks',
    ]);
  });

  it('are also those of the unit that is picked', () => {
    const found = names({ cellWeights: [matrix('first')] }, 2);
    expect(found).toEqual(['Cell weights, first', 'Cell weights of unit 3, first']);
    const { gates } = sample.layers[0];
    const pictures = picturesOf(
      { ...sample, attention: { cellWeights: [matrix('first')] } },
      { ...INITIAL_PAGE.selection, layer: 'first', unit: 2 },
    );
    // Of four units, the third: what it wrote at step 1 times how much it kept at step 2.
    expect(pictures[1].values[3]).toBeCloseTo(gates.input![2] * gates.forget![4 + 2], 12);
    expect(names({ jacobian: [matrix('first')] }, 2)).toEqual(['Jacobian, first']);
  });
});
