/** One input of a sequence over its steps, with the answer where it is in the same unit. */
import type { TopLevelSpec } from 'vega-lite';
import type { DataPreview, PreviewSequence } from '../../../src/core/data/preview/preview.js';
import { frame, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

const HEIGHT = 110;

/** @param feature index of the input. */
export function sequencePlot(preview: DataPreview, { input, target }: PreviewSequence, feature: number): PlotSpec {
  const { length, features, targetNames } = preview;
  const name = features[feature];
  const rows = Array.from({ length }, (_, t): Row => {
    const value = input[t * features.length + feature];
    return { step: t + 1, value: Number.isFinite(value) ? value : null };
  });
  const column =
    preview.targetSteps === undefined && preview.target.kind === 'numbers' ? targetNames.indexOf(name) : -1;
  const answers: Row[] = column < 0 ? [] : [{ value: target[column], answer: target[column] }];
  const spec: TopLevelSpec = {
    ...frame(`${name} of the sequence over the steps`, HEIGHT),
    encoding: {
      y: {
        field: 'value',
        type: 'quantitative',
        title: name,
        scale: { zero: false },
        axis: { tickCount: 4, format: '~g' },
      },
    },
    layer: [
      {
        data: { name: 'input' },
        mark: { type: 'line', strokeWidth: 1.5, point: length <= 60 ? { size: 30, filled: true } : false },
        encoding: { x: stepAxis(length) },
      },
      { data: { name: 'answer' }, mark: { type: 'rule', style: 'guide', aria: false } },
    ],
  };
  return {
    spec,
    data: { input: rows, answer: answers },
    height: HEIGHT,
    marks: length,
    tooltip: { step: 'Step', value: name, answer: 'Target' },
  };
}
