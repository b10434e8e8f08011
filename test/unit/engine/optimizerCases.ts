/** Every optimizer, with each of its settings. */
import type { OptimizerSpec } from '../../../src/core/engine/trainingSpec.js';

export const sgd = { type: 'sgd', learningRate: 0.05, weightDecay: 0, momentum: 0, nesterov: false } as const;
const rmsprop: OptimizerSpec = {
  type: 'rmsprop',
  learningRate: 0.001,
  weightDecay: 0,
  rho: 0.9,
  momentum: 0,
  epsilon: 1e-7,
  centered: false,
};
const adam = { type: 'adam', learningRate: 0.01, weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

export const OPTIMIZERS: Record<string, OptimizerSpec> = {
  sgd,
  'sgd with momentum': { ...sgd, momentum: 0.9 },
  'sgd with Nesterov momentum': { ...sgd, momentum: 0.9, nesterov: true },
  'sgd with weight decay': { ...sgd, weightDecay: 0.1 },
  'sgd, each gradient clipped by its norm': { ...sgd, clipNorm: 0.1 },
  'sgd, all gradients clipped by their norm': { ...sgd, globalClipNorm: 0.1 },
  'sgd, gradients clipped by value': { ...sgd, clipValue: 0.01 },
  rmsprop,
  'rmsprop with momentum': { ...rmsprop, momentum: 0.8 },
  'centered rmsprop': { ...rmsprop, centered: true },
  'centered rmsprop with momentum and weight decay': { ...rmsprop, centered: true, momentum: 0.5, weightDecay: 0.01 },
  adam,
  'adam, each gradient clipped by its norm': { ...adam, clipNorm: 0.05 },
  adamw: { ...adam, type: 'adamw', weightDecay: 0.004 },
};
