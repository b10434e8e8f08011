/** How open one gate is over the steps: its mean, and how far it strays. */
import type { TopLevelSpec } from 'vega-lite';
import type { GateStatistics } from '../../../src/core/analysis/population/gates.js';
import type { Gate } from '../../../src/core/model/spec.js';
import { TRACE_NAMES } from '../../explain.js';
import { stepLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';
import { isGate } from '../states/rows.js';

const HEIGHT = 110;

export function openPlot(gate: Gate, { mean, deviation }: GateStatistics): PlotSpec {
  const steps = mean.length;
  const domain = isGate(gate) ? [0, 1] : [-1, 1];
  const inside = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const rows = Array.from(
    mean,
    (value, t): Row => ({
      step: t + 1,
      mean: finite(value),
      low: finite(inside(value - deviation[t])),
      high: finite(inside(value + deviation[t])),
      deviation: finite(deviation[t]),
    }),
  );
  const { name } = TRACE_NAMES[gate];
  const y = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: null,
    scale: { domain },
    axis: { ...alignedAxis, values: [domain[0], (domain[0] + domain[1]) / 2, domain[1]], format: '~g' },
  });
  const spec: TopLevelSpec = {
    ...frame(`${name} over the steps: mean and one standard deviation either way`, HEIGHT),
    data: { name: 'steps' },
    encoding: { x: stepAxis(steps) },
    layer: [
      // One step has no width for an area.
      steps > 1
        ? { mark: { type: 'area', opacity: 0.22, aria: false }, encoding: { y: y('low'), y2: { field: 'high' } } }
        : {
            mark: { type: 'rule', opacity: 0.3, strokeWidth: 8, aria: false },
            encoding: { y: y('low'), y2: { field: 'high' } },
          },
      {
        mark: { type: 'line', strokeWidth: 2, aria: false, point: steps <= 40 ? { size: 30, filled: true } : false },
        encoding: { y: y('mean') },
      },
    ],
  };
  return {
    spec,
    data: { steps: rows },
    height: HEIGHT + 40,
    marks: rows.length,
    link: stepLink(steps),
    tooltip: { step: 'Step', mean: 'Mean', deviation: 'Standard deviation' },
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
