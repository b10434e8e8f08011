/** One line a unit over the steps: marks where there are few, a painted picture where there are many. */
import type { TopLevelSpec } from 'vega-lite';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import { TRACE_NAMES } from '../../explain.js';
import { linesLink } from '../link.js';
import { alignedAxis, frame, LOW_TO_HIGH, type PlotSpec, pictureLayer, stepAxis, unseen } from '../plotSpec.js';
import { isGate, stateRows, type Trace } from './rows.js';

const HEIGHT = 220;
/** Points above which the lines are painted. */
const PAINTED = 2000;

export function linesPlot(layer: LayerTrace, trace: Trace, domain: readonly [number, number]): PlotSpec {
  const many = layer.units * layer.steps > PAINTED;
  return many ? paintedLines(layer, trace, domain) : markedLines(layer, trace, domain);
}

function axes({ steps }: LayerTrace, trace: Trace) {
  return {
    x: {
      ...stepAxis(steps),
      scale: { type: 'point', padding: 0.5, domain: Array.from({ length: steps }, (_, t) => t + 1) },
    },
    y: {
      field: 'value',
      type: 'quantitative',
      title: null,
      scale: { domain: LOW_TO_HIGH, nice: false, zero: false },
      axis: { ...alignedAxis, tickCount: 5, format: '~g' },
    },
    color: {
      field: 'last',
      type: 'quantitative',
      scale: { domain: LOW_TO_HIGH, range: isGate(trace) ? 'gateLines' : 'lines' } as object,
      legend: null,
    },
  } as const;
}

function description({ units }: LayerTrace, trace: Trace): string {
  return `${TRACE_NAMES[trace].name} of each of ${units} units over the steps`;
}

function markedLines(layer: LayerTrace, trace: Trace, domain: readonly [number, number]): PlotSpec {
  const [low, high] = domain;
  const crowded = layer.units > 40;
  const spec: TopLevelSpec = {
    ...frame(description(layer, trace), HEIGHT),
    data: { name: 'states' },
    encoding: { ...axes(layer, trace), detail: { field: 'unit', type: 'nominal' } },
    layer: [
      {
        params: [
          { name: 'pointed', select: { type: 'point', fields: ['unit'], on: 'pointerover', clear: 'pointerout' } },
        ],
        mark: {
          type: 'line',
          aria: false,
          point: layer.steps === 1,
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
    parameters: { low, high },
    height: HEIGHT,
    marks: layer.units * layer.steps,
    link: linesLink(layer.layer, traceValues(layer, trace) ?? [], layer.units, domain),
    tooltip: { unit: 'Unit', last: `At step ${layer.steps}` },
  };
}

function paintedLines(layer: LayerTrace, trace: Trace, domain: readonly [number, number]): PlotSpec {
  const { units, steps } = layer;
  const values = traceValues(layer, trace) ?? new Float32Array();
  const [low, high] = domain;
  const spec: TopLevelSpec = {
    ...frame(description(layer, trace), HEIGHT),
    layer: [pictureLayer, { data: { name: 'corner' }, mark: unseen, encoding: axes(layer, trace) }],
  };
  const points = new Float32Array(2 * units * steps);
  const colors = new Float32Array(units * steps);
  for (let unit = 0; unit < units; unit++) {
    const last = values[(steps - 1) * units + unit];
    for (let t = 0; t < steps; t++) {
      const point = unit * steps + t;
      points[2 * point] = (t + 0.5) / steps;
      points[2 * point + 1] = 1 - (values[t * units + unit] - low) / (high - low);
      colors[point] = last;
    }
  }
  return {
    spec,
    data: { corner: [{ step: 1, value: low, last: low }] },
    parameters: { low, high },
    height: HEIGHT,
    marks: 1,
    link: linesLink(layer.layer, traceValues(layer, trace) ?? [], layer.units, domain),
    tooltip: { step: 'Step', unit: 'Unit', value: TRACE_NAMES[trace].name },
    picture: { kind: 'lines', points, length: steps, values: colors, width: 1, opacity: units > 100 ? 0.4 : 0.6 },
    numbers: () => stateRows(layer, trace),
    /** The unit whose line is nearest at this step. */
    rowAt(right, down) {
      const step = Math.floor(right * steps);
      const wanted = low + (1 - down) * (high - low);
      let unit = 0;
      for (let other = 1; other < units; other++) {
        const distance = (of: number) => Math.abs(values[step * units + of] - wanted);
        if (distance(other) < distance(unit)) unit = other;
      }
      return { step: step + 1, unit: unit + 1, value: values[step * units + unit] };
    },
  };
}
