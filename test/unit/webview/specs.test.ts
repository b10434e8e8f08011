import { describe, expect, it } from 'vitest';
import type { AttentionMatrix } from '../../../src/core/analysis/attention/attention.js';
import { INITIAL_PAGE } from '../../../webview/store.js';
import { matrixPlot } from '../../../webview/views/attention/matrixSpec.js';
import { openPlot } from '../../../webview/views/gates/openSpec.js';
import { saturationPlot } from '../../../webview/views/gates/saturationSpec.js';
import { barsPlot } from '../../../webview/views/influence/barsSpec.js';
import { columnsOf } from '../../../webview/views/influence/columns.js';
import { confusionPlot } from '../../../webview/views/overview/confusionSpec.js';
import { fitPlot } from '../../../webview/views/overview/fitSpec.js';
import { lossPlot } from '../../../webview/views/overview/lossSpec.js';
import { residualPlot } from '../../../webview/views/overview/residualSpec.js';
import type { PlotSpec } from '../../../webview/views/plotSpec.js';
import type { Shown } from '../../../webview/views/shown.js';
import { drawingOf, stateOf } from '../../../webview/views/space/drawing.js';
import { explainedPlot } from '../../../webview/views/space/explainedSpec.js';
import { probePlot } from '../../../webview/views/space/probeSpec.js';
import { spacePlot } from '../../../webview/views/space/spaceSpec.js';
import { WHOLE } from '../../../webview/views/space/zoom.js';
import { heatMapPlot } from '../../../webview/views/states/heatMapSpec.js';
import { inputPlot } from '../../../webview/views/states/inputSpec.js';
import { linesPlot } from '../../../webview/views/states/linesSpec.js';
import { draw, drawn, THEME } from './draw.js';
import { inspection, layerTrace, population, snapshot } from './fixtures.js';

const lossRows = (losses: number[]) =>
  losses.map((loss, index) => ({ epoch: index + 1, loss, validationLoss: loss * 1.1 }));
const columns = columnsOf(inspection(), 0, undefined);
const column = (id: string) => columns.find((entry) => entry.id === id)!;
const layer = layerTrace(5, 64);
const UNITS = Array.from({ length: 64 }, (_, unit) => 63 - unit);

const matrix: AttentionMatrix = {
  layer: 'first',
  values: Float64Array.of(0.5, 9, 9, 0.2, 0.6, 9, Number.NaN, 0.3, 0.4),
};

const many = population();
const space = (dimensions: 2 | 3, width = 400) => {
  const shown: Shown = {
    snapshot: snapshot(),
    inspection: inspection(['x'], { population: many }),
    selection: { ...INITIAL_PAGE.selection, layer: 'first' },
    page: { ...INITIAL_PAGE, options: { ...INITIAL_PAGE.options, dimensions } },
  };
  return spacePlot(
    drawingOf(stateOf(shown, many, many.layers[0], many.layers[0], true), { turn: [0.4, 0.2], zoom: WHOLE }, width),
  );
};

const PLOTS: [string, PlotSpec][] = [
  ['gate', openPlot('forget', many.layers[0].gates.forget!)],
  ['candidate', openPlot('candidate', many.layers[0].gates.candidate!)],
  ['saturation', saturationPlot('forget', many.layers)],
  ['saturation of layers', saturationPlot('forget', [many.layers[0], many.layers[0]])],
  ['state space', space(2)],
  ['state space in three dimensions', space(3)],
  ['explained variance', explainedPlot([0.7, 0.2, 0.1])],
  ['probe', probePlot([{ layer: 'first', scores: [0.5, Number.NaN, -4] }], 3)],
  [
    'probe of layers',
    probePlot(
      [
        { layer: 'first', scores: [0.5] },
        { layer: 'second', scores: [0.9] },
      ],
      1,
    ),
  ],
  ['attention matrix', matrixPlot(matrix, 'Cell weights', 3)],
  ['attention matrix of a text', matrixPlot(matrix, 'Cell weights', 3, ['t', '"]; alert(1)', '␣'])],
  ['attention matrix of zeros', matrixPlot({ values: new Float64Array(4), ahead: true }, 'Jacobian', 2)],
  ['loss', lossPlot(lossRows([1, 0.1, 0.001]), 10)],
  ['loss of one epoch', lossPlot(lossRows([1]), 0)],
  [
    'loss that diverged',
    lossPlot(
      [
        { epoch: 1, loss: 1 },
        { epoch: 2, loss: Number.NaN },
      ],
      0,
    ),
  ],
  ['fit', fitPlot({ actual: Float64Array.of(1.1, 2, 2.9), predicted: Float64Array.of(1, 2, 3) }, 'sum')],
  ['confusion', confusionPlot({ confusion: Float64Array.of(5, 1, 0, 4) }, ['no', 'yes'])],
  ['confusion with a class that never comes', confusionPlot({ confusion: Float64Array.of(5, 1, 0, 0) }, ['a', ' '])],
  [
    'residuals',
    residualPlot({ actual: Float64Array.of(1.1, 2, 2.9), predicted: Float64Array.of(1, 2, 3) }, 'sum', [0, 1, 2]),
  ],
  ['residuals of a perfect model', residualPlot({ actual: Float64Array.of(1), predicted: Float64Array.of(1) }, 'sum')],
  ['fit without a point', fitPlot({ actual: new Float64Array(), predicted: new Float64Array() }, 'sum')],
  ['states', linesPlot(layer, 'hidden', [-3, 3])],
  ['gates', linesPlot(layer, 'forget', [-3, 3])],
  ['states of one step', linesPlot(layerTrace(1, 3), 'cell', [-3, 3])],
  ['many states', linesPlot(layerTrace(100, 64), 'hidden', [-1, 1])],
  ['heat map', heatMapPlot(layer, 'cell', UNITS, [-3, 3])],
  ['heat map of gates', heatMapPlot(layer, 'output', UNITS, [-3, 3])],
  ['input', inputPlot(Float64Array.of(1, 2, Number.NaN), ['x'], [0, 3], Float64Array.of(2, 2, 2))],
  ['input of a text', inputPlot(Float64Array.of(1, 0, 0, 1), ['c=a', 'c=b'], [0, 1], undefined, ['a', 'b'])],
  ['input of features', inputPlot(Float64Array.of(1, 2, 3, 4), ['open.price', '<b>volume</b>'], [0, 5])],
  ['bars beside the truth', barsPlot(column('integratedGradients'), column('contribution'), 0.5)],
  ['bars of a text', barsPlot(column('integratedGradients'), undefined, 0.5, ['a', '␣', '<b>'])],
  ['bars of state changes', barsPlot(column('stateChange'), undefined, 6)],
];

describe('every plot', () => {
  it.each(PLOTS)('%s is drawn without a warning', async (_name, plot) => {
    const { svg, warnings } = await draw(plot);
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|<b>/);
  });

  it.each(PLOTS)('%s names no colour, says what it shows, and takes its data from outside', (_name, { spec, data }) => {
    const text = JSON.stringify(spec);
    expect(text).not.toMatch(/#[0-9a-f]{3,8}"|rgb\(|usermeta|"values":\[\{/i);
    expect(spec.description).toBeTruthy();
    for (const name of Object.keys(data)) expect(text).toContain(`"name":"${name}"`);
  });

  it.each(['light', 'highContrast', 'highContrastLight'] as const)('is drawn in the %s theme', async (kind) => {
    for (const [, plot] of PLOTS) expect((await draw(plot, { ...THEME, kind })).warnings).toEqual([]);
  });
});

describe('the saturation scatter', () => {
  it('says what its axes are, and has a point a unit', async () => {
    const plot = saturationPlot('forget', many.layers);
    const { svg } = await draw(plot);
    expect(svg).toContain('time under 0.1');
    expect(svg).toContain('time over 0.9');
    expect(plot.data.units.map(({ closed, open }) => [closed, open])).toEqual([
      [0, 0.9],
      [0.5, 0.5],
      [0.1, 0],
      [1, 0],
    ]);
  });
});

describe('the state space', () => {
  it('is the same spec however it is turned, and tells the point that is pointed at', () => {
    const at = (turn: [number, number]) => {
      const shown: Shown = {
        snapshot: snapshot(),
        inspection: inspection(['x'], { population: many }),
        selection: { ...INITIAL_PAGE.selection, layer: 'first' },
        page: { ...INITIAL_PAGE, options: { ...INITIAL_PAGE.options, dimensions: 3 } },
      };
      return spacePlot(
        drawingOf(stateOf(shown, many, many.layers[0], many.layers[0], true), { turn, zoom: WHOLE }, 400),
      );
    };
    const [one, other] = [at([0, 0]), at([1, 0.5])];
    expect(other.spec).toEqual(one.spec);
    if (other.picture?.kind !== 'lines') throw new Error('No lines.');
    const { points } = other.picture;
    for (let point = 0; point < 6; point++) {
      expect(other.rowAt?.(points[2 * point], points[2 * point + 1])).toMatchObject({ step: (point % 3) + 1 });
      expect(Math.hypot((points[2 * point] - 0.5) * (400 / 380), points[2 * point + 1] - 0.5)).toBeLessThanOrEqual(0.5);
    }
    expect(other.rowAt?.(0, 0)).toBeUndefined();
  });
});

describe('the loss plot', () => {
  const scaleOf = ({ spec }: PlotSpec) => JSON.stringify(spec).includes('"type":"log"');

  it('is logarithmic where the loss falls far, and never where it touches zero', () => {
    expect(scaleOf(lossPlot(lossRows([1, 0.5]), 10))).toBe(false);
    expect(scaleOf(lossPlot(lossRows([1, 0.01]), 10))).toBe(true);
    expect(scaleOf(lossPlot(lossRows([1, 0]), 10))).toBe(false);
  });

  it('draws very long trainings by no more points than can be told apart', () => {
    const losses = Array.from({ length: 300_000 }, (_, n) => 1 / (n + 1));
    const { data, spec } = lossPlot(lossRows(losses), losses.length);
    expect(data.loss.length).toBeLessThan(10_000);
    expect(data.loss.at(-1)).toMatchObject({ epoch: 300_000 });
    expect(JSON.stringify(spec)).toContain('"domain":[1,300000]');
  });

  it('has room for the epochs to come, and the same spec while they come', () => {
    const [first, second] = [lossPlot(lossRows([1]), 10), lossPlot(lossRows([1, 0.9]), 10)];
    expect(JSON.stringify(first.spec)).toContain('"domain":[1,10]');
    expect(second.spec).toEqual(first.spec);
  });
});

describe('influence bars', () => {
  it('of a norm start at zero, others go both ways', () => {
    expect(barsPlot(column('stateChange'), undefined, 6).parameters).toEqual({ low: 0, high: 6 });
    expect(barsPlot(column('integratedGradients'), undefined, 0.5).parameters).toEqual({ low: -0.5, high: 0.5 });
  });

  it('of other numbers are the same drawing', () => {
    const [one, other] = [0.5, 3].map((size) => barsPlot(column('integratedGradients'), undefined, size));
    expect(other.spec).toEqual(one.spec);
  });

  it('reach as far as they are told to, to both sides of zero', async () => {
    const { view } = await drawn(barsPlot(column('integratedGradients'), undefined, 7));
    const ends = () => (view.scale('y') as { domain(): number[] }).domain();
    expect(ends()[0]).toBeLessThanOrEqual(-7);
    expect(ends()[1]).toBeGreaterThanOrEqual(7);
    await view.signal('low', -3).signal('high', 3).runAsync();
    expect(ends()[0]).toBeGreaterThan(-7);
    expect(ends()[1]).toBeLessThan(7);
    view.finalize();
  });
});

describe('attention matrix', () => {
  it('draws the lower triangle only, without what is no number', () => {
    const { data } = matrixPlot(matrix, 'Cell weights', 3);
    expect(data.cells).toEqual([
      { looking: 1, seen: 1, value: 0.5 },
      { looking: 2, seen: 1, value: 0.2 },
      { looking: 2, seen: 2, value: 0.6 },
      { looking: 3, seen: 2, value: 0.3 },
      { looking: 3, seen: 3, value: 0.4 },
    ]);
  });
});
