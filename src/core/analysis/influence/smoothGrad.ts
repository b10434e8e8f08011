import { Random } from '../../random.js';
import { elementwise, type InfluenceInput, type InfluenceResult } from './influence.js';

/** Smilkov 2017 finds little gain beyond 50 copies, and 10 to 20 % of the input's range a good deviation. */
const COPIES = 50;
const NOISE = 0.15;

/**
 * Mean of dy/dx over copies of the input with normal noise, whose deviation is 15 % of the sample's range (Smilkov
 * 2017, https://arxiv.org/abs/1706.03825). Every sample gets the same draws, so that its numbers do not depend on
 * which others are looked at with it.
 */
export function smoothGrad({ network, inputs, baseline, output, seed }: InfluenceInput): InfluenceResult {
  const size = baseline.length;
  const random = Random.for(seed, 'noise');
  const deviation = Float64Array.from({ length: inputs.length / size }, (_, n) => NOISE * rangeOf(inputs, n, size));
  const mean = new Float64Array(inputs.length);
  for (let copy = 0; copy < COPIES; copy++) {
    const noise = Float64Array.from({ length: size }, () => random.normal());
    const noisy = inputs.map((x, i) => x + deviation[Math.floor(i / size)] * noise[i % size]);
    const { gradient } = network.inputGradient(noisy, output);
    for (let i = 0; i < mean.length; i++) mean[i] += gradient[i] / COPIES;
  }
  return elementwise(mean, network);
}

function rangeOf(inputs: Float32Array, n: number, size: number): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = n * size; i < (n + 1) * size; i++) {
    least = Math.min(least, inputs[i]);
    most = Math.max(most, inputs[i]);
  }
  return most - least;
}
