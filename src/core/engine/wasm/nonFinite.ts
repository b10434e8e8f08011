/** Finds the first value that is not finite on the way of the last batch. */

import { valueCount } from '../../model/spec.js';
import type { NonFinite } from '../engine.js';
import type { Layout } from './layout.js';
import type { Machine } from './machine.js';

/**
 * Walks in the order in which values are made: the input, then each layer's weights and output.
 * @param parts of the last batch, with their samples; their values stand in memory.
 */
export function firstNonFinite(
  machine: Machine,
  parts: readonly { readonly layout: Layout; readonly batch: number }[],
  { length, features }: { length: number; features: number },
): NonFinite | undefined {
  const { layers, weights } = parts[0].layout;
  /** The first step, from 1, at which any part has a bad number. */
  const firstStep = (place: (layout: Layout) => number, steps: number, width: number): number | undefined => {
    const found = parts.flatMap(({ layout, batch }) => {
      const index = indexOfNonFinite(machine.floats(place(layout), steps * batch * width));
      return index < 0 ? [] : [Math.floor(index / (batch * width)) + 1];
    });
    return found.length > 0 ? Math.min(...found) : undefined;
  };
  const inInput = firstStep(({ x }) => x, length, features);
  if (inInput !== undefined) return { in: 'input', step: inInput };
  for (const [index, { shape, traces }] of layers.entries()) {
    const { layer, tensors, outputSteps, outputUnits } = shape;
    for (const { name, shape: dimensions } of tensors) {
      if (indexOfNonFinite(machine.floats(weights.places[index][name], valueCount(dimensions))) >= 0)
        return { in: 'weights', layer: layer.name, tensor: name };
    }
    // A recurrent layer has every step, whether it hands them on or not.
    for (const [at, { steps, units }] of traces.entries()) {
      const step = firstStep((layout) => layout.layers[index].traces[at].hidden, steps, units);
      if (step !== undefined) return { in: 'output', layer: layer.name, step };
    }
    const step = firstStep((layout) => layout.layers[index].y, outputSteps ?? 1, outputUnits);
    if (step !== undefined) return { in: 'output', layer: layer.name, ...(outputSteps === undefined ? {} : { step }) };
  }
  return undefined;
}

/** -1 where all are finite. */
export function indexOfNonFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
