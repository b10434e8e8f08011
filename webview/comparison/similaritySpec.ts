/** How alike the layers of two models are: a row a layer of the first, a column a layer of the second. Pure. */
import type { TopLevelSpec } from 'vega-lite';
import type { SimilarityResult } from '../../src/worker/protocol.js';
import type { Table } from '../export/table.js';
import { frame, type PlotSpec, type Row } from '../views/plotSpec.js';
import type { Measure } from './state.js';

const ROW_HEIGHT = 44;

export const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  cka: 'Linear CKA',
  procrustes: 'Procrustes distance',
};

/** The largest value of each measure. */
const HIGHEST: Readonly<Record<Measure, number>> = { cka: 1, procrustes: 2 };

/** @param letters of the two runs. */
export function similarityPlot(
  { layers: [first, second], pairs }: SimilarityResult,
  measure: Measure,
  [one, other]: readonly [string, string],
): PlotSpec {
  const height = first.length * ROW_HEIGHT;
  const rows: Row[] = pairs.map((pair) => ({ first: pair.first, second: pair.second, value: pair[measure] ?? null }));
  const name = MEASURE_NAMES[measure];
  const spec: TopLevelSpec = {
    ...frame(`${name} of the layers of ${one} and ${other}`, height),
    data: { name: 'pairs' },
    mark: { type: 'rect', aria: false, style: 'mark' },
    encoding: {
      x: { field: 'second', type: 'ordinal', sort: [...second], title: `layer of ${other}`, axis: { labelAngle: 0 } },
      y: { field: 'first', type: 'ordinal', sort: [...first], title: `layer of ${one}` },
      color: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { domain: [0, HIGHEST[measure]], range: 'heatmap' },
        legend: { orient: 'top', direction: 'horizontal', gradientLength: 140, offset: 4, tickCount: 3 },
      },
    },
  };
  return {
    spec,
    data: { pairs: rows.filter(({ value }) => value !== null) },
    height: height + 90,
    marks: rows.length,
    tooltip: { first: `Layer of ${one}`, second: `Layer of ${other}`, value: name },
  };
}

export function similarityAsTable({ pairs }: SimilarityResult): Table {
  return {
    columns: ['first', 'second', 'cka', 'procrustes', 'reason'],
    rows: pairs.map(({ first, second, cka, procrustes, reason }) => [first, second, cka, procrustes, reason]),
  };
}
