/** Predicted against true; a perfect model has every point on the diagonal. */
import type { TopLevelSpec } from 'vega-lite';
import type { NumberFit } from '../../../src/core/analysis/inspection.js';
import { pointsLink } from '../link.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 220;

/** @param samples index of the sample that each sequence is, where it is one. */
export function fitPlot(
  { actual, predicted }: Pick<NumberFit, 'actual' | 'predicted'>,
  target: string,
  samples: readonly (number | undefined)[] = [],
): PlotSpec {
  const points = Array.from(actual, (value, index) => ({
    actual: value,
    predicted: predicted[index],
    sample: samples[index],
  })).filter(({ actual, predicted }) => Number.isFinite(actual) && Number.isFinite(predicted));
  const rows = points.map(({ actual, predicted }): Row => ({ actual, predicted }));
  const ends = endsOf(points.flatMap(({ actual, predicted }) => [actual, predicted]));
  const share = (value: number) => (value - ends[0]) / (ends[1] - ends[0]);
  const shown = points.flatMap(({ actual, predicted, sample }) =>
    sample === undefined ? [] : [{ value: sample, right: share(actual), down: 1 - share(predicted) }],
  );
  const scale = { zero: false, nice: false, domain: [...ends] };
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
    link: shown.length > 0 ? pointsLink('sample', shown) : undefined,
    tooltip: { actual: 'True', predicted: 'Predicted' },
  };
}

/** With some room, so that no point lies on the edge. */
function endsOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.04 * (high - low) || 0.5;
  return [low - room, high + room];
}
