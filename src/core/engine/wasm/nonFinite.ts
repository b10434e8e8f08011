/** Finds the first value that is not finite on the way of the last batch. */
import type { NonFinite } from '../engine.js';
import { type Layout, valueCount } from './layout.js';
import type { Machine } from './machine.js';

/**
 * Walks in the order in which values are made: the input, then each layer's weights and output.
 * @param batch samples of the pass whose values stand in memory.
 */
export function firstNonFinite(
  machine: Machine,
  { layers, x }: Layout,
  { batch, length, features }: { batch: number; length: number; features: number },
): NonFinite | undefined {
  const firstIn = (at: number, count: number) => indexOfNonFinite(machine.floats(at, count));
  const inInput = firstIn(x, length * batch * features);
  if (inInput >= 0) return { in: 'input', step: stepOf(inInput, batch * features) };
  for (const { shape, weights, y, recurrent } of layers) {
    const { layer, tensors, inputSteps, outputSteps, outputUnits } = shape;
    for (const { name, shape: dimensions } of tensors) {
      if (firstIn(weights[name], valueCount(dimensions)) >= 0)
        return { in: 'weights', layer: layer.name, tensor: name };
    }
    // A recurrent layer has every step, whether it hands them on or not.
    const steps = recurrent ? inputSteps : outputSteps;
    const found = firstIn(recurrent?.hidden ?? y, (steps ?? 1) * batch * outputUnits);
    if (found < 0) continue;
    return {
      in: 'output',
      layer: layer.name,
      ...(steps === undefined ? {} : { step: stepOf(found, batch * outputUnits) }),
    };
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
