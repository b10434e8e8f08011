/** Where everything of a network stands in memory: weights, and what each layer plans for itself. */
import { type LayerShape, valueCount } from '../../model/spec.js';
import type { Arena } from './arena.js';
import { planLayer } from './layers/index.js';
import type { LayerPlan } from './plan.js';

/** All weights in one piece, a multiple of four values, and the offset of each, by layer and name. */
export interface WeightPlaces {
  readonly at: number;
  readonly count: number;
  readonly places: readonly Readonly<Record<string, number>>[];
}

/** What one thread works with: its part of a batch, and the weights, which are those of all. */
export interface Layout {
  readonly layers: readonly LayerPlan[];
  /** The last layer. */
  readonly last: LayerPlan;
  /** First layer's input [T,B,F] and its gradient. */
  readonly x: number;
  readonly dx: number;
  readonly weights: WeightPlaces;
  /** Five words, as `src/kernels/dropout.ts` reads them. */
  readonly dropout: number;
}

export function placeWeights(shapes: readonly LayerShape[], arena: Arena): WeightPlaces {
  const at = arena.next;
  const places = shapes.map(({ tensors }) =>
    Object.fromEntries(tensors.map(({ name, shape }) => [name, arena.words(valueCount(shape))])),
  );
  return { at, count: (arena.next - at) / 4, places };
}

/** @param batch the most samples at a time. */
export function layOut(
  shapes: readonly LayerShape[],
  { length, features }: { length: number; features: number },
  weights: WeightPlaces,
  batch: number,
  arena: Arena,
): Layout {
  const x = arena.words(length * features * batch);
  const dx = arena.words(length * features * batch);
  const dropout = arena.words(5);
  const layers: LayerPlan[] = [];
  for (const [index, shape] of shapes.entries()) {
    const before = layers.at(-1);
    layers.push(
      planLayer({
        ...{ shape, batch, dropout, arena, rows: shape.inputSteps ?? 1, stream: 4 * index },
        x: before?.y ?? x,
        mask: before?.mask ?? 0,
        weight: (name) => weights.places[index][name] ?? 0,
      }),
    );
  }
  return { layers, last: layers[layers.length - 1], x, dx, weights, dropout };
}
