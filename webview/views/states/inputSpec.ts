/** The sample's input over the steps, above the states that it causes. */
import type { TopLevelSpec } from 'vega-lite';
import { stepLink } from '../link.js';
import { alignedAxis, frame, LOW_TO_HIGH, namedSteps, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 72;
/** More names than this would take more room than the lines. */
const NAMED = 8;

/**
 * @param input [T,F] in raw units.
 * @param ends of the vertical axis.
 * @param original what the input was before it was changed.
 * @param read [T] the name that each step reads.
 */
export function inputPlot(
  input: ArrayLike<number>,
  features: readonly string[],
  [low, high]: readonly [number, number],
  original?: ArrayLike<number>,
  read?: readonly string[],
): PlotSpec {
  const length = input.length / features.length;
  const rowsOf = (values: ArrayLike<number>) =>
    Array.from(
      values,
      (value, index): Row => ({
        step: Math.floor(index / features.length) + 1,
        feature: features[index % features.length],
        value: Number.isFinite(value) ? value : null,
      }),
    );
  const rows = rowsOf(input);
  const several = features.length > 1;
  const x = stepAxis(length, { titled: false, named: read !== undefined });
  const names = namedSteps(read, x);
  const y = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: { domain: LOW_TO_HIGH, zero: false, nice: false },
    axis: { ...alignedAxis, tickCount: 3, format: '~g' },
  } as const;
  const spec: TopLevelSpec = {
    ...frame('Input of the sample over the steps', HEIGHT),
    encoding: {
      x,
      y,
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
    layer: [
      ...names.layers,
      { data: { name: 'original' }, mark: { type: 'line', style: 'guide', opacity: 0.8, clip: true, aria: false } },
      {
        data: { name: 'input' },
        mark: { type: 'line', strokeWidth: 1.5, clip: true, point: length <= 40 ? { size: 40, filled: true } : false },
      },
    ],
  };
  return {
    spec,
    data: { input: rows, original: original ? rowsOf(original) : [], ...names.data },
    parameters: { low, high },
    height: HEIGHT,
    marks: rows.length,
    link: stepLink(length),
    tooltip: { step: 'Step', ...(several ? { feature: 'Feature' } : {}), value: 'Input' },
  };
}
