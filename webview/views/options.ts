/** How the views are set, besides what is selected: kept with the page's state. */
import type { Part } from '../../src/core/data/preview/preview.js';
import { asIndex, asObject } from '../selection.js';
import { movedBy, WHOLE, type Zoom, zoomedAt } from './space/zoom.js';

/** From top to bottom: as the layer has its units, or by one of `UnitOrders`. */
export const UNIT_ORDERS = ['given', 'clustering', 'peak', 'correlation'] as const;
export type UnitOrder = (typeof UNIT_ORDERS)[number];

export const SPACE_METHODS = ['pca', 'tsne', 'umap'] as const;
export type SpaceMethod = (typeof SPACE_METHODS)[number];

/** What gives the points of the state space their colour; `input N` is the N-th feature. */
export type SpaceColor = 'step' | 'running' | 'target' | 'error' | `input ${number}`;

/** How influence over many sequences is shown. */
export const OVER_MANY = ['mean', 'meanAbsolute', 'deviation'] as const;
export type OverMany = (typeof OVER_MANY)[number];

/** Under which input a layer is held to look for its fixed points. */
export const CONSTANT_INPUTS = ['config', 'mean', 'zero', 'step'] as const;
export type ConstantInputKind = (typeof CONSTANT_INPUTS)[number];

/** Whose direction the state space shows: of what came so far, or of the answer. */
export const DIRECTIONS = ['running', 'target'] as const;
export type DirectionKind = (typeof DIRECTIONS)[number];

export interface Options {
  readonly order: UnitOrder;
  /** The mean over many sequences instead of the sample. */
  readonly average: boolean;
  /** Influence over many sequences instead of that in the sample. */
  readonly many?: OverMany;
  /** Every layer instead of the selected one. */
  readonly allLayers: boolean;
  readonly method: SpaceMethod;
  readonly dimensions: 2 | 3;
  readonly color: SpaceColor;
  /** How the space is turned in three dimensions, radians: around the vertical, then towards the eye. */
  readonly turn: readonly [number, number];
  /** Which part of the space is seen. */
  readonly zoom: Zoom;
  readonly constantInput: ConstantInputKind;
  /** A probe's direction in the state space. */
  readonly direction?: DirectionKind;
  /** The sequence of the data that is drawn before anything is trained, from 0. */
  readonly dataPart: Part;
  readonly dataSequence: number;
}

export const DEFAULT_OPTIONS: Options = {
  order: 'given',
  average: false,
  allLayers: false,
  method: 'pca',
  dimensions: 2,
  color: 'step',
  turn: [0.6, 0.35],
  zoom: WHOLE,
  constantInput: 'config',
  dataPart: 'training',
  dataSequence: 0,
};

/** The options that an earlier page kept, as far as this version understands them. */
export function restoreOptions(kept: Readonly<Record<string, unknown>>): Options {
  const {
    order,
    average,
    many,
    allLayers,
    method,
    dimensions,
    color,
    turn,
    zoom,
    constantInput,
    dataPart,
    dataSequence,
    direction,
  } = kept;
  return {
    order: UNIT_ORDERS.find((known) => known === order) ?? DEFAULT_OPTIONS.order,
    average: average === true,
    many: OVER_MANY.find((known) => known === many),
    allLayers: allLayers === true,
    method: SPACE_METHODS.find((known) => known === method) ?? DEFAULT_OPTIONS.method,
    dimensions: dimensions === 3 ? 3 : 2,
    color: isColor(color) ? color : DEFAULT_OPTIONS.color,
    turn: isPair(turn) ? turn : DEFAULT_OPTIONS.turn,
    zoom: restoreZoom(zoom),
    direction: DIRECTIONS.find((known) => known === direction),
    constantInput: CONSTANT_INPUTS.find((known) => known === constantInput) ?? DEFAULT_OPTIONS.constantInput,
    dataPart: dataPart === 'validation' ? 'validation' : 'training',
    dataSequence: asIndex(dataSequence) ?? 0,
  };
}

/** Through its own functions, so that it is within what can be seen. */
function restoreZoom(kept: unknown): Zoom {
  const { factor, middle } = asObject(kept);
  if (typeof factor !== 'number' || !Number.isFinite(factor) || !isPair(middle)) return WHOLE;
  return movedBy(zoomedAt(WHOLE, factor, [0.5, 0.5]), (0.5 - middle[0]) * factor, (0.5 - middle[1]) * factor);
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

export function isColor(value: unknown): value is SpaceColor {
  return typeof value === 'string' && /^(step|running|target|error|input \d+)$/.test(value);
}
