/** Where everything of a network stands in memory: weights, and what each layer plans for itself. */
import { type LayerShape, valueCount } from '../../model/spec.js';
import type { Arena } from './arena.js';
import { planLayer } from './layers/index.js';
import type { LayerPlan } from './plan.js';

export interface Layout {
  readonly layers: readonly LayerPlan[];
  /** The last layer. */
  readonly last: LayerPlan;
  /** First layer's input [T,B,F] and its gradient. */
  readonly x: number;
  readonly dx: number;
  /** All weights in one piece, a multiple of four values, and the offset of each, by layer and name. */
  readonly weights: {
    readonly at: number;
    readonly count: number;
    readonly places: readonly Readonly<Record<string, number>>[];
  };
  /** Three words: seed of dropout and number of the update. */
  readonly dropout: number;
}

export function layOut(
  shapes: readonly LayerShape[],
  length: number,
  features: number,
  batch: number,
  arena: Arena,
): Layout {
  const begin = arena.next;
  const places = shapes.map(({ tensors }) =>
    Object.fromEntries(tensors.map(({ name, shape }) => [name, arena.words(valueCount(shape))])),
  );
  const weights = { at: begin, count: (arena.next - begin) / 4, places };
  const x = arena.words(length * features * batch);
  const dx = arena.words(length * features * batch);
  const dropout = arena.words(3);
  const layers: LayerPlan[] = [];
  for (const [index, shape] of shapes.entries()) {
    const before = layers.at(-1);
    layers.push(
      planLayer({
        ...{ shape, batch, dropout, arena, rows: shape.inputSteps ?? 1, stream: 4 * index },
        x: before?.y ?? x,
        mask: before?.mask ?? 0,
        weight: (name) => places[index][name] ?? 0,
      }),
    );
  }
  return { layers, last: layers[layers.length - 1], x, dx, weights, dropout };
}
