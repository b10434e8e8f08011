/** The comparison's page without a browser: its messages, choices, tables and plots. */
import { describe, expect, it } from 'vitest';
import { differenceLines, factLines, linesAsTable } from '../../../../webview/comparison/facts.js';
import {
  influenceAsTable,
  influenceLines,
  influencePlot,
  methodsOf,
  sharing,
} from '../../../../webview/comparison/influences.js';
import { lossesPlot } from '../../../../webview/comparison/lossesSpec.js';
import { readComparisonMessage } from '../../../../webview/comparison/messages.js';
import type { ComparedRun, Comparison } from '../../../../webview/comparison/protocol.js';
import { similarityAsTable, similarityPlot } from '../../../../webview/comparison/similaritySpec.js';
import { INITIAL, reduce, restoreChoices } from '../../../../webview/comparison/state.js';
import { scoresOf, trustAsTable, trustLines } from '../../../../webview/comparison/trustLines.js';
import { draw } from '../draw.js';
import { inspection } from '../fixtures.js';

function run(letter: string, change: Partial<ComparedRun> = {}): ComparedRun {
  return {
    ...{ id: `/runs/${letter}`, letter, name: 'adding', config: 'adding.lstm.json', started: '2026-01-02T03:04:05Z' },
    ...{ status: 'done', engine: 'wasm', seed: 1, seconds: 2 },
    epochs: [
      { epoch: 1, loss: 1, validationLoss: 2 },
      { epoch: 2, loss: 0.01, validationLoss: Number.NaN },
    ],
    model: { kind: 'done', shared: true, inspection: inspection() },
    ...change,
  };
}
const better = inspection(undefined, { fit: { ...inspection().fit, r2: 0.999, mse: 0.001 } as never });
const runs = [run('A'), run('B', { seed: 2, model: { kind: 'done', shared: true, inspection: better } })];
const comparison: Comparison = { runs, differences: [{ path: 'seed', values: ['1', undefined] }] };
const similarity = {
  ...{ sequences: 20, part: 'validation' as const, sameData: true },
  layers: [['lstm_1'], ['lstm_1', 'lstm_2']] as [string[], string[]],
  pairs: [
    { first: 'lstm_1', second: 'lstm_1', cka: 0.9, procrustes: 0.2 },
    { first: 'lstm_1', second: 'lstm_2', reason: 'lstm_1 has 5 steps, lstm_2 has 2.' },
  ],
};

describe('messages', () => {
  it('are read where they fit, and refused with their place', () => {
    const message = { type: 'comparison', comparison };
    expect(readComparisonMessage(message)).toBe(message);
    const answer = { type: 'similarity', similarity: { kind: 'done', first: 'a', second: 'b', result: similarity } };
    expect(readComparisonMessage(answer)).toBe(answer);
    const wrong = { ...comparison, runs: [{ ...runs[0], model: { kind: 'dnoe' } }] };
    expect(() => readComparisonMessage({ type: 'comparison', comparison: wrong })).toThrow(/runs\[0\]\.model\.kind/);
    const short = inspection(undefined, { baseline: Float64Array.of(1) });
    const damaged = { ...comparison, runs: [run('A', { model: { kind: 'done', shared: true, inspection: short } })] };
    expect(() => readComparisonMessage({ type: 'comparison', comparison: damaged })).toThrow(/baseline/);
    expect(() => readComparisonMessage({ type: 'snapshot' })).toThrow(/Unknown message "snapshot"/);
    expect(() => readComparisonMessage(undefined)).toThrow();
    const failed = { type: 'failed', message: 'The run is gone.' } as const;
    expect(reduce(INITIAL, { type: 'received', message: readComparisonMessage(failed) }).problem).toBe(
      'The run is gone.',
    );
  });
});

describe('choices', () => {
  it('are kept, and restored as far as they mean something', () => {
    const { choices } = reduce(INITIAL, { type: 'choose', choices: { measure: 'procrustes', sample: 2, first: 'C' } });
    expect(restoreChoices(JSON.parse(JSON.stringify({ runs: [], choices })))).toEqual(choices);
    for (const kept of [undefined, 1, { choices: { sample: -1, measure: 'x', first: 'Z', score: 4 } }]) {
      expect(restoreChoices(kept)).toEqual({ ...INITIAL.choices, method: undefined });
    }
  });

  it('an answer takes the place of the last one about the same pair', () => {
    const answer = (message: string) =>
      ({
        type: 'received',
        message: { type: 'similarity', similarity: { kind: 'failed', first: 'a', second: 'b', message } },
      }) as const;
    const state = reduce(reduce(INITIAL, answer('one')), answer('two'));
    expect(state.similarities).toEqual([{ kind: 'failed', first: 'a', second: 'b', message: 'two' }]);
  });
});

describe('tables', () => {
  it('tell what is not the same, and which run is best where that means something', () => {
    const lines = factLines(runs);
    const line = (name: string) => lines.find((one) => one.name === name);
    expect(line('Name')).toBeUndefined();
    expect(line('Seed')).toMatchObject({ cells: ['1', '2'], best: [false, false] });
    expect(line('R²')).toMatchObject({ cells: ['0.99', '0.999'], best: [false, true] });
    expect(line('Mean squared error')?.best).toEqual([false, true]);
    expect(line('Mean absolute error')?.best).toEqual([false, false]);
    expect(line('Validation loss')?.cells).toEqual(['–', '–']);
    expect(line('Accuracy')).toBeUndefined();
    expect(differenceLines(comparison)).toMatchObject([{ name: 'seed', cells: ['1', '–'] }]);
    expect(linesAsTable(runs, lines).columns).toEqual(['', 'A 2026-01-02T03:04:05Z', 'B 2026-01-02T03:04:05Z']);
    expect(factLines([run('A', { model: { kind: 'working' } })]).some(({ name }) => name === 'R²')).toBe(false);
  });

  it('of trust have a row a method and a column a run', () => {
    expect(scoresOf(runs).map(({ key }) => key)).toContain('pearson');
    const [first] = trustLines([...runs, run('C', { model: { kind: 'failed', message: 'gone' } })], 'pearson');
    expect(first.cells.map((cell) => cell?.value)).toEqual([0.82, 0.82, undefined]);
    expect(trustAsTable(runs, trustLines(runs, 'pearson')).rows[0].slice(0, 2)).toEqual(['State change', 0.82]);
  });
});

describe('influence', () => {
  it('is of the same inputs only, and says of the others why not', () => {
    const others = [
      run('C', { model: { kind: 'done', shared: false, inspection: inspection() } }),
      run('D', { model: { kind: 'failed', message: 'It is gone.' } }),
    ];
    const { shown, others: left } = sharing([...runs, ...others]);
    expect(shown.map(({ letter }) => letter)).toEqual(['A', 'B']);
    expect(left).toEqual(['C reads inputs of another shape.', 'D could not be inspected: It is gone.']);
    const [method] = methodsOf(shown, 0);
    const lines = influenceLines(shown, 0, method);
    expect(lines.steps).toBe(3);
    expect(influenceAsTable(lines).rows).toHaveLength(3);
  });

  it('of a text tells with each step what it reads', async () => {
    const [method] = methodsOf(runs, 0);
    const lines = { ...influenceLines(runs, 0, method), read: ['a', '␣', 'b'] };
    const { columns, rows } = influenceAsTable(lines);
    const at = columns.indexOf('reads');
    expect(rows.map((row) => row[at])).toEqual(['a', '␣', 'b']);
    const { svg, warnings } = await draw(influencePlot(method, lines));
    expect(warnings).toEqual([]);
    for (const name of lines.read) expect(svg).toContain(`>${name}</tspan>`);
  });
});

describe('plots', () => {
  const method = methodsOf(runs, 0)[0];
  it.each([
    ['losses', lossesPlot(runs)],
    ['influence', influencePlot(method, influenceLines(runs, 0, method))],
    ['CKA', similarityPlot(similarity, 'cka', ['A', 'B'])],
    ['Procrustes', similarityPlot(similarity, 'procrustes', ['A', 'B'])],
  ])('%s are drawn without a warning', async (_, plot) => {
    const { svg, warnings } = await draw(plot);
    expect(warnings).toEqual([]);
    expect(svg).toContain('<path');
  });

  it('keep very long trainings drawable, with their last epoch', () => {
    const epochs = Array.from({ length: 100_001 }, (_, i) => ({ epoch: i + 1, loss: 1 / (i + 1) }));
    const { data } = lossesPlot([run('A', { epochs })]);
    expect(data.losses.length).toBeLessThan(600);
    expect(data.losses.at(-1)).toMatchObject({ epoch: 100_001 });
  });

  it('leave out pairs that cannot be compared, and the table says why', () => {
    expect(similarityPlot(similarity, 'cka', ['A', 'B']).data.pairs).toHaveLength(1);
    expect(similarityAsTable(similarity).rows[1][4]).toMatch(/5 steps/);
  });
});
