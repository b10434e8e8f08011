/** Activations by their definitions (https://keras.io/api/layers/activations/). */
import type { Activation, DenseActivation } from '../../src/core/model/spec.js';

export function activate(activation: Activation, x: number): number {
  switch (activation) {
    case 'linear':
      return x;
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'hardSigmoid':
      return Math.min(1, Math.max(0, 0.2 * x + 0.5));
    case 'hardSigmoid6':
      return Math.min(6, Math.max(0, x + 3)) / 6;
    case 'relu':
      return Math.max(0, x);
    case 'elu':
      return x > 0 ? x : Math.exp(x) - 1;
    case 'selu':
      return 1.05070098735548 * (x > 0 ? x : 1.67326324235437 * (Math.exp(x) - 1));
    case 'softplus':
      return Math.log(1 + Math.exp(x));
    case 'softsign':
      return x / (1 + Math.abs(x));
    case 'exponential':
      return Math.exp(x);
    case 'leakyRelu':
      return x > 0 ? x : 0.2 * x;
  }
}

/** Of all values of one row together. */
export function activateRow(activation: DenseActivation, row: readonly number[]): number[] {
  if (activation !== 'softmax') return row.map((x) => activate(activation, x));
  const total = row.reduce((sum, x) => sum + Math.exp(x), 0);
  return row.map((x) => Math.exp(x) / total);
}
