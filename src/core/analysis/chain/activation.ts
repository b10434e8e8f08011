/** Activations and their slopes in double precision. */
import type { Activation } from '../../model/spec.js';

// Klambauer 2017.
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
/** Keras's slope below zero. */
const LEAK = 0.2;

export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  hardSigmoid6: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  relu: (x) => Math.max(0, x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
  exponential: Math.exp,
  leakyRelu: (x) => (x > 0 ? x : LEAK * x),
};

/** Derivative of each activation by its argument, from the value that it gave. */
export const slopes: Readonly<Record<Activation, (y: number) => number>> = {
  linear: () => 1,
  tanh: (y) => 1 - y * y,
  sigmoid: (y) => y * (1 - y),
  hardSigmoid: (y) => (y > 0 && y < 1 ? 0.2 : 0),
  hardSigmoid6: (y) => (y > 0 && y < 1 ? 1 / 6 : 0),
  relu: (y) => (y > 0 ? 1 : 0),
  elu: (y) => (y > 0 ? 1 : y + 1),
  selu: (y) => (y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA),
  softplus: (y) => -Math.expm1(-y),
  softsign: (y) => (1 - Math.abs(y)) ** 2,
  exponential: (y) => y,
  leakyRelu: (y) => (y > 0 ? 1 : LEAK),
};
