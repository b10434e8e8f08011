/** R² of the linear probe at each step, a line a layer. */
import type { TopLevelSpec } from 'vega-lite';
import { stepLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 150;
/** What is worse than this is drawn there: how bad a useless probe is tells nothing. */
const LOWEST = -0.2;

export interface ProbeLine {
  readonly layer: string;
  /** [T] */
  readonly scores: ArrayLike<number>;
}

export function probePlot(lines: readonly ProbeLine[], steps: number): PlotSpec {
  const rows = lines.flatMap(({ layer, scores }) =>
    Array.from(scores, (score, t): Row => {
      const known = Number.isFinite(score);
      return { layer, step: t + 1, score: known ? score : null, drawn: known ? Math.max(LOWEST, score) : null };
    }),
  );
  const low = rows.some(({ drawn }) => typeof drawn === 'number' && drawn < 0) ? LOWEST : 0;
  const spec: TopLevelSpec = {
    ...frame('R² of a linear probe at each step', HEIGHT),
    data: { name: 'scores' },
    mark: { type: 'line', strokeWidth: 2, aria: false, point: steps <= 40 ? { size: 30, filled: true } : false },
    encoding: {
      x: stepAxis(steps),
      y: {
        field: 'drawn',
        type: 'quantitative',
        title: 'R²',
        scale: { domain: [low, 1] },
        axis: { ...alignedAxis, tickCount: 5, format: '~g' },
      },
      ...(lines.length > 1
        ? {
            color: {
              field: 'layer',
              type: 'nominal',
              title: null,
              sort: lines.map(({ layer }) => layer),
              legend: { orient: 'top', direction: 'horizontal', symbolType: 'stroke', columns: 2 },
            },
          }
        : {}),
    },
  };
  return {
    spec,
    data: { scores: rows },
    height: HEIGHT + 60,
    marks: rows.length,
    link: stepLink(steps),
    tooltip: { ...(lines.length > 1 ? { layer: 'Layer' } : {}), step: 'Step', score: 'R²' },
  };
}
