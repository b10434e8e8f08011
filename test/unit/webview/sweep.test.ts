import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../webview/messages.js';
import type { SweepSnapshot, SweepTrial } from '../../../webview/protocol.js';
import { INITIAL_PAGE, reduce } from '../../../webview/store.js';
import { curvesPlot, MOST_CURVES } from '../../../webview/views/sweep/curvesSpec.js';
import { axesOf, valueText } from '../../../webview/views/sweep/names.js';
import { parallelPlot, placesOf } from '../../../webview/views/sweep/parallelSpec.js';
import { configurationsAsTable } from '../../../webview/views/sweep/rows.js';
import { draw } from './draw.js';
import { snapshot } from './fixtures.js';

/** Two rates, two cells, two seeds; R² is 0.1 for each trial more than the last. */
function trials(): SweepTrial[] {
  return Array.from({ length: 8 }, (_, index) => ({
    index,
    id: `t${index}`,
    configuration: index >> 1,
    values: {
      'train.learningRate': index < 4 ? 0.01 : 0.001,
      'model.layers[0].type': ['lstm', 'gru'][(index >> 1) & 1],
      seed: index & 1,
    },
    status: 'done' as const,
    metrics: { r2: index / 10, mse: 1 - index / 10, mae: 1 },
    epochs: 2,
    curve: [
      [1, 1],
      [2, 1 / (index + 1)],
    ],
  }));
}

const sweep = (change: Partial<SweepSnapshot> = {}): SweepSnapshot => ({
  method: 'grid',
  names: ['train.learningRate', 'model.layers[0].type', 'seed'],
  epochs: 2,
  validated: true,
  running: false,
  trials: trials(),
  ...change,
});

const axes = axesOf(['train.learningRate', 'model.layers[0].type']);

describe('parallel coordinates', () => {
  test('are drawn without a warning, a line a trial', async () => {
    const plot = parallelPlot(axes, trials(), 'r2', 3);
    const { svg, warnings } = await draw(plot);
    expect(warnings).toEqual([]);
    for (const text of ['learningRate', 'type', 'R²', '0.001', 'gru']) expect(svg).toContain(`>${text}<`);
    expect(plot.data.lines).toHaveLength(8 * 3);
  });

  test('have numbers in their order and words in the sweep’s, evenly spaced', () => {
    expect([...placesOf([0.1, 0.001, 0.01, 0.1])]).toEqual([
      ['0.001', 0],
      ['0.01', 0.5],
      ['0.1', 1],
    ]);
    expect([...placesOf(['lstm', 'gru'])].map(([, place]) => place)).toEqual([0, 1]);
    expect([...placesOf([{ type: 'sgd' }, 'adam']).keys()]).toEqual(['{"type":"sgd"}', '"adam"']);
    expect([...placesOf([7])]).toEqual([['7', 0.5]]);
  });

  test('end at the metric, linear from its least to its largest', () => {
    const { data } = parallelPlot(axes, trials(), 'r2', undefined);
    const ends = data.lines.filter(({ axis }) => axis === 'R²').map(({ place }) => place);
    expect(ends).toEqual(Array.from({ length: 8 }, (_, i) => expect.closeTo(i / 7, 12)));
  });

  test('leave out what has no number, and survive that nothing has one, or all have the same', async () => {
    const [first, ...others] = trials();
    const bare = { ...first, metrics: { r2: Number.NaN, mse: 1, mae: 1 } };
    expect(parallelPlot(axes, [bare, ...others], 'r2', undefined).marks).toBeLessThan(
      parallelPlot(axes, trials(), 'r2', undefined).marks,
    );
    for (const few of [[], [bare], [others[0]], [others[0], others[0]]]) {
      expect((await draw(parallelPlot(axes, few, 'r2', undefined))).warnings).toEqual([]);
    }
  });
});

describe('the curves', () => {
  test('are drawn without a warning, on a log scale where they fall far', async () => {
    const near = await draw(curvesPlot(trials(), 'r2', 2, true, undefined));
    expect(near.warnings).toEqual([]);
    expect(near.svg).toContain('validation loss');
    const far = trials().map(
      (trial): SweepTrial => ({
        ...trial,
        curve: [
          [1, 10],
          [2, 0.01],
        ],
      }),
    );
    const { svg, warnings } = await draw(curvesPlot(far, 'mse', 2, false, 1));
    expect(warnings).toEqual([]);
    expect(svg).toContain('loss (log scale)');
  });

  test('are the best where there are too many', () => {
    const many = Array.from({ length: MOST_CURVES + 5 }, (_, index) => ({ ...trials()[0], index }));
    const { data } = curvesPlot(many, 'r2', 2, true, undefined);
    expect(new Set(data.curves.map(({ trial }) => trial)).size).toBe(MOST_CURVES);
  });
});

describe('the table to take away', () => {
  test('has mean, deviation and number over the seeds, best first', () => {
    const { columns, rows } = configurationsAsTable({ sweep: sweep(), metrics: ['r2', 'mse'], metric: 'r2' });
    expect(columns).toEqual([
      ...['train.learningRate', 'model.layers[0].type'],
      ...['r2', 'r2 deviation', 'r2 n', 'mse', 'mse deviation', 'mse n'],
    ]);
    expect(rows).toHaveLength(4);
    const close = (value: number) => expect.closeTo(value, 12);
    expect(rows[0]).toEqual([
      0.001,
      'gru',
      close(0.65),
      close(0.1 / Math.SQRT2),
      2,
      close(0.35),
      close(0.1 / Math.SQRT2),
      2,
    ]);
  });
});

test('a value is told as the config writes it, a long one cut short', () => {
  expect(['lstm', 0.01, { type: 'sgd' }, 'x'.repeat(50)].map(valueText)).toEqual([
    ...['lstm', '0.01', '{"type":"sgd"}', `${'x'.repeat(23)}…`],
  ]);
});

test('a message of it is read where it fits', () => {
  const message = { type: 'sweep', sweep: sweep({ running: true, shown: 3 }) };
  expect(readMessage(message)).toBe(message);
  expect(readMessage({ type: 'sweep' })).toEqual({ type: 'sweep' });
  const spoilt = (change: object) => () => readMessage({ type: 'sweep', sweep: { ...sweep(), ...change } });
  expect(spoilt({ method: 'luck' })).toThrow('message.sweep.method should be one of grid, random');
  expect(spoilt({ trials: [{ ...trials()[0], curve: [[1]] }] })).toThrow('trials[0].curve[0] should be an epoch');
});

test('a sweep that has come further replaces the one before, and nothing else', () => {
  const before = reduce(
    { page: INITIAL_PAGE },
    { type: 'received', message: { type: 'snapshot', snapshot: snapshot() } },
  );
  const after = reduce(before, { type: 'received', message: { type: 'sweep', sweep: sweep() } });
  expect(after.snapshot).toEqual({ ...before.snapshot, sweep: sweep() });
});
