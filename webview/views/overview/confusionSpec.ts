/** Which class was taken for which: a perfect model has everything on the diagonal. */
import type { TopLevelSpec } from 'vega-lite';
import type { ClassFit } from '../../../src/core/analysis/inspection.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

/** Height of one row, pixels: as high as a line of text, and less where there are many. */
function rowHeight(classes: number): number {
  return Math.max(3, Math.min(24, Math.floor(320 / classes)));
}

/** A class without a visible name is called by what it is. */
function shownName(name: string): string {
  return name === ' ' ? 'blank' : name;
}

/** Classes that never come, as a target or as an answer, are left out. */
export function confusionPlot({ confusion }: Pick<ClassFit, 'confusion'>, classes: readonly string[]): PlotSpec {
  const count = (actual: number, predicted: number) => confusion[actual * classes.length + predicted];
  const all = Array.from(classes.keys());
  const shown = all.filter((c) => all.some((other) => count(c, other) + count(other, c) > 0));
  const names = shown.map((c) => shownName(classes[c]));
  const rows = shown.flatMap((actual, row) => {
    const total = all.reduce((sum, other) => sum + count(actual, other), 0);
    return shown.map((predicted, column): Row => {
      const number = count(actual, predicted);
      return {
        actual: names[row],
        predicted: names[column],
        count: number,
        share: total > 0 ? number / total : null,
      };
    });
  });
  const height = names.length * rowHeight(names.length);
  const axis = { labelAngle: 0, labelOverlap: true, domain: false, ticks: false } as const;
  const spec: TopLevelSpec = {
    ...frame('Which class was taken for which, as shares of the true class', height),
    data: { name: 'cells' },
    mark: { type: 'rect', aria: false, stroke: null },
    encoding: {
      x: { field: 'predicted', type: 'ordinal', title: 'predicted', sort: names, axis },
      y: { field: 'actual', type: 'ordinal', title: 'true', sort: names, axis },
      color: {
        field: 'share',
        type: 'quantitative',
        title: null,
        scale: { domain: [0, 1], range: 'heatmap' },
        legend: { orient: 'top', direction: 'horizontal', gradientLength: 140, offset: 4, tickCount: 3, format: '.0%' },
      },
    },
  };
  return {
    spec,
    data: { cells: rows },
    height: height + 70,
    marks: rows.length,
    tooltip: { actual: 'True', predicted: 'Predicted', count: 'How many', share: 'Share of the true class' },
  };
}
