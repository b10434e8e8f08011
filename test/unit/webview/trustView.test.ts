import { describe, expect, it } from 'vitest';
import type { InputCorrelation } from '../../../src/core/analysis/correlation/inputCorrelation.js';
import {
  correlationRows,
  correlationSentence,
  correlationsAsTable,
  pText,
  unitSentence,
} from '../../../webview/views/trust/correlationRows.js';
import { intervalText, trustAsTable, trustColumns, trustLines } from '../../../webview/views/trust/trustRows.js';
import { inspection } from './fixtures.js';

const unknown = { pearson: Number.NaN, withinSample: Number.NaN, spearman: Number.NaN, sign: Number.NaN, samples: 10 };
const score = (value: number) => ({ value, low: value - 1, high: value + 1 });

describe('the trust table', () => {
  it('has the scores that anything has, with their intervals, and what knows nothing last', () => {
    const [best] = inspection().trust;
    const intervals = { pearson: [0.98, 1], withinSample: [0.9, 1], spearman: [0.9, 1], sign: [0.9, 1] } as const;
    const shown = inspection(['x'], {
      trust: [{ ...best, intervals, insertion: score(3) }],
      trustBaselines: [{ method: 'random', ...unknown, insertion: score(1) }],
    });
    expect(trustColumns(shown).map(({ key }) => key)).toEqual([
      'pearson',
      'withinSample',
      'spearman',
      'sign',
      'insertion',
    ]);
    const [first, last] = trustLines(shown);
    expect([first.name, first.uninformed, last.name, last.uninformed]).toEqual([
      'Integrated gradients',
      false,
      'Random share',
      true,
    ]);
    expect(first.cells[0]).toEqual({ value: 0.999, low: 0.98, high: 1 });
    expect(intervalText(first.cells[0])).toBe('0.98 to 1');
    expect(first.cells[4]).toEqual({ value: 3, low: 2, high: 4 });
    expect(last.cells[0]).toMatchObject({ value: undefined });
    expect(intervalText(last.cells[0])).toBeUndefined();
    const table = trustAsTable(shown);
    expect(table.columns.slice(0, 4)).toEqual(['method', 'pearson', 'pearson low', 'pearson high']);
    expect(table.rows[0].slice(0, 4)).toEqual(['Integrated gradients', 0.999, 0.98, 1]);
  });

  it('leaves out what needs a rule where none is known', () => {
    const shown = inspection(['x'], { trust: [{ method: 'gradient', ...unknown, deletion: score(-1) }] });
    expect(trustColumns(shown).map(({ key }) => key)).toEqual(['deletion']);
  });
});

/** Two steps, two features, two units. */
const entry: InputCorrelation = {
  layer: 'lstm_1',
  samples: 50,
  steps: {
    pearson: Float64Array.of(0.9, 0.1, -0.5, Number.NaN),
    pearsonP: Float64Array.of(1e-9, 0.6, 0.04, Number.NaN),
    spearman: Float64Array.of(0.8, 0, -0.4, 0.3),
    spearmanP: Float64Array.of(1e-8, 1, 0.06, 0.2),
  },
  units: {
    pearson: Float64Array.of(0.1, 0.2, -0.95, 0, 0.5, 0.6, 0.3, 0.2),
    pearsonP: Float64Array.of(1, 1, 1e-9, 1, 0.5, 0.01, 1, 1),
    spearman: new Float64Array(8),
    spearmanP: new Float64Array(8).fill(1),
  },
  previousCosine: Float64Array.of(Number.NaN, 0.4),
};
const features = ['a', 'b'];

describe('where the state changes with the input', () => {
  it('is told by step and feature', () => {
    const rows = correlationRows(entry, features);
    expect(rows.map(({ step, feature, pearson }) => [step, feature, pearson])).toEqual([
      [1, 'a', 0.9],
      [1, 'b', 0.1],
      [2, 'a', -0.5],
      [2, 'b', Number.NaN],
    ]);
    expect(rows[3].previousCosine).toBe(0.4);
    expect(correlationsAsTable([entry], features).rows[2].slice(0, 6)).toEqual(['lstm_1', 50, 2, 'a', -0.5, 0.04]);
  });

  it('is counted only beyond chance', () => {
    expect(correlationSentence(entry)).toMatch(/^At 2 of 3 steps does .* \(n = 50, p < 0\.05 after Holm/);
    const ragged = { ...entry, counted: Uint32Array.of(50, 31) };
    expect(correlationSentence(ragged)).toMatch(/\(n = 31 to 50, p/);
    expect(correlationRows(ragged, features).map(({ samples }) => samples)).toEqual([50, 50, 31, 31]);
    const chance = { ...entry, steps: { ...entry.steps, pearsonP: new Float64Array(4).fill(0.5) } };
    expect(correlationSentence(chance)).toMatch(/^At no step/);
  });

  it('names the units that go with it most closely', () => {
    expect(unitSentence(entry, features)).toBe(
      '2 of 8 pairs of unit and step change with their input beyond chance; most closely unit ' +
        '2 at step 1 with a (r = −0.95), 1 at step 2 with b (r = 0.60).',
    );
    expect(unitSentence({ ...entry, units: undefined }, features)).toBeUndefined();
    expect([pText(1e-9), pText(0.04), pText(Number.NaN)]).toEqual(['<\u202f0.001', '0.040', '–']);
  });
});
