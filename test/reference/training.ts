/**
 * Losses and optimizers as Keras 3 documents them, in double precision and plain loops: the yardstick of the kernels.
 * https://keras.io/api/losses/, https://keras.io/api/optimizers/
 */
import type { LossSpec, OptimizerSpec } from '../../src/core/engine/trainingSpec.js';

const EPSILON = 1e-7;
const clip = (p: number) => Math.min(Math.max(p, EPSILON), 1 - EPSILON);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/**
 * Mean over the rows.
 * @param outputs rows of units.
 * @param targets rows of units; rows of one class index for sparseCategoricalCrossentropy.
 */
export function lossOf(spec: LossSpec, outputs: readonly number[][], targets: readonly number[][]): number {
  return mean(outputs.map((row, index) => rowLoss(spec, row, targets[index])));
}

function rowLoss(spec: LossSpec, y: readonly number[], t: readonly number[]): number {
  switch (spec.type) {
    case 'meanSquaredError':
      return mean(y.map((value, k) => (value - t[k]) ** 2));
    case 'meanAbsoluteError':
      return mean(y.map((value, k) => Math.abs(value - t[k])));
    case 'huber':
      return mean(
        y.map((value, k) => {
          const error = Math.abs(value - t[k]);
          return error <= spec.delta ? error ** 2 / 2 : spec.delta * error - spec.delta ** 2 / 2;
        }),
      );
    case 'binaryCrossentropy':
      return mean(
        y.map((value, k) => {
          if (spec.fromLogits) return t[k] * softplus(-value) + (1 - t[k]) * softplus(value);
          const p = clip(value);
          return -t[k] * Math.log(p) - (1 - t[k]) * Math.log(1 - p);
        }),
      );
    case 'categoricalCrossentropy':
      return crossentropy(spec.fromLogits, y, t);
    case 'sparseCategoricalCrossentropy':
      return crossentropy(
        spec.fromLogits,
        y,
        y.map((_, k) => Number(k === t[0])),
      );
  }
}

/** log (1 + e^x) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function crossentropy(fromLogits: boolean, y: readonly number[], t: readonly number[]): number {
  const top = Math.max(...y);
  const weights = fromLogits ? y.map((value) => Math.exp(value - top)) : y;
  const total = sum(weights);
  if (!fromLogits) return -sum(t.map((share, k) => share * Math.log(clip(weights[k] / total))));
  return sum(t.map((share, k) => share * (Math.log(total) - (y[k] - top))));
}

/** Updates weight arrays in place, gradient by gradient, in Keras's order: clipping, weight decay, update. */
export class ReferenceOptimizer {
  private step = 0;
  private readonly slots = new Map<string, number[]>();

  constructor(private readonly spec: OptimizerSpec) {}

  apply(weights: readonly number[][], gradients: readonly number[][], rate = this.spec.learningRate): void {
    this.step++;
    const clipped = clippedGradients(this.spec, gradients);
    for (const [array, values] of weights.entries()) {
      for (let i = 0; i < values.length; i++) {
        values[i] -= values[i] * this.spec.weightDecay * rate;
        values[i] += this.change(`${array}`, i, clipped[array][i], rate);
      }
    }
  }

  private change(array: string, i: number, g: number, rate: number): number {
    const { spec, step } = this;
    const slot = (name: string) => {
      const key = `${array} ${name}`;
      if (!this.slots.has(key)) this.slots.set(key, []);
      const values = this.slots.get(key) as number[];
      values[i] ??= 0;
      return values;
    };
    if (spec.type === 'sgd') {
      if (spec.momentum === 0) return -rate * g;
      const velocity = slot('velocity');
      velocity[i] = spec.momentum * velocity[i] - rate * g;
      return spec.nesterov ? spec.momentum * velocity[i] - rate * g : velocity[i];
    }
    if (spec.type === 'rmsprop') {
      const squares = slot('squares');
      squares[i] = spec.rho * squares[i] + (1 - spec.rho) * g ** 2;
      let divisor = squares[i];
      if (spec.centered) {
        const average = slot('average');
        average[i] = spec.rho * average[i] + (1 - spec.rho) * g;
        divisor -= average[i] ** 2;
      }
      const increment = (rate * g) / Math.sqrt(divisor + spec.epsilon);
      if (spec.momentum === 0) return -increment;
      const velocity = slot('velocity');
      velocity[i] = spec.momentum * velocity[i] + increment;
      return -velocity[i];
    }
    const [m, v] = [slot('m'), slot('v')];
    m[i] = spec.beta1 * m[i] + (1 - spec.beta1) * g;
    v[i] = spec.beta2 * v[i] + (1 - spec.beta2) * g ** 2;
    const corrected = (rate * Math.sqrt(1 - spec.beta2 ** step)) / (1 - spec.beta1 ** step);
    return (-corrected * m[i]) / (Math.sqrt(v[i]) + spec.epsilon);
  }
}

function clippedGradients(spec: OptimizerSpec, gradients: readonly number[][]): number[][] {
  const norm = (values: readonly number[]) => Math.sqrt(sum(values.map((g) => g ** 2)));
  const { clipNorm, globalClipNorm, clipValue } = spec;
  if (clipNorm !== undefined) {
    return gradients.map((array) => array.map((g) => (g * clipNorm) / Math.max(norm(array), clipNorm)));
  }
  if (globalClipNorm !== undefined) {
    const all = norm(gradients.flat());
    return gradients.map((array) => array.map((g) => g * globalClipNorm * Math.min(1 / all, 1 / globalClipNorm)));
  }
  if (clipValue !== undefined) {
    return gradients.map((array) => array.map((g) => Math.min(Math.max(g, -clipValue), clipValue)));
  }
  return gradients.map((array) => [...array]);
}
