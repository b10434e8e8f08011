import { describe, expect, it } from 'vitest';
import type { SortColumn } from '../../../webview/store.js';
import {
  columnsOf,
  constantBaseline,
  orderedMethods,
  scaleSizes,
  sortedSteps,
} from '../../../webview/views/influence/columns.js';
import { inspection } from './fixtures.js';

const columns = columnsOf(inspection(), 0, undefined);
const ids = (features: string[], feature?: number) => columnsOf(inspection(features), 0, feature).map(({ id }) => id);

describe('the influence table', () => {
  it('has the steps, the input, the truth, and the best method first', () => {
    expect(columns.map(({ id }) => id)).toEqual([
      'step',
      'input',
      'contribution',
      'integratedGradients',
      'stateChange',
    ]);
    expect(orderedMethods(inspection(['x'], { trust: [] }))).toEqual(['stateChange', 'integratedGradients']);
  });

  it('has no input and all of the truth where features are summed, and the other way round for one', () => {
    expect(ids(['a', 'b'])).toEqual(['step', 'contribution', 'integratedGradients', 'stateChange']);
    expect(ids(['a', 'b'], 1)).toEqual(['step', 'input', 'integratedGradients', 'stateChange']);
  });

  it('shows one feature of the methods that know features', () => {
    const [, input, gradients, change] = columnsOf(inspection(['a', 'b']), 0, 1);
    expect(input.values).toEqual([0.1, 0.3, 0.5]);
    expect(gradients.values).toEqual([1, 3, 5]);
    expect(change.values).toEqual([null, null, null]);
  });

  it('scales state units apart from target units', () => {
    expect(scaleSizes(columns)).toMatchObject({ target: 0.5, state: 6 });
  });

  it('sorts either way, ties by step, steps without a number last', () => {
    const sorted = (column: SortColumn, descending: boolean) => sortedSteps(columns, { column, descending });
    expect(sorted('step', false)).toEqual([0, 1, 2]);
    expect(sorted('stateChange', true)).toEqual([2, 0, 1]);
    expect(sorted('integratedGradients', false)).toEqual([1, 0, 2]);
    expect(sorted('integratedGradients', true)).toEqual([0, 1, 2]);
    expect(sorted('occlusion', false)).toEqual([0, 1, 2]);
  });

  it('names a baseline only where it is the same at every step', () => {
    expect(constantBaseline(inspection(['a', 'b']), 1)).toBe(0.5);
    expect(constantBaseline(inspection(['x'], { baseline: Float64Array.of(0, 1, 0) }), 0)).toBeUndefined();
  });
});
