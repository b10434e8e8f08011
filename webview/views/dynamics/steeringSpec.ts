/** By how much the answer follows when the running quantity in the state is moved, step by step. */
import type { TopLevelSpec } from 'vega-lite';
import { stepLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 200;

/** @param slopes [T] change of the answer by one unit; NaN at steps that were not tried. */
export function pulledPlot(slopes: ArrayLike<number>, layer: string, quantity: string): PlotSpec {
  const steps = slopes.length;
  const rows = Array.from(slopes, (slope, t): Row => ({ step: t + 1, slope: Number.isFinite(slope) ? slope : null }));
  const known = rows.flatMap(({ slope }) => (typeof slope === 'number' ? [slope] : []));
  const y = {
    field: 'slope',
    type: 'quantitative' as const,
    title: 'change of the answer by one unit',
    scale: { domain: [Math.min(0, ...known), Math.max(1.1, ...known)], nice: false },
    axis: { ...alignedAxis, tickCount: 5, format: '~g' },
  };
  const spec: TopLevelSpec = {
    ...frame(`Change of the answer when the ${quantity} in ${layer} is moved by one`, HEIGHT),
    layer: [
      { data: { name: 'one' }, mark: { type: 'rule', style: 'guide', aria: false }, encoding: { y } },
      {
        data: { name: 'slopes' },
        // Steps between those that were tried are left out.
        transform: [{ filter: 'isValid(datum.slope)' }],
        mark: { type: 'line', strokeWidth: 2, aria: false, point: { size: 30, filled: true } },
        encoding: { x: { ...stepAxis(steps), scale: { domain: rows.map(({ step }) => Number(step)) } }, y },
      },
    ],
  };
  return {
    spec,
    data: { slopes: rows, one: [{ slope: 1 }] },
    height: HEIGHT + 50,
    marks: steps,
    link: stepLink(steps),
    tooltip: { step: 'Step', slope: 'Change of the answer by one unit' },
  };
}
