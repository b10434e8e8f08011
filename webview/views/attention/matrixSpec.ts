/** One attention-like matrix: rows are the steps that look, columns the steps looked at. */
import type { TopLevelSpec } from 'vega-lite';
import type { AttentionMatrix } from '../../../src/core/analysis/attention/attention.js';
import { matrixLink } from '../link.js';
import { frame, NAME_OF_STEP, namedSteps, type PlotSpec, type Row, stepAxis } from '../plotSpec.js';

/** Height of one row, pixels: square enough for few steps, never higher than the page for many. */
function rowHeight(length: number): number {
  return Math.max(2, Math.min(28, Math.floor(320 / length)));
}

/**
 * @param values [T,T]; where it does not look `ahead`, nothing above its diagonal is drawn.
 * @param name what is shown of which layer, in words.
 * @param length T
 * @param read [T] the name that each step reads.
 */
export function matrixPlot(
  { values, ahead = false }: Pick<AttentionMatrix, 'values' | 'ahead'>,
  name: string,
  length: number,
  read?: readonly string[],
): PlotSpec {
  const height = length * rowHeight(length);
  const named = read !== undefined;
  const x = { ...stepAxis(length, { named }), field: 'seen', title: 'step looked at' };
  const names = namedSteps(read, x);
  // Side by side: a row is lower than two lines.
  const axis = { ...x.axis, ...(named ? { labelExpr: `datum.label + ' ' + ${NAME_OF_STEP}` } : {}) };
  const spec: TopLevelSpec = {
    ...frame(`${name}: which of ${length} steps looks at which`, height),
    layer: [...names.layers, { data: { name: 'cells' }, mark: { type: 'rect', aria: false, stroke: null } }],
    encoding: {
      x,
      y: { field: 'looking', type: 'ordinal', title: 'step that looks', axis },
      color: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { domain: [0, { expr: 'high' }], range: 'heatmap' },
        legend: {
          orient: 'top',
          direction: 'horizontal',
          gradientLength: 140,
          offset: 4,
          tickCount: 3,
          format: '.2~g',
        },
      },
    },
  };
  return {
    spec,
    data: { cells: cells(values, length, ahead), ...names.data },
    parameters: { high: largest(values) },
    height: height + 70,
    marks: ahead ? length ** 2 : (length * (length + 1)) / 2,
    link: matrixLink(length),
    tooltip: { looking: 'Step that looks', seen: 'Step looked at', value: name },
  };
}

/** As rows; what is no number is left out. */
function cells(values: Float64Array, length: number, ahead: boolean): Row[] {
  const rows: Row[] = [];
  for (let looking = 0; looking < length; looking++) {
    for (let seen = 0; seen < (ahead ? length : looking + 1); seen++) {
      const value = values[looking * length + seen];
      if (Number.isFinite(value)) rows.push({ looking: looking + 1, seen: seen + 1, value });
    }
  }
  return rows;
}

/** The end of the colour scale: one where all is zero or no number. */
function largest(values: Float64Array): number {
  return values.reduce((most, value) => (value > most ? value : most), 0) || 1;
}
