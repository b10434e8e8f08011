/** How much of all differences lies along each direction. */
import type { TopLevelSpec } from 'vega-lite';
import { alignedAxis, frame, type PlotSpec } from '../plotSpec.js';

const HEIGHT = 150;

/** @param explained share of the variance of each component, largest first. */
export function explainedPlot(explained: readonly number[]): PlotSpec {
  let sum = 0;
  const rows = explained.map((share, index) => {
    sum += share;
    return { component: index + 1, share, sum };
  });
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: null,
    scale: { domain: [0, 1] as number[] },
    axis: { ...alignedAxis, format: '.0%', tickCount: 5 },
  });
  const spec: TopLevelSpec = {
    ...frame('Share of the variance along each component, and of all up to it', HEIGHT),
    data: { name: 'components' },
    encoding: { x: { field: 'component', type: 'ordinal', title: 'component', axis: { labelAngle: 0 } } },
    layer: [
      { mark: { type: 'bar', aria: false }, encoding: { y: y('share') } },
      { mark: { type: 'line', style: 'guide', aria: false }, encoding: { y: y('sum') } },
    ],
  };
  return {
    spec,
    data: { components: rows },
    height: HEIGHT + 40,
    marks: rows.length,
    tooltip: { component: 'Component', share: 'Its share', sum: 'Up to it' },
  };
}
