/** What a view hands to the plot: a Vega-Lite spec without data, and the rows that it names. */
import type { TopLevelSpec } from 'vega-lite';
import type { PlotLink } from './link.js';

/** Which fields of a row are told, and what they are called. */
export type TooltipFields = Readonly<Record<string, string>>;

export type Row = Readonly<Record<string, number | string | null>>;

/**
 * What is painted instead of drawn as marks, because there is too much of it. Its place is the whole plot, its colours
 * are those of the spec's `color` scale.
 */
export type Picture =
  /** [rows, columns] from the top left; what is no number stays clear. */
  | { readonly kind: 'cells'; readonly rows: number; readonly columns: number; readonly values: ArrayLike<number> }
  | LinesPicture;

export interface LinesPicture {
  readonly kind: 'lines';
  /** [N,L,2] right and down, as shares of the plot's width and height; a line breaks where either is no number. */
  readonly points: Float32Array;
  /** L */
  readonly length: number;
  /** [N,L], in the domain of the colour scale. */
  readonly values: ArrayLike<number>;
  readonly width: number;
  readonly opacity: number;
  /** Whether each point is a dot of its own, too. */
  readonly dots?: boolean;
}

/** Name of the data whose one row is the painted picture; its field `url` is what an image mark shows. */
export const PICTURE = 'picture';

export interface PlotDrag {
  /** What is taken at this place, as a number that means something to `move`. */
  begin(right: number, down: number): number;
  /** @param down and `right` may be outside of the plot. */
  move(taken: number, down: number, right: number): void;
  end(): void;
}

export interface PlotSpec {
  /** Its `data` names an entry of `data`; width and theme are added by the plot. */
  readonly spec: TopLevelSpec;
  readonly data: Readonly<Record<string, Row[]>>;
  /** Numbers that the spec's expressions name. With others the drawing stays, as it does with other data. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** About how high the drawing is, so that the page does not jump while it is made. */
  readonly height: number;
  /** About how many marks it has; decides how it is drawn. */
  readonly marks: number;
  /** Fields of a row that its mark tells the pointer. */
  readonly tooltip: TooltipFields;
  readonly picture?: Picture;
  /** The numbers behind the picture, to be taken elsewhere; without it, the largest of `data`. */
  readonly numbers?: () => readonly Row[];
  /** What its places stand for; without it, nothing can be picked there. */
  readonly link?: PlotLink;
  /** What can be dragged in it; places are shares of the plot's width and height. */
  readonly drag?: PlotDrag;
  /** What is told at a place in the picture, given as shares of the plot's width and height. */
  readonly rowAt?: (right: number, down: number) => Row | undefined;
}

/** The spec with its data, as wide as that. Specs could override options of the page: that way is closed. */
export function wholeSpec({ spec, data, parameters = {}, picture }: PlotSpec, width: number): TopLevelSpec {
  const datasets = picture ? { ...data, [PICTURE]: [] } : data;
  const params = Object.entries(parameters).map(([name, value]) => ({ name, value }));
  return { ...spec, params, width, datasets, usermeta: undefined } as TopLevelSpec;
}

/** The layer of a spec that shows its picture. */
export const pictureLayer = {
  data: { name: PICTURE },
  mark: { type: 'image', aspect: false, aria: false },
  encoding: {
    x: { value: 0 },
    x2: { value: 'width' },
    y: { value: 0 },
    y2: { value: 'height' },
    url: { field: 'url', type: 'nominal' },
  },
} as const;

/** A layer that draws nothing: it gives a picture its axes and its legend. */
export const unseen = { type: 'rect', opacity: 0, aria: false, tooltip: null } as const;

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** What all our plots have in common: the whole width, and no room lost around it. */
export function frame(description: string, height: number) {
  return {
    $schema: SCHEMA,
    description,
    width: 400,
    height,
    autosize: { type: 'fit-x', contains: 'padding' },
  } as const;
}

/** The room left of a plot for labels and title; the same for plots that stand above each other. */
const LABEL_ROOM = 36;

/** Pixels of a name below a step. */
const NAME_ROOM = 60;
/** What a label says of its step, in a plot with `namedSteps`. */
export const NAME_OF_STEP = "data('read')[datum.value - 1].name";

/** Steps that are labelled, where they are numbers and where each has a name below. */
const LABELLED = 20;
const LABELLED_NAMES = 40;

/**
 * The steps from left to right, with as much room in every plot, so that plots above each other line up.
 * @param titled plots above others leave the title to the last one.
 * @param named whether the name that a step reads stands below its number: a plot with `namedSteps`.
 */
export function stepAxis(steps: number, { titled = true, named = false } = {}) {
  const most = named ? LABELLED_NAMES : LABELLED;
  const every = Math.max(1, Math.ceil(steps / most));
  const values = Array.from({ length: steps }, (_, index) => index + 1).filter(
    (step) => steps <= most || step === 1 || step % every === 0,
  );
  return {
    field: 'step',
    type: 'ordinal',
    title: titled ? 'step' : null,
    axis: {
      ...{ labelAngle: 0, labelOverlap: true, values },
      // Names are data: those of another sample are no other plot.
      ...(named ? { labelExpr: `[datum.label, ${NAME_OF_STEP}]`, labelLimit: NAME_ROOM } : {}),
    },
  } as const;
}

/**
 * What a plot needs besides an axis with `named`: the names, and a layer that draws nothing, since an axis can tell only
 * of data that some layer has.
 * @param read [T] the name that each step reads; without them nothing is needed.
 * @param x the axis whose steps are named.
 */
export function namedSteps(read: readonly string[] | undefined, x: object) {
  const step = { ...x, field: 'step', type: 'ordinal' } as const;
  const encoding = { x: step, y: { value: 0 }, color: { value: 'transparent' } };
  const rows = read?.map((name, index): Row => ({ step: index + 1, name }));
  const data: PlotSpec['data'] = rows ? { read: rows } : {};
  return { layers: rows ? [{ data: { name: 'read' }, mark: unseen, encoding }] : [], data };
}

/** The ends of a scale that move with the data, by the names they have in `PlotSpec.parameters`. */
export const LOW_TO_HIGH = [{ expr: 'low' }, { expr: 'high' }];

/** Options of a vertical axis whose labels take the same room in every plot. */
export const alignedAxis = { minExtent: LABEL_ROOM, maxExtent: LABEL_ROOM } as const;
