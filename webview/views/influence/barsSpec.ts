/** One method's influence at each step as bars, beside the true contribution where both are in the same unit. */
import type { TopLevelSpec } from 'vega-lite';
import { METHODS } from '../../explain.js';
import { stepLink } from '../link.js';
import { alignedAxis, frame, LOW_TO_HIGH, namedSteps, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';
import type { Column } from './columns.js';

const HEIGHT = 130;

/**
 * @param column a method's values.
 * @param truth the true contributions, where they are known and comparable.
 * @param size what the axis must reach on either side, the same for all plots of one unit.
 * @param read [T] the name that each step reads.
 */
export function barsPlot(column: Column, truth: Column | undefined, size: number, read?: readonly string[]): PlotSpec {
  const method = METHODS[column.id as keyof typeof METHODS].name;
  const length = column.values.length;
  const rowsOf = (kind: string, values: Column['values']): Row[] =>
    values.map((value, index) => ({ step: index + 1, kind, value }));
  const rows = [...rowsOf(method, column.values), ...(truth ? rowsOf('truth', truth.values) : [])];
  const kinds = truth ? [method, 'truth'] : [method];
  const reach = size || 1;
  const x = stepAxis(length, { named: read !== undefined });
  const names = namedSteps(read, x);
  const spec: TopLevelSpec = {
    ...frame(truth ? `${method} and true contribution by step` : `${method} by step`, HEIGHT),
    data: { name: 'influence' },
    layer: [
      ...names.layers,
      {
        mark: { type: 'bar', strokeWidth: 0 },
        encoding: {
          x,
          ...(truth ? { xOffset: { field: 'kind', type: 'nominal', sort: kinds } } : {}),
          y: {
            field: 'value',
            type: 'quantitative',
            title: null,
            scale: { domain: LOW_TO_HIGH, nice: true },
            axis: { ...alignedAxis, tickCount: 3, format: '~g' },
          },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: kinds, range: 'pair' } as object,
            legend: null,
          },
        },
      },
      {
        mark: { type: 'rule', strokeWidth: 1, opacity: 0.5, aria: false },
        encoding: { y: { datum: 0, type: 'quantitative' } },
      },
    ],
  };
  return {
    spec,
    data: { influence: rows, ...names.data },
    parameters: { low: column.scale === 'state' ? 0 : -reach, high: reach },
    height: HEIGHT,
    marks: rows.length,
    link: stepLink(length),
    tooltip: { step: 'Step', kind: 'Shown', value: 'Value' },
  };
}
