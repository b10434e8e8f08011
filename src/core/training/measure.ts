/** Measures a model while it trains: the loss it minimizes, and how well it fits in units that mean something. */
import { type Dataset, sequenceTargets } from '../data/dataset.js';
import type { Network, Trainer, TrainingData } from '../engine/engine.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import { unscale } from '../scaler.js';
import type { Steps } from '../steps.js';
import { accuracy, isClassLoss, type Metrics, regressionMetrics } from './metrics.js';

export interface Measured {
  readonly loss: number;
  readonly metrics: Metrics;
}

/** Yields between two batches. @param part indices of the sequences that are measured. */
export type Measure = (part: Uint32Array) => Steps<Measured>;

/**
 * @param data in raw units, with the scalers that the model is trained with.
 * @param training the same as the trainer has it.
 */
export function measureOf(
  trainer: Trainer,
  network: Network,
  data: Dataset,
  training: TrainingData,
  { loss, batchSize }: { readonly loss: LossSpec; readonly batchSize: number },
): Measure {
  return function* (part) {
    const { outputSize } = network;
    const outputs = new Float32Array(part.length * outputSize);
    let sum = 0;
    for (let first = 0; first < part.length; first += batchSize) {
      const batch = part.subarray(first, first + batchSize);
      sum += trainer.evaluate(batch, outputs.subarray(first * outputSize)) * batch.length;
      yield;
    }
    const value = sum / part.length;
    return { loss: value, metrics: metricsOf({ network, data, training, loss }, part, outputs, value) };
  };
}

/**
 * How well outputs fit.
 * @param of as `measureOf` has them.
 * @param outputs [part, outputSize] of the model for these sequences.
 * @param value the mean loss of them.
 */
export function metricsOf(
  of: { network: Pick<Network, 'shapes'>; data: Dataset; training: TrainingData; loss: LossSpec },
  part: Uint32Array,
  outputs: Float32Array,
  value: number,
): Metrics {
  const { network, data, training, loss } = of;
  if (isClassLoss(loss)) {
    const { outputUnits } = network.shapes[network.shapes.length - 1];
    return { accuracy: accuracy(loss, outputs, targetsOf(training, part), outputUnits), loss: value };
  }
  const predicted = unscale(outputs, data.targetScaler);
  return regressionMetrics(predicted, sequenceTargets(data, part), data.targetNames.length);
}

/** Targets of some sequences as the trainer has them. */
function targetsOf({ targets, starts }: TrainingData, part: Uint32Array): Float32Array {
  const size = targets.length / starts.length;
  const chosen = new Float32Array(part.length * size);
  for (const [n, index] of part.entries()) chosen.set(targets.subarray(index * size, (index + 1) * size), n * size);
  return chosen;
}
