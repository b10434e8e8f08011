/** Inputs of sequences in which the same units are active, shifted so that the ranges stand above each other. */
import type { TopLevelSpec } from 'vega-lite';
import type { UnitSearch } from '../../../src/core/analysis/dynamics/results.js';
import type { SampleInspection } from '../../../src/core/analysis/inspection.js';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 190;
/** Steps that are shown before and after the range. */
const AROUND = 10;

/** @param own the sample in which the range was chosen. @param feature whose values are drawn. */
export function alignedPlot(
  { from, to, matches }: Pick<UnitSearch, 'from' | 'to' | 'matches'>,
  own: Pick<SampleInspection, 'label' | 'input'>,
  feature: number,
  features: readonly string[],
): PlotSpec {
  const rowsOf = (name: string, input: ArrayLike<number>, first: number, kind: string): Row[] =>
    Array.from(
      { length: input.length / features.length },
      (_, t): Row => ({
        name,
        kind,
        at: t + 1 - first,
        step: t + 1,
        value: input[t * features.length + feature],
      }),
    ).filter(({ at }) => Number(at) >= -AROUND && Number(at) <= to - from + AROUND);
  const others = matches.flatMap(({ part, sequence, from: first, input }) =>
    rowsOf(`${part} ${sequence + 1}`, input, first, 'match'),
  );
  const x = {
    field: 'at',
    type: 'quantitative' as const,
    title: 'steps from the start of the range',
    scale: { nice: false, zero: false },
    axis: { tickMinStep: 1, format: 'd' },
  };
  const y = {
    field: 'value',
    type: 'quantitative' as const,
    title: features[feature],
    scale: { zero: false },
    axis: { ...alignedAxis, tickCount: 4, format: '.3~g' },
  };
  const spec: TopLevelSpec = {
    ...frame(`${features[feature]} of ${matches.length} sequences in which the same units are active`, HEIGHT),
    layer: [
      {
        data: { name: 'range' },
        mark: { type: 'rect', opacity: 0.12, aria: false, tooltip: null },
        encoding: { x: { ...x, field: 'start' }, x2: { field: 'end' } },
      },
      {
        data: { name: 'others' },
        mark: { type: 'line', strokeWidth: 1.2, opacity: 0.6, aria: false, point: { size: 15, filled: true } },
        encoding: { x, y, detail: { field: 'name' } },
      },
      {
        data: { name: 'own' },
        mark: { type: 'line', style: 'standout', aria: false, point: { style: 'standout', size: 40 } },
        encoding: { x, y },
      },
    ],
  };
  return {
    spec,
    data: { range: [{ start: -0.5, end: to - from + 0.5 }], others, own: rowsOf(own.label, own.input, from, 'own') },
    height: HEIGHT + 50,
    marks: others.length,
    tooltip: { name: 'Sequence', step: 'Step', value: features[feature] },
  };
}
