/** Activations and their slopes in double precision. */
import type { Activation } from '../../model/spec.js';

export const activations: Readonly<Record<Activation, (x: number) => number>> = {
  linear: (x) => x,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  relu: (x) => Math.max(0, x),
};

/** Derivative of each activation by its argument, from the value that it gave. */
export const slopes: Readonly<Record<Activation, (y: number) => number>> = {
  linear: () => 1,
  tanh: (y) => 1 - y * y,
  sigmoid: (y) => y * (1 - y),
  hardSigmoid: (y) => (y > 0 && y < 1 ? 0.2 : 0),
  relu: (y) => (y > 0 ? 1 : 0),
};
