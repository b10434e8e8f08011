/** Finds the first value that is not finite on the way of a batch. */
import type { LayerShape, LayerWeights } from '../../model/spec.js';
import type { NonFinite } from '../engine.js';
import type { LayerRun } from './layers.js';
import type { Tensor, TensorFlow } from './tensorFlow.js';

/** Walks in the order in which values are made: the input, then each layer's weights, states and output. */
export function firstNonFinite(
  tf: TensorFlow,
  shapes: readonly LayerShape[],
  weights: readonly LayerWeights[],
  x: Tensor,
  runs: readonly LayerRun[],
): NonFinite | undefined {
  const inInput = stepOfFirst(tf, x);
  if (inInput !== undefined) return { in: 'input', step: inInput };
  for (const [index, { layer }] of shapes.entries()) {
    const tensor = weights[index].tensors.find(({ values }) => !values.every(Number.isFinite));
    if (tensor) return { in: 'weights', layer: layer.name, tensor: tensor.name };
    const { y, states = [] } = runs[index];
    for (const values of [...states.map(({ hidden }) => hidden), y]) {
      const step = stepOfFirst(tf, values);
      if (step !== undefined) return { in: 'output', layer: layer.name, ...(values.rank === 3 && { step }) };
    }
  }
  return undefined;
}

/** The first step [B,T,U] at which any sample has such a value, from 1; of [B,U] always 1. */
function stepOfFirst(tf: TensorFlow, values: Tensor): number | undefined {
  const steps = values.rank === 3 ? tf.unstack(values, 1) : [values];
  const found = steps.findIndex((step) => !step.dataSync().every(Number.isFinite));
  return found < 0 ? undefined : found + 1;
}
