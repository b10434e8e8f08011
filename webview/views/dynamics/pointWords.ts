/** Fixed points in words. Pure. */
import type { LayerRest, RestPoint } from '../../../src/core/analysis/dynamics/layerRest.js';
import type { Table } from '../../export/table.js';
import { formatCount, formatNumber, isNumber } from '../../format.js';

export type PointKind = 'stable' | 'saddle' | 'unstable';

/** Numbers of a state: as many modes as there are, a complex pair counting two. */
export function stateSize({ modes }: RestPoint): number {
  return modes.reduce((sum, { imaginary }) => sum + (imaginary === 0 ? 1 : 2), 0);
}

export function kindOf(point: RestPoint): PointKind {
  if (point.unstable === 0) return 'stable';
  return point.unstable === stateSize(point) ? 'unstable' : 'saddle';
}

/** For example "saddle, 2 modes grow". */
export function kindText(point: RestPoint): string {
  const kind = kindOf(point);
  const { unstable } = point;
  if (kind === 'stable') return 'stable';
  if (kind === 'unstable') return 'unstable, all modes grow';
  return `saddle, ${unstable === 1 ? '1 mode grows' : `${unstable} modes grow`}`;
}

/** Time constants as steps; a mode that neither grows nor dies out has none. */
export function stepsText(steps: number | null | undefined): string {
  if (!isNumber(steps)) return '∞';
  return formatNumber(steps, 3);
}

/** What was found, in a sentence, and how it was looked for. */
export function restReading({ found, unfit, units }: LayerRest, layer: string): readonly [string, string] {
  if (!found) return [`${layer} cannot be analysed.`, unfit ?? ''];
  const { points, search } = found;
  const { starts, unfinished, outliers, slowest } = search;
  const from = `${formatCount(starts)} searches from states on real trajectories`;
  if (points.length === 0) {
    const near = `${from} came no nearer than a speed of q = ${formatNumber(slowest, 3)}; a fixed point has at most 10⁻¹².`;
    return isNumber(slowest) && slowest < SLOW
      ? [`${layer} has no fixed point under this input, but nearly: its state hardly moves somewhere.`, near]
      : [`${layer} has no fixed point under this input: its state keeps moving.`, near];
  }
  const counts = (['stable', 'saddle', 'unstable'] as const)
    .map((kind) => [kind, points.filter((point) => kindOf(point) === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => (count === points.length ? (count === 1 ? kind : `all ${kind}`) : `${count} ${kind}`));
  const lost = [
    unfinished > 0 ? `${unfinished} ended where it still moves` : '',
    outliers > 0 ? `${outliers} ended far from any trajectory and were left out` : '',
  ].filter((part) => part);
  return [
    `${layer} has ${points.length === 1 ? '1 fixed point' : `${points.length} fixed points`}: ${counts.join(', ')}.`,
    `${from} in the state of ${formatCount(units)} units; ` +
      (lost.length > 0 ? `${lost.join(', ')}.` : `all of them ended at ${points.length === 1 ? 'it' : 'one of them'}.`),
  ];
}

/** Speeds under which a state is told to be slow. */
const SLOW = 1e-6;

export function pointsAsTable({ found }: LayerRest): Table {
  const points = found?.points ?? [];
  return {
    columns: ['point', 'kind', 'unstable modes', 'starts', 'q', 'mode', 'real', 'imaginary', 'size', 'time constant'],
    // One row a mode: all that is known.
    rows: points.flatMap((point, index) =>
      point.modes.map(({ real, imaginary, size, timeConstant }, mode) => [
        index + 1,
        kindOf(point),
        point.unstable,
        point.starts,
        point.speed,
        mode + 1,
        real,
        imaginary,
        size,
        timeConstant,
      ]),
    ),
  };
}
