/**
 * Which steps of a sample count. Those that a mask leaves out are no information to begin with: no measure may change
 * them, since that would bring them in, and none may count them.
 */
import type { Network } from '../engine/engine.js';
import { leavesOut } from '../model/spec.js';

export interface CountedSteps {
  /** T */
  readonly length: number;
  /** [N] steps that count. */
  readonly numbers: Uint32Array;
  /** Whether a step of a sample counts. */
  counts(sample: number, step: number): boolean;
}

/** @param inputs [N,T,F], the model's units. */
export function countedSteps({ spec }: Pick<Network, 'spec'>, inputs: Float32Array): CountedSteps {
  const { length, features } = spec;
  const samples = inputs.length / (length * features);
  const leaves = leavesOut(spec);
  if (!leaves) return allSteps(samples, length);
  const kept = new Uint8Array(samples * length);
  const numbers = new Uint32Array(samples);
  for (let row = 0; row < kept.length; row++) {
    if (leaves(inputs.subarray(row * features, (row + 1) * features))) continue;
    kept[row] = 1;
    numbers[Math.floor(row / length)]++;
  }
  return { length, numbers, counts: (sample, step) => kept[sample * length + step] === 1 };
}

/** Of a model that leaves nothing out. */
export function allSteps(samples: number, length: number): CountedSteps {
  return { length, numbers: new Uint32Array(samples).fill(length), counts: () => true };
}

/**
 * The baseline of every sample: the same for all, but for the steps that do not count, which stay as they are.
 * @param baseline [T,F]
 * @param inputs [N,T,F]
 * @returns [N,T,F]
 */
export function ownBaselines(baseline: Float32Array, inputs: Float32Array, steps: CountedSteps): Float32Array {
  const size = baseline.length;
  const features = size / steps.length;
  return inputs.map((value, i) => {
    const at = i % size;
    return steps.counts(Math.floor(i / size), Math.floor(at / features)) ? baseline[at] : value;
  });
}
