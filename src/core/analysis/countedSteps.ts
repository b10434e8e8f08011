/**
 * Which steps of a sample count. Those that a mask leaves out are no information to begin with: no measure may change
 * them, since that would bring them in, and none may count them.
 */
import type { Network } from '../engine/engine.js';
import type { Layer } from '../model/layers.js';
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

/**
 * The same as a recurrent layer sees it. A mask goes as far as there are the input's steps: behind a layer that gives one
 * state, an average or repetitions, all steps are the layer's own and count.
 * @param layer name of the recurrent layer, as its trace has it.
 * @param steps T of the layer.
 */
export function countedIn({ spec }: Pick<Network, 'spec'>, layer: string, counted: CountedSteps, steps: number) {
  // The two directions of a bidirectional layer are traced as layers of their own.
  const name = layer.replace(/\.(for|back)ward$/, '');
  const at = spec.layers.findIndex((one) => one.name === name);
  const before = spec.layers.slice(0, Math.max(0, at));
  return before.some(endsMask) ? allSteps(counted.numbers.length, steps) : counted;
}

function endsMask(layer: Layer): boolean {
  if (layer.type === 'bidirectional') return endsMask(layer.layer);
  if (layer.type === 'repeatVector' || layer.type === 'globalAveragePooling1d') return true;
  return 'returnSequences' in layer && !layer.returnSequences;
}

/** The rows [R,H] of values [N,T,H] whose step counts; the values themselves where all do. */
export function countedRows(
  values: Float32Array,
  units: number,
  { length, numbers, counts }: CountedSteps,
): Float32Array {
  const kept = numbers.reduce((sum, number) => sum + number, 0);
  if (kept * units === values.length) return values;
  const rows = new Float32Array(kept * units);
  let to = 0;
  for (let row = 0; row < values.length / units; row++) {
    if (!counts(Math.floor(row / length), row % length)) continue;
    rows.set(values.subarray(row * units, (row + 1) * units), to);
    to += units;
  }
  return rows;
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
