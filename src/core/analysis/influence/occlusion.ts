import type { InfluenceInput, InfluenceResult } from './influence.js';

/**
 * y(x) - y(x with an element, or a whole step, replaced by the baseline) (Zeiler & Fergus 2014). `perStep` replaces the
 * whole step at once, so it is not the sum of the elements' values.
 */
export async function occlusion(input: InfluenceInput): Promise<InfluenceResult> {
  const { features } = input.network.spec;
  const perStep = await occlude(input, features);
  const values = features === 1 ? perStep : await occlude(input, 1);
  return { values, perStep, unit: 'output' };
}

/** Change of the output when each run of `width` elements is replaced by the baseline. @returns [N, T*F/width] */
async function occlude(
  { network, inputs, baseline, outputs, output, pause }: InfluenceInput,
  width: number,
): Promise<Float64Array> {
  const size = baseline.length;
  const samples = inputs.length / size;
  const runs = size / width;
  const change = new Float64Array(samples * runs);
  const occluded = new Float32Array(inputs.length);
  for (let run = 0; run < runs; run++) {
    await pause();
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
