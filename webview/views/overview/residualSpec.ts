/** What the predictions miss the truth by: a good model leaves a band around zero without a shape. */
import type { TopLevelSpec } from 'vega-lite';
import type { NumberFit } from '../../../src/core/analysis/inspection.js';
import { pointsLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';
import { endsOf, fitPoints } from './fitSpec.js';

const HEIGHT = 220;

/** @param sequences of the evaluated part that each point can be looked at as, where it can be. */
export function residualPlot(
  fit: Pick<NumberFit, 'actual' | 'predicted'>,
  target: string,
  sequences: readonly (number | undefined)[] = [],
): PlotSpec {
  const points = fitPoints(fit, sequences).map((point) => ({ ...point, residual: point.predicted - point.actual }));
  const across = endsOf(points.map(({ predicted }) => predicted));
  const largest = Math.max(0, ...points.map(({ residual }) => Math.abs(residual)));
  const up = 1.08 * largest || 1;
  const shown = points.flatMap(({ predicted, residual, sequence }) =>
    sequence === undefined
      ? []
      : [
          {
            value: sequence,
            right: (predicted - across[0]) / (across[1] - across[0]),
            down: 0.5 - residual / (2 * up),
          },
        ],
  );
  const spec: TopLevelSpec = {
    ...frame(`Residuals of ${target}: predicted minus true`, HEIGHT),
    layer: [
      {
        data: { name: 'zero' },
        mark: { type: 'rule', style: 'guide', aria: false },
        encoding: { y: { field: 'residual', type: 'quantitative' } },
      },
      {
        data: { name: 'residuals' },
        mark: { type: 'point', filled: true, size: 24, opacity: 0.55 },
        encoding: {
          x: {
            field: 'predicted',
            type: 'quantitative',
            title: 'predicted',
            scale: { zero: false, nice: false, domain: [...across] },
            axis: { tickCount: 6, format: '~g' },
          },
          y: {
            field: 'residual',
            type: 'quantitative',
            title: 'predicted − true',
            scale: { domain: [-up, up], nice: false },
            axis: { ...alignedAxis, tickCount: 5, format: '.2~g' },
          },
        },
      },
    ],
  };
  return {
    spec,
    data: {
      zero: [{ residual: 0 }],
      residuals: points.map(({ predicted, actual, residual }): Row => ({ predicted, actual, residual })),
    },
    height: HEIGHT,
    marks: points.length,
    link: shown.length > 0 ? pointsLink('sequence', shown) : undefined,
    tooltip: { actual: 'True', predicted: 'Predicted', residual: 'Predicted − true' },
  };
}
