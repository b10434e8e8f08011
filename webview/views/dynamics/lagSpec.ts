/** What becomes of an input as it lies further back: lines over the lag. */
import type { TopLevelSpec } from 'vega-lite';
import { alignedAxis, frame, type PlotSpec, type Row } from '../plotSpec.js';
import { capitalized } from '../space/colors.js';

const HEIGHT = 200;
/** What is worse than this is drawn there: how bad a useless probe is tells nothing. */
const LOWEST = -0.2;

export interface LagLine {
  readonly name: string;
  /** By lag, from 0. */
  readonly values: ArrayLike<number>;
  /** What it has to beat: dashed. */
  readonly control?: boolean;
}

/** @param lines R² each. @param over what is counted from left to right; `first` is its first number. */
export function scorePlot(lines: readonly LagLine[], description: string, over: string, first: number): PlotSpec {
  const rows = rowsOf(lines, first).map(
    (row): Row => ({ ...row, drawn: typeof row.value === 'number' ? Math.max(LOWEST, row.value) : null }),
  );
  const low = rows.some(({ drawn }) => typeof drawn === 'number' && drawn < 0) ? LOWEST : 0;
  return plotOf(lines, rows, description, over, 'R²', {
    field: 'drawn',
    scale: { domain: [low, 1] },
    format: '~g',
  });
}

/** @param lines sizes each, above zero. */
export function sizePlot(lines: readonly LagLine[], description: string, over: string, title: string): PlotSpec {
  // A logarithm has no place for zero.
  const rows = rowsOf(lines, 0).map((row) => (Number(row.value) > 0 ? row : { ...row, value: null }));
  return plotOf(lines, rows, description, over, title, {
    field: 'value',
    scale: { type: 'log', nice: false },
    format: '.1~e',
  });
}

function rowsOf(lines: readonly LagLine[], first: number): Row[] {
  return lines.flatMap(({ name, values, control }) =>
    Array.from(values, (value, at) => ({
      at: at + first,
      name,
      kind: control ? 'control' : 'measured',
      value: Number.isFinite(value) ? value : null,
    })),
  );
}

function plotOf(
  lines: readonly LagLine[],
  rows: Row[],
  description: string,
  over: string,
  title: string,
  { field, scale, format }: { field: string; scale: object; format: string },
): PlotSpec {
  const names = [...new Set(lines.map(({ name }) => name))];
  const longest = Math.max(0, ...lines.map(({ values }) => values.length));
  const spec: TopLevelSpec = {
    ...frame(description, HEIGHT),
    data: { name: 'lines' },
    mark: { type: 'line', strokeWidth: 2, aria: false, point: longest <= 40 ? { size: 30, filled: true } : false },
    encoding: {
      x: {
        field: 'at',
        type: 'quantitative',
        title: over,
        axis: { tickMinStep: 1, format: 'd' },
        scale: { nice: false, zero: false },
      },
      y: { field, type: 'quantitative', title, scale, axis: { ...alignedAxis, tickCount: 5, format } },
      color: {
        field: 'name',
        type: 'nominal',
        title: null,
        sort: names,
        legend:
          names.length > 1
            ? {
                orient: 'top',
                direction: 'horizontal',
                symbolType: 'stroke',
                columns: names.join('').length > 24 ? 1 : 3,
              }
            : null,
      },
      strokeDash: {
        field: 'kind',
        type: 'nominal',
        title: null,
        scale: {
          domain: ['measured', 'control'],
          range: [
            [1, 0],
            [4, 3],
          ],
        },
        legend: null,
      },
    },
  };
  return {
    spec,
    data: { lines: rows },
    height: HEIGHT + 60,
    marks: rows.length,
    tooltip: { ...(names.length > 1 ? { name: 'Line' } : {}), kind: 'Kind', at: capitalized(over), value: title },
  };
}
