/** Predicted against true; a perfect model has every point on the diagonal. */
import type { TopLevelSpec } from 'vega-lite';
import type { Fit } from '../../../src/core/analysis/inspection.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 220;

export function fitPlot({ actual, predicted }: Pick<Fit, 'actual' | 'predicted'>, target: string): PlotSpec {
  const rows = Array.from(actual, (value, index): Row => ({ actual: value, predicted: predicted[index] })).filter(
    ({ actual, predicted }) => Number.isFinite(actual) && Number.isFinite(predicted),
  );
  const values = rows.flatMap(({ actual, predicted }) => [actual as number, predicted as number]);
  const ends = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const scale = { zero: false, nice: true, domain: ends };
  const spec: TopLevelSpec = {
    ...frame(`Predicted against true ${target}`, HEIGHT),
    layer: [
      {
        data: { name: 'ends' },
        mark: { type: 'line', style: 'guide' },
        encoding: { x: { field: 'end', type: 'quantitative' }, y: { field: 'end', type: 'quantitative' } },
      },
      {
        data: { name: 'fit' },
        mark: { type: 'point', filled: true, size: 24, opacity: 0.55 },
        encoding: {
          x: { field: 'actual', type: 'quantitative', title: 'true', scale, axis: { tickCount: 6, format: '~g' } },
          y: {
            field: 'predicted',
            type: 'quantitative',
            title: 'predicted',
            scale,
            axis: { tickCount: 5, format: '~g' },
          },
        },
      },
    ],
  };
  return {
    spec,
    data: { ends: ends.map((end) => ({ end })), fit: rows },
    height: HEIGHT,
    marks: rows.length,
    tooltip: { actual: 'True', predicted: 'Predicted' },
  };
}
