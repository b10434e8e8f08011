/** How well predictions fit. */
import type { LossSpec } from '../engine/trainingSpec.js';

export interface RegressionMetrics {
  /** Mean squared error, target units squared. */
  readonly mse: number;
  /** Mean absolute error, target units. */
  readonly mae: number;
  /** 1 - squared error / squared deviation from the mean, all outputs together; NaN where the truth is constant. */
  readonly r2: number;
}

export interface ClassMetrics {
  /** Share of the rows (sequences, or their steps) whose class is right. */
  readonly accuracy: number;
  /** Mean of the training's own loss. */
  readonly loss: number;
}

export type Metrics = RegressionMetrics | ClassMetrics;

/** What is recorded of one epoch. */
export interface EpochMetrics {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's samples of the loss before each update, as Keras reports it. */
  readonly loss: number;
  /** Mean loss over the validation part after the epoch; undefined, as `metrics`, where there is none. */
  readonly validationLoss?: number;
  /** Of the validation part. */
  readonly metrics?: Metrics;
  /** Of the epoch's last update, where a schedule changes it. */
  readonly learningRate?: number;
}

/** @param predicted [N,K], target units. @param actual [N,K], target units. */
export function regressionMetrics(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  outputs: number,
): RegressionMetrics {
  const samples = actual.length / outputs;
  const mean = new Float64Array(outputs);
  for (let i = 0; i < actual.length; i++) mean[i % outputs] += actual[i] / samples;
  let squares = 0;
  let sizes = 0;
  let spread = 0;
  for (let i = 0; i < actual.length; i++) {
    const error = predicted[i] - actual[i];
    squares += error ** 2;
    sizes += Math.abs(error);
    spread += (actual[i] - mean[i % outputs]) ** 2;
  }
  return {
    mse: squares / actual.length,
    mae: sizes / actual.length,
    r2: spread > 0 ? 1 - squares / spread : Number.NaN,
  };
}

/** Whether a loss is one of classes, so that accuracy says more than an error. */
export function isClassLoss(loss: LossSpec): boolean {
  return 'fromLogits' in loss;
}

/**
 * Share of the rows whose class is right: the largest output for categorical losses, every output on the right side of
 * one half for binary ones (Keras's `accuracy`; of logits the half is at 0, where Keras would compare with 0.5).
 * @param outputs [rows,units]
 * @param targets [rows,units]; [rows] class indices for sparseCategoricalCrossentropy
 */
export function accuracy(
  loss: LossSpec,
  outputs: ArrayLike<number>,
  targets: ArrayLike<number>,
  units: number,
): number {
  if (loss.type === 'binaryCrossentropy') {
    const half = loss.fromLogits ? 0 : 0.5;
    let right = 0;
    for (let i = 0; i < outputs.length; i++) if (outputs[i] > half === targets[i] > 0.5) right++;
    return right / outputs.length;
  }
  const sparse = loss.type === 'sparseCategoricalCrossentropy';
  const rows = outputs.length / units;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const wanted = sparse ? targets[row] : largest(targets, row * units, units);
    if (largest(outputs, row * units, units) === wanted) right++;
  }
  return right / rows;
}

/** Place of the largest of some values, the first of equals. */
function largest(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[first + i] > values[first + best]) best = i;
  return best;
}
