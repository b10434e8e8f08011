/** Where everything of a network stands in memory: weights, packed weights, and the values of one batch. */
import type { LayerShape, LayerWeights, LstmLayer, Tensor } from '../../model/spec.js';
import { type Arena, packedSize } from './arena.js';

/** Rows that `accumulateTransposed` packs at a time, as in `src/kernels/matrix.ts`. */
const DEPTH_BLOCK = 128;

export interface LayerLayout {
  readonly shape: LayerShape;
  /** Rows a sample: the steps of a sequence, else 1. */
  readonly rows: number;
  /** Offsets of the weights; a missing bias is 0. The gradients' offsets differ by a constant. */
  readonly weights: Record<Tensor['name'], number>;
  /** Packed weights, made anew after each update. */
  readonly packed: { readonly w: number; readonly wt: number; readonly u: number; readonly ut: number };
  /** Input: the output of the layer before. */
  readonly x: number;
  /** Output, time-major where it has steps. */
  readonly y: number;
  /** Gradient of the output. */
  readonly dy: number;
  /** Inner values of a recurrent layer; `hidden` is `y` where every step is handed on. */
  readonly recurrent?: {
    readonly gates: number;
    readonly cell: number;
    readonly squashed: number;
    readonly hidden: number;
  };
}

export interface Layout {
  readonly batch: number;
  readonly layers: readonly LayerLayout[];
  /** First layer's input [T,B,F] and its gradient. */
  readonly x: number;
  readonly dx: number;
  /** All weights in one piece, a multiple of four values. */
  readonly weights: { readonly at: number; readonly count: number };
  readonly scratch: { readonly packed: number; readonly dHidden: number; readonly dCell: number };
}

export function layOut(
  shapes: readonly LayerShape[],
  length: number,
  features: number,
  batch: number,
  arena: Arena,
): Layout {
  const begin = arena.next;
  const places = shapes.map((shape) => weightPlaces(shape, arena));
  const weights = { at: begin, count: (arena.next - begin) / 4 };
  const x = arena.words(length * features * batch);
  const dx = arena.words(length * features * batch);
  let input = x;
  const layers = shapes.map((shape, index): LayerLayout => {
    const made = layerLayout(shape, places[index], input, batch, arena);
    input = made.y;
    return made;
  });
  const widest = Math.max(...shapes.map(({ tensors }) => tensors[0].shape[1]));
  const units = Math.max(...shapes.map(({ outputUnits }) => outputUnits));
  const scratch = {
    packed: arena.words(packedSize(DEPTH_BLOCK, widest)),
    dHidden: arena.words(units * batch),
    dCell: arena.words(units * batch),
  };
  return { batch, layers, x, dx, weights, scratch };
}

function weightPlaces({ tensors }: LayerShape, arena: Arena): Record<Tensor['name'], number> {
  const places: Record<Tensor['name'], number> = { kernel: 0, recurrentKernel: 0, bias: 0 };
  for (const { name, shape } of tensors) places[name] = arena.words(valueCount(shape));
  return places;
}

function layerLayout(
  shape: LayerShape,
  weights: LayerLayout['weights'],
  x: number,
  batch: number,
  arena: Arena,
): LayerLayout {
  const { layer, inputUnits, inputSteps, outputSteps, outputUnits } = shape;
  const columns = shape.tensors[0].shape[1];
  const recurrent = layer.type === 'lstm';
  const packed = {
    w: arena.words(packedSize(inputUnits, columns)),
    wt: arena.words(packedSize(columns, inputUnits)),
    u: recurrent ? arena.words(packedSize(layer.units, columns)) : 0,
    ut: recurrent ? arena.words(packedSize(columns, layer.units)) : 0,
  };
  const size = (outputSteps ?? 1) * outputUnits * batch;
  const y = arena.words(size);
  const common = { shape, rows: inputSteps ?? 1, weights, packed, x, y, dy: arena.words(size) };
  if (!recurrent) return common;
  const states = (inputSteps as number) * layer.units * batch;
  return { ...common, recurrent: recurrentPlaces(layer, states, y, arena) };
}

function recurrentPlaces(
  { returnSequences }: LstmLayer,
  states: number,
  y: number,
  arena: Arena,
): LayerLayout['recurrent'] {
  const gates = arena.words(4 * states);
  const cell = arena.words(states);
  const squashed = arena.words(states);
  return { gates, cell, squashed, hidden: returnSequences ? y : arena.words(states) };
}

/** Number of values of an array of this shape. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** @throws {RangeError} where weights and layers do not belong together. */
export function checkWeights(shapes: readonly LayerShape[], weights: readonly LayerWeights[]): void {
  for (const [index, { layer, tensors }] of shapes.entries()) {
    for (const [at, { name, shape }] of tensors.entries()) {
      const given = weights[index]?.tensors[at];
      if (given?.name === name && given.values.length === valueCount(shape)) continue;
      throw new RangeError(
        `The ${name} of ${layer.name} must have the shape [${shape}], not [${given?.shape ?? 'nothing'}].`,
      );
    }
  }
}
