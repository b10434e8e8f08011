/** Units from top to bottom, steps from left to right, values as colours. */
import type { TopLevelSpec } from 'vega-lite';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import { TRACE_NAMES } from '../../explain.js';
import { gridLink } from '../link.js';
import { alignedAxis, frame, LOW_TO_HIGH, type PlotSpec, pictureLayer, stepAxis, unseen } from '../plotSpec.js';
import { isGate, type Trace } from './rows.js';

/** Whole pixels a unit, so that no seams show between the rows. */
function rowHeight(units: number): number {
  return Math.max(2, Math.min(16, Math.floor(480 / units)));
}

/** @param order units from top to bottom. */
export function heatMapPlot(
  layer: LayerTrace,
  trace: Trace,
  order: readonly number[],
  [low, high]: readonly [number, number],
): PlotSpec {
  const { units, steps } = layer;
  const values = traceValues(layer, trace) ?? new Float32Array();
  const height = units * rowHeight(units);
  const every = Math.max(1, Math.ceil(units / 16));
  const rows = Array.from({ length: units }, (_, row) => row + 1);
  const stepsFrom1 = Array.from({ length: steps }, (_, index) => index + 1);
  const spec: TopLevelSpec = {
    ...frame(`${TRACE_NAMES[trace].name} of ${units} units by ${steps} steps`, height),
    layer: [
      pictureLayer,
      {
        data: { name: 'rows' },
        mark: unseen,
        encoding: {
          x: { ...stepAxis(steps), scale: { domain: stepsFrom1, paddingInner: 0, paddingOuter: 0 } },
          y: {
            field: 'row',
            type: 'ordinal',
            title: null,
            sort: null,
            scale: { domain: rows, paddingInner: 0, paddingOuter: 0 },
            axis: {
              ...alignedAxis,
              // Which unit stands in a row is data: another order is no other plot.
              labelExpr: "data('rows')[datum.value - 1].unit",
              values: rows.filter((_, row) => row === 0 || (row + 1) % every === 0),
              labelOverlap: true,
              ticks: false,
              domain: false,
            },
          },
          color: {
            field: 'value',
            type: 'quantitative',
            title: null,
            scale: { domain: LOW_TO_HIGH, range: isGate(trace) ? 'heatmap' : 'diverging' },
            legend: {
              orient: 'top',
              direction: 'horizontal',
              gradientLength: 160,
              offset: 4,
              tickCount: 3,
              format: '.2~g',
            },
          },
        },
      },
    ],
  };
  const at = (row: number, column: number) => values[column * units + order[row]];
  return {
    spec,
    data: { rows: order.map((unit, row) => ({ row: row + 1, unit: unit + 1, step: 1, value: 0 })) },
    parameters: { low, high },
    height: height + 60,
    marks: 1,
    link: gridLink(steps, order, layer.layer),
    tooltip: { step: 'Step', unit: 'Unit', value: TRACE_NAMES[trace].name },
    picture: {
      kind: 'cells',
      rows: units,
      columns: steps,
      values: Float32Array.from({ length: units * steps }, (_, cell) => at(Math.floor(cell / steps), cell % steps)),
    },
    numbers: () =>
      order.flatMap((unit, row) =>
        Array.from({ length: steps }, (_, column) => ({ unit: unit + 1, step: column + 1, value: at(row, column) })),
      ),
    rowAt(right, down) {
      const [row, column] = [Math.floor(down * units), Math.floor(right * steps)];
      return { step: column + 1, unit: order[row] + 1, value: at(row, column) };
    },
  };
}
