/** Units from top to bottom, steps from left to right, values as colours. */
import type { TopLevelSpec } from 'vega-lite';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import { TRACE_NAMES } from '../../explain.js';
import { alignedAxis, frame, type PlotSpec, stepAxis } from '../plotSpec.js';
import { isGate, stateRows, type Trace, valueDomain } from './rows.js';

/** Whole pixels a unit, so that no seams show between the rows. */
function rowHeight(units: number): number {
  return Math.max(2, Math.min(16, Math.floor(480 / units)));
}

export function heatMapPlot(layer: LayerTrace, trace: Trace): PlotSpec {
  const length = layer.steps;
  const values = traceValues(layer, trace) ?? new Float32Array();
  const { units } = layer;
  const height = units * rowHeight(units);
  const every = Math.max(1, Math.ceil(units / 16));
  const spec: TopLevelSpec = {
    ...frame(`${TRACE_NAMES[trace].name} of ${units} units by ${length} steps`, height),
    data: { name: 'states' },
    mark: { type: 'rect', aria: false, stroke: null },
    encoding: {
      x: stepAxis(length),
      y: {
        field: 'unit',
        type: 'ordinal',
        title: null,
        axis: {
          ...alignedAxis,
          values: Array.from({ length: units }, (_, index) => index + 1).filter(
            (unit) => unit === 1 || unit % every === 0,
          ),
          labelOverlap: true,
          ticks: false,
          domain: false,
        },
      },
      color: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: {
          domain: valueDomain(values, trace),
          range: isGate(trace) ? 'heatmap' : 'diverging',
        },
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
  };
  return {
    spec,
    data: { states: stateRows(layer, trace) },
    height: height + 60,
    marks: units * length,
    tooltip: { step: 'Step', unit: 'Unit', value: TRACE_NAMES[trace].name },
  };
}
