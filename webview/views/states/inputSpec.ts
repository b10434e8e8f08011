/** The sample's input over the steps, above the states that it causes. */
import type { TopLevelSpec } from 'vega-lite';
import { stepLink } from '../link.js';
import { alignedAxis, frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 72;
/** More names than this would take more room than the lines. */
const NAMED = 8;

/** @param input [T,F] in raw units. */
export function inputPlot(input: Float64Array, features: readonly string[]): PlotSpec {
  const length = input.length / features.length;
  const rows = Array.from(
    input,
    (value, index): Row => ({
      step: Math.floor(index / features.length) + 1,
      feature: features[index % features.length],
      value: Number.isFinite(value) ? value : null,
    }),
  );
  const several = features.length > 1;
  const spec: TopLevelSpec = {
    ...frame('Input of the sample over the steps', HEIGHT),
    data: { name: 'input' },
    mark: { type: 'line', strokeWidth: 1.5, point: length <= 40 ? { size: 30, filled: true } : false },
    encoding: {
      x: stepAxis(length, false),
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { zero: false, nice: true },
        axis: { ...alignedAxis, tickCount: 3, format: '~g' },
      },
      ...(several
        ? {
            color: {
              field: 'feature',
              type: 'nominal',
              title: null,
              sort: [...features],
              legend:
                features.length <= NAMED
                  ? { orient: 'top', direction: 'horizontal', symbolType: 'stroke', columns: 4 }
                  : null,
            },
          }
        : {}),
    },
  };
  return {
    spec,
    data: { input: rows },
    height: HEIGHT,
    marks: rows.length,
    link: stepLink(length),
    tooltip: { step: 'Step', ...(several ? { feature: 'Feature' } : {}), value: 'Input' },
  };
}
