/** Where everything of a network stands in memory: weights, and what each layer plans for itself. */
import { idsOf, type LayerShape, type LayerWeights, type ModelSpec, valueCount } from '../../model/spec.js';
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

/**
 * An id that is none would read beyond the table.
 * @throws {RangeError} where the model embeds ids and a value is no whole number below their count.
 */
export function checkIds(spec: ModelSpec, values: Float32Array): void {
  const ids = idsOf(spec);
  if (ids === undefined) return;
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < ids));
  if (wrong < 0) return;
  throw new RangeError(`The input ${values[wrong]} is no id: ${spec.layers[0].name} knows the ids 0 to ${ids - 1}.`);
}
