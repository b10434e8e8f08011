/**
 * The factors of training's dropout, drawn as the embedded engine draws them (`src/kernels/dropout.ts`), so that one seed
 * drops the same values in both: a hash of seed, layer, update and place decides.
 */
import type { Tensor, TensorFlow } from './tensorFlow.js';

export interface Dropout {
  readonly seed: number;
  /** Updates done so far. */
  readonly update: number;
}

/**
 * Factors of a sequence of values [B,T,U], or of [B,U] with one step: 0 with probability `rate`, else 1 / (1 - rate).
 * @param stream tells the masks of one update apart: four to a layer.
 */
export function dropoutFactors(
  tf: TensorFlow,
  { seed, update }: Dropout,
  stream: number,
  rate: number,
  [batch, steps, units]: readonly [number, number, number],
): Tensor {
  const size = batch * steps * units;
  const first = mix(seed + Math.imul(stream, 0x9e3779b9));
  const second = mix(mix(update + first));
  const kept = Math.fround(1 / Math.fround(1 - Math.fround(rate)));
  const limit = Math.floor(Math.fround(rate) * 2 ** 24);
  const factors = new Float32Array(size);
  for (let i = 0; i < size; i++) factors[i] = mix(mix(i + first) ^ second) >>> 8 < limit ? 0 : kept;
  // The embedded engine numbers its values step by step.
  return tf.tensor(factors, [steps, batch, units]).transpose([1, 0, 2]);
}

/** The finalizer of MurmurHash3 (Appleby). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
