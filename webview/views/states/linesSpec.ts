/** One line a unit over the steps. */
import type { TopLevelSpec } from 'vega-lite';
import type { LayerTrace } from '../../../src/core/engine/engine.js';
import { TRACE_NAMES } from '../../explain.js';
import { alignedAxis, frame, type PlotSpec, stepAxis } from '../plotSpec.js';
import { isGate, stateRows, type Trace, valueDomain } from './rows.js';

const HEIGHT = 220;

/** @param length steps of the sample. */
export function linesPlot(layer: LayerTrace, trace: Trace, length: number): PlotSpec {
  const domain = valueDomain(layer[trace], trace);
  const gate = isGate(trace);
  const crowded = layer.units > 40;
  const spec: TopLevelSpec = {
    ...frame(`${TRACE_NAMES[trace].name} of each of ${layer.units} units over the steps`, HEIGHT),
    data: { name: 'states' },
    params: [
      {
        name: 'pointed',
        select: { type: 'point', fields: ['unit'], on: 'pointerover', clear: 'pointerout', nearest: false },
      },
    ],
    mark: { type: 'line', interpolate: 'linear', aria: false, ...(length === 1 ? { point: true } : {}) },
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
      opacity: {
        condition: { param: 'pointed', empty: false, value: 1 },
        value: crowded ? 0.55 : 0.8,
      },
      strokeWidth: { condition: { param: 'pointed', empty: false, value: 3.5 }, value: crowded ? 1 : 1.5 },
      tooltip: [
        { field: 'unit', title: 'Unit' },
        { field: 'last', title: `At step ${length}`, format: '.3~g' },
      ],
    },
  };
  return { spec, data: { states: stateRows(layer, trace, length) }, height: HEIGHT, marks: layer[trace].length };
}
