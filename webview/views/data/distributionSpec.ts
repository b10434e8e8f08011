/** How the values of a column are spread, in the training and in the validation part, as shares of each. */
import type { TopLevelSpec } from 'vega-lite';
import type { ColumnPreview } from '../../../src/core/data/preview/preview.js';
import { frame, type PlotSpec, type Row } from '../plotSpec.js';

const HEIGHT = 180;
const PARTS = ['training', 'validation'] as const;

/** @param classes of a target that is one of them. */
export function distributionPlot(column: ColumnPreview, classes?: readonly string[]): PlotSpec {
  const rows = PARTS.flatMap((part) => rowsOf(column, part, classes));
  const color = {
    field: 'part',
    type: 'nominal',
    title: null,
    scale: { domain: [...PARTS] },
    legend: { orient: 'top', direction: 'horizontal', symbolType: 'square' },
  } as const;
  const share = {
    field: 'share',
    type: 'quantitative',
    title: 'share of the part',
    axis: { format: '~%', tickCount: 4 },
  } as const;
  const spec: TopLevelSpec = {
    ...frame(`Distribution of ${column.name} in both parts`, HEIGHT),
    data: { name: 'bins' },
    ...(classes
      ? {
          mark: { type: 'bar' },
          encoding: {
            x: {
              field: 'class',
              type: 'nominal',
              title: null,
              sort: [...classes],
              axis: { labelAngle: 0, labelOverlap: true },
            },
            xOffset: { field: 'part', type: 'nominal', sort: [...PARTS] },
            y: share,
            color,
          },
        }
      : {
          mark: { type: 'bar', opacity: 0.6, binSpacing: 0 },
          encoding: {
            x: {
              field: 'from',
              bin: 'binned',
              type: 'quantitative',
              title: column.name,
              scale: { zero: false, nice: false, domain: [column.bins.low, column.bins.high] },
              axis: { format: '~g', tickCount: 6 },
            },
            x2: { field: 'to' },
            y: { ...share, stack: null },
            color,
          },
        }),
  };
  return {
    spec,
    data: { bins: rows },
    height: HEIGHT,
    marks: rows.length,
    tooltip: {
      part: 'Part',
      ...(classes ? { class: 'Class' } : { from: 'From', to: 'To' }),
      share: 'Share',
      count: 'Values',
    },
  };
}

function rowsOf({ bins, counts }: ColumnPreview, part: (typeof PARTS)[number], classes?: readonly string[]): Row[] {
  const total = counts[part].reduce((sum, count) => sum + count, 0);
  const width = (bins.high - bins.low) / bins.bins;
  if (total === 0) return [];
  return counts[part].map((count, bin): Row => {
    const place: Row = classes
      ? { class: classes[bin] }
      : { from: bins.low + bin * width, to: bins.low + (bin + 1) * width };
    return { part, ...place, share: count / total, count };
  });
}
