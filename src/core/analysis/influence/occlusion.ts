import type { Network } from '../../engine/engine.js';
import type { InfluenceInput, InfluenceResult } from './influence.js';

/**
 * y(x) - y(x with an element, or a whole step, replaced by the baseline) (Zeiler & Fergus 2014). `perStep` replaces the
 * whole step at once, so it is not the sum of the elements' values.
 */
export function occlusion({ network, inputs, baseline, outputs, output }: InfluenceInput): InfluenceResult {
  const { features } = network.spec;
  const perStep = occlude(network, inputs, baseline, outputs, output, features);
  const values = features === 1 ? perStep : occlude(network, inputs, baseline, outputs, output, 1);
  return { values, perStep, unit: 'output' };
}

/** Change of the output when each run of `width` elements is replaced by the baseline. @returns [N, T*F/width] */
function occlude(
  network: Network,
  inputs: Float32Array,
  baseline: Float32Array,
  outputs: Float32Array,
  output: number,
  width: number,
): Float64Array {
  const size = baseline.length;
  const samples = inputs.length / size;
  const runs = size / width;
  const change = new Float64Array(samples * runs);
  const occluded = new Float32Array(inputs.length);
  for (let run = 0; run < runs; run++) {
    occluded.set(inputs);
    const hidden = baseline.subarray(run * width, (run + 1) * width);
    for (let n = 0; n < samples; n++) occluded.set(hidden, n * size + run * width);
    const without = network.predict(occluded);
    for (let n = 0; n < samples; n++) {
      const at = n * network.outputSize + output;
      change[n * runs + run] = outputs[at] - without[at];
    }
  }
  return change;
}
