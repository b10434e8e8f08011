import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName } from '../../../webview/export/fileName.js';
import { numbersOf } from '../../../webview/export/plotTable.js';
import { type Cell, toCsv, toJson, toMarkdown } from '../../../webview/export/table.js';
import { heatMapPlot } from '../../../webview/views/states/heatMapSpec.js';
import { inputPlot } from '../../../webview/views/states/inputSpec.js';
import { layerTrace } from './fixtures.js';

const TABLE = { columns: ['step', 'a|b'], rows: [[1, -0.123456789] as Cell[], [2, Number.NaN], [3, 'so "it", is']] };

describe('a table', () => {
  it('is CSV with all digits, and nothing where there is no number', () => {
    expect(toCsv(TABLE)).toBe('step,a|b\r\n1,-0.123456789\r\n2,\r\n3,"so ""it"", is"\r\n');
  });

  it('is read back from CSV as it was, whatever its text', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        const read: string[][] = parse(toCsv({ columns: ['a', 'b'], rows }), { record_delimiter: '\r\n' });
        expect(read.slice(1)).toEqual(rows);
      }),
    );
  });

  it('is JSON in which every row has every name', () => {
    expect(JSON.parse(toJson(TABLE))).toEqual([
      { step: 1, 'a|b': -0.123456789 },
      { step: 2, 'a|b': null },
      { step: 3, 'a|b': 'so "it", is' },
    ]);
  });

  it('is Markdown whose text cannot end a cell', () => {
    expect(toMarkdown(TABLE)).toBe(
      '| step | a\\|b |\n| ---: | ---: |\n| 1 | -0.123457 |\n| 2 |  |\n| 3 | so "it", is |\n',
    );
  });
});

describe('the numbers of a plot', () => {
  it('are the rows of its data', () => {
    const { columns, rows } = numbersOf(inputPlot(Float64Array.of(1, 2, 3, 4), ['x', 'y'], [0, 5]));
    expect(columns).toEqual(['step', 'feature', 'value']);
    expect(rows).toEqual([
      [1, 'x', 1],
      [1, 'y', 2],
      [2, 'x', 3],
      [2, 'y', 4],
    ]);
  });

  it('are those of a painted picture, in the order of its rows', () => {
    const layer = layerTrace(3, 2);
    const { columns, rows } = numbersOf(heatMapPlot(layer, 'hidden', [1, 0], [-1, 1]));
    expect(columns).toEqual(['unit', 'step', 'value']);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual([2, 1, layer.hidden[1]]);
    expect(rows[5]).toEqual([1, 3, layer.hidden[4]]);
  });
});

it('a file is named with letters, digits and dashes', () => {
  expect(fileName('h(t): Größe of "x"/../y')).toBe('h-t-größe-of-x-y');
  expect(fileName('…')).toBe('export');
});
