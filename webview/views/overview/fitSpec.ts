/** Predicted against true; a perfect model has every point on the diagonal. */
import type { TopLevelSpec } from 'vega-lite';
import type { NumberFit } from '../../../src/core/analysis/inspection.js';
import { pointsLink } from '../link.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 220;

/** @param sequences of the evaluated part that each point can be looked at as, where it can be. */
export function fitPlot(
  fit: Pick<NumberFit, 'actual' | 'predicted'>,
  target: string,
  sequences: readonly (number | undefined)[] = [],
): PlotSpec {
  const points = fitPoints(fit, sequences);
  const rows = points.map(({ actual, predicted }): Row => ({ actual, predicted }));
  const ends = endsOf(points.flatMap(({ actual, predicted }) => [actual, predicted]));
  const share = (value: number) => (value - ends[0]) / (ends[1] - ends[0]);
  const shown = points.flatMap(({ actual, predicted, sequence }) =>
    sequence === undefined ? [] : [{ value: sequence, right: share(actual), down: 1 - share(predicted) }],
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
    link: shown.length > 0 ? pointsLink('sequence', shown) : undefined,
    tooltip: { actual: 'True', predicted: 'Predicted' },
  };
}

/** The points that are numbers. */
export function fitPoints(
  { actual, predicted }: Pick<NumberFit, 'actual' | 'predicted'>,
  sequences: readonly (number | undefined)[],
) {
  return Array.from(actual, (value, index) => ({
    actual: value,
    predicted: predicted[index],
    sequence: sequences[index],
  })).filter(({ actual, predicted }) => Number.isFinite(actual) && Number.isFinite(predicted));
}

/** With some room, so that no point lies on the edge. */
export function endsOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.04 * (high - low) || 0.5;
  return [low - room, high + room];
}
