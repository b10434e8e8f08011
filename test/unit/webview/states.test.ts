import { describe, expect, it } from 'vitest';
import { shadeOf } from '../../../webview/shades.js';
import { DEFAULT_OPTIONS, restoreOptions } from '../../../webview/views/options.js';
import { heatMapPlot } from '../../../webview/views/states/heatMapSpec.js';
import { linesPlot } from '../../../webview/views/states/linesSpec.js';
import { unitsInOrder } from '../../../webview/views/states/order.js';
import { stateRows, valueDomain } from '../../../webview/views/states/rows.js';
import { draw } from './draw.js';
import { inspection, layerTrace } from './fixtures.js';

const given = (units: number) => Array.from({ length: units }, (_, unit) => unit);

describe('the states', () => {
  it('are rows that count steps and units from one', () => {
    const rows = stateRows(layerTrace(2, 3), 'hidden');
    expect(rows.map(({ step, unit }) => [step, unit])).toEqual(
      [1, 2].flatMap((step) => [1, 2, 3].map((unit) => [step, unit])),
    );
    expect(rows[0].last).toBe(rows[3].value);
  });

  it('have scales even around zero that all samples share, and gates from none to all', () => {
    const shown = inspection();
    const [sample] = shown.samples;
    const larger = { ...sample, layers: [{ ...layerTrace(3, 4), hidden: new Float32Array(12).fill(-2) }] };
    expect(valueDomain({ ...shown, samples: [sample, larger] }, 'first', 'hidden')).toEqual([-2, 2]);
    expect(valueDomain(shown, 'first', 'forget')).toEqual([0, 1]);
    const still = { ...sample, layers: [{ ...layerTrace(3, 4), cell: new Float32Array(12) }] };
    expect(valueDomain({ ...shown, samples: [still] }, 'first', 'cell')).toEqual([-1, 1]);
  });

  it('are one line a unit, as marks where they are few', async () => {
    const { svg } = await draw(linesPlot(layerTrace(5, 64), 'hidden', [-1, 1]));
    expect(svg.match(/mark-line/g)).toHaveLength(64);
  });

  it('are painted where they are many, and the nearest line tells its unit', () => {
    const layer = layerTrace(100, 256);
    const { picture, rowAt, marks, spec } = linesPlot(layer, 'hidden', [-1, 1]);
    expect(picture).toMatchObject({ kind: 'lines', length: 100 });
    expect(picture?.values).toHaveLength(25_600);
    expect(marks).toBe(1);
    const value = layer.hidden[7 * 256 + 3];
    expect(rowAt?.(7.5 / 100, (1 - value) / 2)).toMatchObject({ step: 8, value: expect.closeTo(value, 2) });
    expect(linesPlot(layerTrace(100, 256), 'hidden', [-1, 1]).spec).toEqual(spec);
  });
});

describe('the heat map', () => {
  const layer = layerTrace(3, 4);
  const order = [2, 0, 3, 1];

  it('has a row a unit in the wanted order and a column a step', () => {
    const { picture, rowAt } = heatMapPlot(layer, 'hidden', order, [-1, 1]);
    if (picture?.kind !== 'cells') throw new Error('No cells.');
    expect([picture.rows, picture.columns]).toEqual([4, 3]);
    for (const [row, unit] of order.entries()) {
      for (let step = 0; step < 3; step++) {
        const value = layer.hidden[step * 4 + unit];
        expect(picture.values[row * 3 + step]).toBe(value);
        expect(rowAt?.((step + 0.5) / 3, (row + 0.5) / 4)).toEqual({ step: step + 1, unit: unit + 1, value });
      }
    }
  });

  it('names its rows in that order, and takes as many steps as the layer has', async () => {
    const { svg } = await draw(heatMapPlot(layer, 'hidden', order, [-1, 1]));
    const labels = [...svg.matchAll(/<text[^>]*>(\d)<\/text>/g)].map(([, label]) => label).join('');
    // Those of the legend come first.
    expect(labels.slice(-7)).toBe('1233142');
  });

  it('is one picture however large it is, of the same spec for every sample and order', () => {
    const plot = heatMapPlot(layerTrace(100, 256), 'hidden', given(256), [-1, 1]);
    expect(plot.marks).toBe(1);
    expect(plot.height).toBeLessThan(600);
    const other = { ...layerTrace(100, 256), hidden: new Float32Array(25_600) };
    expect(heatMapPlot(other, 'hidden', given(256).reverse(), [-1, 1]).spec).toEqual(plot.spec);
  });

  it('shades from the low end to the high one, and leaves out what is no number', () => {
    expect([-1, 0, 1, 7].map((value) => shadeOf(value, -1, 1))).toEqual([0, 128, 255, 255]);
    expect(shadeOf(Number.NaN, -1, 1)).toBe(-1);
    expect(shadeOf(3, 3, 3)).toBe(0);
  });
});

describe('the order of the units', () => {
  const orders = { clustering: [2, 0, 1], peak: [4, 0, 1], correlation: [0.2, Number.NaN, 0.9] };

  it('is by number, by cluster, from early to late, or from rising to falling with the output', () => {
    expect(unitsInOrder('given', orders, 3)).toEqual([0, 1, 2]);
    expect(unitsInOrder('clustering', orders, 3)).toEqual([2, 0, 1]);
    expect(unitsInOrder('peak', orders, 3)).toEqual([1, 2, 0]);
    expect(unitsInOrder('correlation', orders, 3)).toEqual([2, 0, 1]);
    expect(unitsInOrder('peak', undefined, 3)).toEqual([0, 1, 2]);
  });
});

describe('the options', () => {
  it('are restored as far as they are understood', () => {
    expect(restoreOptions({ order: 'peak', color: 'input 3', dimensions: 3, turn: [1, 2] })).toEqual({
      ...DEFAULT_OPTIONS,
      order: 'peak',
      color: 'input 3',
      dimensions: 3,
      turn: [1, 2],
    });
    expect(restoreOptions({ order: 'x', average: 1, color: 'input', dimensions: 4, turn: ['a', 1] })).toEqual(
      DEFAULT_OPTIONS,
    );
  });
});
