/** Numbers by epoch, a line each. */
import type { TopLevelSpec } from 'vega-lite';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 170;
/** What is worse than this is drawn there: how bad it is tells nothing. */
const LOWEST = -0.5;
const HIGHEST = 3;
/** Characters of a name of which three fit side by side in a narrow card. */
const SHORT_NAME = 12;

export interface Curve {
  readonly name: string;
  /** [E] */
  readonly values: ArrayLike<number>;
}

/** @param epochs [E] @param epoch that the other views show. */
export function curvesPlot(
  epochs: readonly number[],
  curves: readonly Curve[],
  description: string,
  epoch: number | undefined,
): PlotSpec {
  const counts = curves.every(({ values }) => Array.from(values).every((value) => !(value % 1 > 0)));
  const drawn = (value: number) => (counts ? value : Math.max(LOWEST, Math.min(HIGHEST, value)));
  const rows = curves.flatMap(({ name, values }) =>
    epochs.map((at, e): Row => {
      const value = Number.isFinite(values[e]) ? values[e] : null;
      return { epoch: at, name, value, drawn: value === null ? null : drawn(value) };
    }),
  );
  const x = {
    field: 'epoch',
    type: 'quantitative' as const,
    title: 'epoch',
    axis: { tickMinStep: 1, format: 'd' },
    scale: { domain: [epochs[0], epochs[epochs.length - 1]], nice: false, zero: false },
  };
  const spec: TopLevelSpec = {
    ...frame(`${description} by epoch`, HEIGHT),
    layer: [
      { data: { name: 'now' }, mark: { type: 'rule', style: 'guide', aria: false }, encoding: { x } },
      {
        data: { name: 'curves' },
        mark: {
          type: 'line',
          strokeWidth: 2,
          aria: false,
          point: epochs.length <= 30 ? { size: 25, filled: true } : false,
        },
        encoding: {
          x,
          y: {
            field: 'drawn',
            type: 'quantitative',
            title: null,
            axis: { ...alignedAxis, tickCount: 5, format: '~g', ...(counts ? { tickMinStep: 1 } : {}) },
          },
          color: {
            field: 'name',
            type: 'nominal',
            title: null,
            sort: curves.map(({ name }) => name),
            legend: { orient: 'top', direction: 'horizontal', symbolType: 'stroke', columns: legendColumns(curves) },
          },
        },
      },
    ],
  };
  return {
    spec,
    data: { curves: rows, now: epoch === undefined ? [] : [{ epoch }] },
    height: HEIGHT + 80,
    marks: rows.length,
    tooltip: { name: 'Number', epoch: 'Epoch', value: 'Value' },
    numbers: () => rows.map(({ drawn: _, ...row }) => row),
  };
}

function legendColumns(curves: readonly Curve[]): number {
  return curves.every(({ name }) => name.length <= SHORT_NAME) ? 3 : 2;
}
