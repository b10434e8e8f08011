/** How far the states of a changed run are from those of the untouched one, step by step, a line a layer. */
import type { TopLevelSpec } from 'vega-lite';
import type { IntervenedLayer } from '../../../src/core/analysis/dynamics/results.js';
import { stepLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 170;

export function distancePlot(layers: readonly IntervenedLayer[]): PlotSpec {
  const steps = Math.max(1, ...layers.map((layer) => layer.steps));
  const rows = layers.flatMap(({ layer, distance }) =>
    Array.from(distance, (value, t): Row => ({ layer, step: t + 1, value: Number.isFinite(value) ? value : null })),
  );
  const spec: TopLevelSpec = {
    ...frame('Distance between the states with and without the intervention, by step', HEIGHT),
    data: { name: 'distances' },
    mark: { type: 'line', strokeWidth: 2, aria: false, point: steps <= 40 ? { size: 30, filled: true } : false },
    encoding: {
      x: stepAxis(steps),
      y: {
        field: 'value',
        type: 'quantitative',
        title: 'distance',
        axis: { ...alignedAxis, tickCount: 4, format: '.2~g' },
      },
      ...(layers.length > 1
        ? {
            color: {
              field: 'layer',
              type: 'nominal',
              title: null,
              sort: layers.map(({ layer }) => layer),
              legend: { orient: 'top', direction: 'horizontal', symbolType: 'stroke', columns: 2 },
            },
          }
        : {}),
    },
  };
  return {
    spec,
    data: { distances: rows },
    height: HEIGHT + 60,
    marks: rows.length,
    link: stepLink(steps),
    tooltip: { ...(layers.length > 1 ? { layer: 'Layer' } : {}), step: 'Step', value: 'Distance' },
  };
}
