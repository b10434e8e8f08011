import { describe, expect, it } from 'vitest';
import type { SortColumn } from '../../../webview/store.js';
import { baselineChoices, baselineText } from '../../../webview/views/influence/baselineWords.js';
import {
  columnsAsTable,
  columnsOf,
  columnsOverMany,
  constantBaseline,
  orderedMethods,
  scaleSizes,
  sortedSteps,
} from '../../../webview/views/influence/columns.js';
import { initialStateSentences } from '../../../webview/views/influence/initialStateWords.js';
import { influenceNotes } from '../../../webview/views/influence/notes.js';
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

  it('has what each step reads where that is a name, also for all features together, sorted by it', () => {
    const shown = inspection(['c=a', 'c=b']);
    const read = ['b', 'a', 'b'];
    const named = { ...shown, samples: shown.samples.map((sample) => ({ ...sample, read })) };
    const found = columnsOf(named, 0, undefined);
    expect(found[1]).toMatchObject({ id: 'input', texts: read });
    expect(sortedSteps(found, { column: 'input', descending: false })).toEqual([1, 0, 2]);
    expect(columnsAsTable(found).rows.map((row) => row[1])).toEqual(read);
    expect(columnsOf(named, 0, 1)[1].values).toEqual([0.1, 0.3, 0.5]);
  });

  it('shows many sequences by one of their spreads, without an input and a truth', () => {
    const values = (step: number) => ({
      perStep: Float64Array.of(step, 2, 3),
      values: Float64Array.of(1, 2, 3, 4, 5, 6),
    });
    const spread = { mean: values(1), meanAbsolute: values(4), deviation: values(9) };
    const overMany = { part: 'validation' as const, sequences: 7, methods: { integratedGradients: spread } };
    const [steps, gradients, change] = columnsOverMany(inspection(['a', 'b'], { overMany }), 'meanAbsolute', undefined);
    expect(steps.values).toEqual([1, 2, 3]);
    expect(gradients.values).toEqual([4, 2, 3]);
    expect(change.values).toEqual([null, null, null]);
    expect(columnsOverMany(inspection(['a', 'b'], { overMany }), 'mean', 1)[1].values).toEqual([2, 4, 6]);
    expect(columnsOverMany(inspection(), 'mean', undefined)[1].values).toEqual([null, null, null]);
  });

  it('tells the part of the first step that is the initial state’s, of methods that have one', () => {
    const shown = inspection();
    const sentences = initialStateSentences(shown, shown.samples[0]);
    expect(sentences).toHaveLength(3);
    expect(sentences[1]).toBe('State change at step 1 is 4 here; with the baseline as input it is 3, 75 % of it.');
    const without = inspection(['x'], { initialState: {} });
    expect(initialStateSentences(without, without.samples[0])).toEqual([]);
  });

  it('offers other baselines, and the one in use first where it has no name', () => {
    const values = (change: Parameters<typeof inspection>[1]) =>
      baselineChoices(inspection(['x'], change)).map(({ value }) => value);
    expect(values({})).toEqual(['mean', 'zero', 'this']);
    const { samples } = inspection();
    expect(values({ baselineName: 'mean of samples', samples: [samples[0], samples[0]] })).toEqual([
      'mean of samples',
      'mean',
      'zero',
      'this',
      'all',
    ]);
    expect(baselineText(inspection(), undefined)).toBe(
      'Baseline, which stands for no information: mean of the data (0.5).',
    );
    expect(baselineText(inspection(['a', 'b'], { baselineName: 'zero' }), 1)).toMatch(/: zero \(b 0\.5\)\.$/);
  });

  it('scales state units apart from target units', () => {
    expect(scaleSizes(columns)).toMatchObject({ target: 0.5, state: 6 });
  });

  it('comes with what was drawn at random, and with what does not fit the model', () => {
    const [sample] = inspection().samples;
    const drawn = {
      perStep: Float64Array.of(1, 2, 3),
      note: 'Mean of some.',
      standardError: Float64Array.of(0.1, 0.25, 0),
    };
    const shown = inspection(['x'], {
      samples: [{ ...sample, influence: { shapley: drawn } }],
      unfit: [
        { id: 'lrp', reason: 'The model has a gru.' },
        { id: 'jacobian', reason: 'Too large.' },
      ],
    });
    const text = influenceNotes(shown, shown.samples[0], undefined);
    expect(text).toContain(
      'Shapley values: Mean of some. Standard error up to 0.25. No Relevance propagation: The model has a gru.',
    );
    expect(text).not.toContain('Too large');
    expect(influenceNotes(shown, undefined, undefined)).not.toContain('Shapley');
  });

  it('is taken along step by step', () => {
    const { columns: names, rows } = columnsAsTable(columns);
    expect(names).toEqual(['step', 'input', 'contribution', 'integratedGradients', 'stateChange']);
    expect(rows[2]).toEqual([3, 0.2, 0.1, null, 6]);
    expect(columnsAsTable([])).toEqual({ columns: [], rows: [] });
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
