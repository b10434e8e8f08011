/** Losses; definitions in `trainingSpec.ts`. */
import type { LossSpec } from '../trainingSpec.js';
import type { Tensor, TensorFlow, Values } from './tensorFlow.js';

/** Probabilities are kept so far away from 0 and 1. */
const EPSILON = 1e-7;

/**
 * The mean over all rows that count, a scalar.
 * @param targets like the outputs; for `sparseCategoricalCrossentropy` without their last axis.
 */
export function meanLoss(tf: TensorFlow, spec: LossSpec, { y, mask }: Values, targets: Tensor): Tensor {
  const rows = rowLosses(tf, spec, y, targets);
  if (!mask) return rows.mean();
  // Where no row counts the loss is 0, not 0 / 0.
  return rows.mul(mask).sum().div(tf.maximum(mask.sum(), 1));
}

/** The last axis becomes one number. */
function rowLosses(tf: TensorFlow, spec: LossSpec, y: Tensor, targets: Tensor): Tensor {
  switch (spec.type) {
    case 'meanSquaredError':
      return y.sub(targets).square().mean(-1);
    case 'meanAbsoluteError':
      return y.sub(targets).abs().mean(-1);
    case 'huber': {
      const distance = y.sub(targets).abs();
      const bent = tf.minimum(distance, spec.delta);
      return bent.square().mul(0.5).add(distance.sub(bent).mul(spec.delta)).mean(-1);
    }
    case 'binaryCrossentropy':
      return spec.fromLogits ? binaryOfLogits(tf, y, targets) : binary(tf, y, targets);
    case 'categoricalCrossentropy':
      return categorical(tf, y, targets, spec.fromLogits);
    case 'sparseCategoricalCrossentropy': {
      const classes = tf.oneHot(targets.toInt(), y.shape[y.rank - 1]).toFloat();
      return categorical(tf, y, classes, spec.fromLogits);
    }
  }
}

function binary(tf: TensorFlow, y: Tensor, targets: Tensor): Tensor {
  const p = tf.clipByValue(y, EPSILON, 1 - EPSILON);
  const no = targets.mul(-1).add(1).mul(p.mul(-1).add(1).log());
  return targets.mul(p.log()).add(no).mean(-1).neg();
}

/** max(x,0) - x t + log(1 + e^-|x|) */
function binaryOfLogits(tf: TensorFlow, y: Tensor, targets: Tensor): Tensor {
  return tf.relu(y).sub(y.mul(targets)).add(y.abs().neg().exp().log1p()).mean(-1);
}

function categorical(tf: TensorFlow, y: Tensor, targets: Tensor, fromLogits: boolean): Tensor {
  const logs = fromLogits ? tf.logSoftmax(y) : tf.clipByValue(y.div(y.sum(-1, true)), EPSILON, 1 - EPSILON).log();
  return targets.mul(logs).sum(-1).neg();
}
