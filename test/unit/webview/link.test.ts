import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickedText } from '../../../webview/pickedText.js';
import type { Selection } from '../../../webview/protocol.js';
import { INITIAL_PAGE } from '../../../webview/store.js';
import {
  gridLink,
  linesLink,
  matrixLink,
  moved,
  type PlotLink,
  pointsLink,
  stepLink,
} from '../../../webview/views/link.js';
import { fitPlot } from '../../../webview/views/overview/fitSpec.js';
import { residualPlot } from '../../../webview/views/overview/residualSpec.js';
import { inspection } from './fixtures.js';

const selection = (change: Partial<Selection> = {}): Selection => ({
  ...INITIAL_PAGE.selection,
  layer: 'a',
  ...change,
});
const GRID = gridLink(4, [2, 0, 1], 'a');
const VALUES = Float32Array.of(0, 1, 0.5, -1, 1, Number.NaN); // three steps of two units
const LINES = linesLink('a', VALUES, 2, [-1, 1]);
const POINTS = pointsLink('unit', [{ value: 7, right: 0.2, down: 0.3 }], { layer: 'a' }, ({ layer }) => layer === 'a');

describe('what is picked in a plot', () => {
  it('is what stands there', () => {
    expect(stepLink(5).pick(0.59, 0)).toEqual({ step: 2 });
    expect(GRID.pick(0.99, 0.1)).toEqual({ step: 3, unit: 2, layer: 'a' });
    expect(LINES.pick(0.5, 0.9)).toEqual({ step: 1, unit: 1, layer: 'a' });
    expect(LINES.pick(0.9, 0.9)).toEqual({ step: 2, unit: 0, layer: 'a' }); // the other one is no number
    expect(POINTS.pick(0.21, 0.3)).toEqual({ unit: 7, layer: 'a' });
    expect(POINTS.pick(0.9, 0.9)).toBeUndefined();
  });

  it('is marked there again, in every plot of steps and units', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(share, share, fc.constantFrom<PlotLink>(GRID, stepLink(7), matrixLink(3)), (right, down, link) => {
        const boxes = link.shapes(selection(link.pick(right, down))).filter((shape) => shape.kind === 'box');
        const around = (low: number, size: number, at: number) => low <= at + 1e-12 && at <= low + size + 1e-12;
        expect(boxes.some(({ left, width }) => width < 1 && around(left, width, right))).toBe(true);
        if (link === GRID) {
          expect(boxes.some(({ top, height }) => height < 1 && around(top, height, down))).toBe(true);
        }
      }),
    );
  });

  it('is not marked in another layer, nor beyond the plot', () => {
    expect(GRID.shapes(selection({ layer: 'b', unit: 1 }))).toEqual([]);
    expect(stepLink(3).shapes(selection({ step: 3 }))).toEqual([]);
    expect(POINTS.shapes(selection({ layer: 'b', unit: 7 }))).toEqual([]);
    expect(LINES.shapes(selection({ unit: 5 }))).toEqual([]);
  });

  it('is a unit’s line, without what is no number', () => {
    expect(LINES.shapes(selection({ unit: 1 }))).toEqual([
      {
        kind: 'line',
        points: [
          [1 / 6, 0],
          [0.5, 1],
        ],
      },
    ]);
  });

  it('is the sequence of a point of predicted against true, where it can be looked at', () => {
    const fit = { actual: Float64Array.of(1, Number.NaN, 3), predicted: Float64Array.of(1, 2, 3) };
    const { link } = fitPlot(fit, 'y', [4, 5, undefined]);
    const [dot] = link!.shapes(selection({ sequence: 4 }));
    expect(dot.kind === 'dot' && link!.pick(dot.right, dot.down)).toEqual({ sequence: 4 });
    expect(link!.shapes(selection({ sequence: 5 }))).toEqual([]);
    expect(fitPlot(fit, 'y').link).toBeUndefined();
  });

  it('is the sequence of a residual: predicted minus true, evenly around zero', () => {
    const fit = { actual: Float64Array.of(1, 2, Number.NaN), predicted: Float64Array.of(3, 1.5, 3) };
    const { link, data } = residualPlot(fit, 'y', [4, 5, 6]);
    expect(data.residuals.map(({ residual }) => residual)).toEqual([2, -0.5]);
    const [dot] = link!.shapes(selection({ sequence: 4 }));
    expect(dot.kind === 'dot' && link!.pick(dot.right, dot.down)).toEqual({ sequence: 4 });
    expect(dot.kind === 'dot' && dot.down).toBeCloseTo(0.5 - 0.5 / 1.08, 12);
    expect(link!.shapes(selection({ sequence: 6 }))).toEqual([]);
  });
});

describe('the arrow keys', () => {
  const press = (link: PlotLink, from: Selection, ...keys: string[]) => {
    let now = from;
    for (const key of keys) now = { ...now, ...moved(link, now, key) };
    return now;
  };

  it('go through steps and units in the order of the plot, and stop at its ends', () => {
    expect(press(GRID, selection(), 'ArrowRight')).toMatchObject({ step: 0 });
    expect(press(GRID, selection(), 'ArrowDown')).toMatchObject({ unit: 2, layer: 'a' });
    expect(press(GRID, selection(), 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight')).toMatchObject({
      unit: 0,
      step: 1,
    });
    expect(press(GRID, selection({ step: 3, unit: 2 }), 'ArrowRight', 'ArrowUp')).toMatchObject({ step: 3, unit: 2 });
    expect(press(GRID, selection(), 'End')).toMatchObject({ step: 3 });
  });

  it('begin anew in another layer, and Escape picks nothing', () => {
    expect(moved(GRID, selection({ layer: 'b', unit: 1 }), 'ArrowDown')).toEqual({ unit: 2, layer: 'a' });
    expect(press(GRID, selection({ step: 1, unit: 1 }), 'Escape')).toMatchObject({ step: undefined, unit: undefined });
  });

  it('that mean nothing here are left to the page', () => {
    expect(moved(stepLink(3), selection(), 'ArrowDown')).toBeUndefined();
    expect(moved(stepLink(3), selection(), 'a')).toBeUndefined();
  });
});

describe('the line that says what is picked', () => {
  it('tells step, input, unit and value', () => {
    const shown = inspection();
    const text = pickedText(shown, { ...INITIAL_PAGE.selection, layer: 'first', step: 1, unit: 2 });
    expect(text).toBe(
      `Step 2 of 3 · input 0.1 in inspect.inputs[0] · unit 3 of first · Hidden state ${Math.sin(6).toPrecision(4).replace('-', '−')}`,
    );
  });

  it('is silent where nothing is', () => {
    expect(pickedText(inspection(), INITIAL_PAGE.selection)).toBe('');
  });
});
