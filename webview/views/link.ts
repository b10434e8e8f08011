/** What the places of a plot stand for, so that what is picked in one plot is marked in all. Pure. */
import type { Selection } from '../protocol.js';

/** A part of the selection, as a click or a key changes it. */
export type Picked = Partial<Pick<Selection, 'sequence' | 'layer' | 'step' | 'unit' | 'point'>>;

/** A mark over a plot, in shares of its width and height, from the top left. */
export type Shape =
  | {
      readonly kind: 'box';
      readonly left: number;
      readonly top: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'dot'; readonly right: number; readonly down: number }
  | { readonly kind: 'line'; readonly points: readonly (readonly [number, number])[] };

/** Along what the arrow keys go: values in the order of the plot. */
export interface LinkAxis {
  readonly key: 'sequence' | 'step' | 'unit' | 'point';
  readonly values: readonly number[];
}

export interface PlotLink {
  /** From left to right, and from top to bottom. */
  readonly right?: LinkAxis;
  readonly down?: LinkAxis;
  /** The layer whose units are shown. */
  readonly layer?: string;
  /** What a click at this place picks, in shares of the plot's width and height. */
  pick(right: number, down: number): Picked | undefined;
  /** Where the selection is to be seen. */
  shapes(selection: Selection): readonly Shape[];
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const at = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));

function column(step: number | undefined, steps: number): Shape[] {
  if (step === undefined || step >= steps) return [];
  return [{ kind: 'box', left: step / steps, top: 0, width: 1 / steps, height: 1 }];
}

function row(index: number, rows: number): Shape[] {
  return index < 0 ? [] : [{ kind: 'box', left: 0, top: index / rows, width: 1, height: 1 / rows }];
}

/** Steps from left to right, in columns of one width. */
export function stepLink(steps: number): PlotLink {
  return {
    right: { key: 'step', values: upTo(steps) },
    pick: (right) => ({ step: at(right, steps) }),
    shapes: ({ step }) => column(step, steps),
  };
}

/** A step by step matrix: what is picked is a step that is looked at, and it is marked as one that looks, too. */
export function matrixLink(steps: number): PlotLink {
  const columns = stepLink(steps);
  return {
    ...columns,
    shapes: (selection) => [...columns.shapes(selection), ...row(selection.step ?? -1, steps)],
  };
}

/** @param units of the layer, from top to bottom. */
export function gridLink(steps: number, units: readonly number[], layer: string): PlotLink {
  const columns = stepLink(steps);
  return {
    ...columns,
    down: { key: 'unit', values: units },
    layer,
    pick: (right, down) => ({ ...columns.pick(right, down), unit: units[at(down, units.length)], layer }),
    shapes: (selection) => [
      ...columns.shapes(selection),
      ...(selection.layer === layer && selection.unit !== undefined
        ? row(units.indexOf(selection.unit), units.length)
        : []),
    ],
  };
}

/**
 * A line a unit over the steps.
 * @param values [T,H]
 * @param domain ends of the vertical axis.
 */
export function linesLink(
  layer: string,
  values: ArrayLike<number>,
  units: number,
  [low, high]: readonly [number, number],
): PlotLink {
  const steps = values.length / units;
  const columns = stepLink(steps);
  const down = (step: number, unit: number) => 1 - (values[step * units + unit] - low) / (high - low);
  return {
    ...columns,
    down: { key: 'unit', values: upTo(units) },
    layer,
    pick: (right, place) => {
      const step = at(right, steps);
      return { step, unit: nearest(units, (unit) => Math.abs(down(step, unit) - place)), layer };
    },
    shapes: (selection) => {
      const { unit } = selection;
      if (selection.layer !== layer || unit === undefined || unit >= units) return columns.shapes(selection);
      const points = upTo(steps).map((step) => [(step + 0.5) / steps, down(step, unit)] as const);
      return [...columns.shapes(selection), { kind: 'line', points: points.filter(([, y]) => Number.isFinite(y)) }];
    },
  };
}

/**
 * Points, each of which stands for a value.
 * @param key what they stand for.
 * @param points [right, down] of each, with the value; values may come more than once.
 * @param shown whether a selection is about these points.
 */
export function pointsLink(
  key: LinkAxis['key'],
  points: readonly { readonly value: number; readonly right: number; readonly down: number }[],
  others: Picked = {},
  shown: (selection: Selection) => boolean = () => true,
): PlotLink {
  const distance = ({ right, down }: (typeof points)[number], x: number, y: number) => Math.hypot(right - x, down - y);
  return {
    right: { key, values: [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b) },
    layer: others.layer,
    pick: (right, down) => {
      const found = points[nearest(points.length, (index) => distance(points[index], right, down))];
      return found && distance(found, right, down) < NEAR ? { [key]: found.value, ...others } : undefined;
    },
    shapes: (selection) =>
      shown(selection)
        ? points.flatMap(({ value, right, down }) => (value === selection[key] ? [{ kind: 'dot', right, down }] : []))
        : [],
  };
}

/** How far from a point a click may be, as a share of the plot. */
const NEAR = 0.05;

function nearest(count: number, distance: (index: number) => number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    // What is no number is never the nearest.
    if (distance(index) < distance(best) || Number.isNaN(distance(best))) best = index;
  }
  return best;
}

/** What an arrow key picks: the next value along its axis, the first where nothing is picked yet. */
export function moved(link: PlotLink, selection: Selection, key: string): Picked | undefined {
  if (key === 'Escape') return { step: undefined, unit: undefined, point: undefined };
  const along = { ArrowLeft: link.right, ArrowRight: link.right, ArrowUp: link.down, ArrowDown: link.down }[key];
  const ends = { Home: 0, End: -1 }[key];
  const axis = along ?? (ends === undefined ? undefined : (link.right ?? link.down));
  if (!axis || axis.values.length === 0) return undefined;
  const { values } = axis;
  const known = axis.key !== 'unit' || selection.layer === link.layer ? values.indexOf(selection[axis.key] ?? -1) : -1;
  const by = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  const to = ends ?? (known < 0 ? 0 : Math.max(0, Math.min(values.length - 1, known + by)));
  return { [axis.key]: values.at(to), ...(axis.key === 'unit' ? { layer: link.layer } : {}) };
}
