/** One line a unit over the steps. */
import type { TopLevelSpec } from 'vega-lite';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import { TRACE_NAMES } from '../../explain.js';
import { alignedAxis, frame, type PlotSpec, stepAxis } from '../plotSpec.js';
import { isGate, stateRows, type Trace, valueDomain } from './rows.js';

const HEIGHT = 220;

export function linesPlot(layer: LayerTrace, trace: Trace): PlotSpec {
  const length = layer.steps;
  const values = traceValues(layer, trace) ?? new Float32Array();
  const domain = valueDomain(values, trace);
  const gate = isGate(trace);
  const crowded = layer.units > 40;
  const spec: TopLevelSpec = {
    ...frame(`${TRACE_NAMES[trace].name} of each of ${layer.units} units over the steps`, HEIGHT),
    data: { name: 'states' },
    encoding: {
      x: stepAxis(length),
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { domain, nice: !gate },
        axis: { ...alignedAxis, tickCount: 5, format: '~g' },
      },
      detail: { field: 'unit', type: 'nominal' },
      color: {
        field: 'last',
        type: 'quantitative',
        scale: { domain, range: gate ? 'gateLines' : 'lines' } as object,
        legend: null,
      },
    },
    layer: [
      {
        params: [
          { name: 'pointed', select: { type: 'point', fields: ['unit'], on: 'pointerover', clear: 'pointerout' } },
        ],
        mark: {
          type: 'line',
          aria: false,
          point: length === 1,
          opacity: crowded ? 0.55 : 0.8,
          strokeWidth: crowded ? 1 : 1.5,
        },
      },
      // The line under the pointer once more: cheaper than a condition on every one.
      {
        transform: [{ filter: { param: 'pointed', empty: false } }],
        mark: { type: 'line', aria: false, strokeWidth: 3.5 },
      },
    ],
  };
  return {
    spec,
    data: { states: stateRows(layer, trace) },
    height: HEIGHT,
    marks: values.length,
    tooltip: { unit: 'Unit', last: `At step ${length}` },
  };
}
