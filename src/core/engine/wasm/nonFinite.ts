/** Finds the first value that is not finite on the way of the last batch. */

import { valueCount } from '../../model/spec.js';
import type { NonFinite } from '../engine.js';
import type { Layout } from './layout.js';
import type { Machine } from './machine.js';

/**
 * Walks in the order in which values are made: the input, then each layer's weights and output.
 * @param batch samples of the pass whose values stand in memory.
 */
export function firstNonFinite(
  machine: Machine,
  { layers, weights, x }: Layout,
  { batch, length, features }: { batch: number; length: number; features: number },
): NonFinite | undefined {
  const firstIn = (at: number, count: number) => indexOfNonFinite(machine.floats(at, count));
  const inInput = firstIn(x, length * batch * features);
  if (inInput >= 0) return { in: 'input', step: stepOf(inInput, batch * features) };
  for (const [index, { shape, y, traces }] of layers.entries()) {
    const { layer, tensors, outputSteps, outputUnits } = shape;
    for (const { name, shape: dimensions } of tensors) {
      if (firstIn(weights.places[index][name], valueCount(dimensions)) >= 0)
        return { in: 'weights', layer: layer.name, tensor: name };
    }
    // A recurrent layer has every step, whether it hands them on or not.
    const states = traces.map(({ hidden, steps, units }) => ({ at: hidden, steps, units }));
    for (const { at, steps, units } of [...states, { at: y, steps: outputSteps, units: outputUnits }]) {
      const found = firstIn(at, (steps ?? 1) * batch * units);
      if (found < 0) continue;
      const step = steps === undefined ? {} : { step: stepOf(found, batch * units) };
      return { in: 'output', layer: layer.name, ...step };
    }
  }
  return undefined;
}

/** Of a time-major array, from 1. */
function stepOf(index: number, perStep: number): number {
  return Math.floor(index / perStep) + 1;
}

/** -1 where all are finite. */
export function indexOfNonFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
