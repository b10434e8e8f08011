import { Random } from '../../random.js';
import { type CountedSteps, countedSteps } from '../countedSteps.js';
import { elementwise, type InfluenceInput, type InfluenceResult } from './influence.js';

/** Smilkov 2017 finds little gain beyond 50 copies, and 10 to 20 % of the input's range a good deviation. */
const COPIES = 50;
const NOISE = 0.15;

/**
 * Mean of dy/dx over copies of the input with normal noise, whose deviation is 15 % of the sample's range (Smilkov
 * 2017, https://arxiv.org/abs/1706.03825). Every sample gets the same draws, so that its numbers do not depend on
 * which others are looked at with it.
 */
export async function smoothGrad({
  network,
  inputs,
  baseline,
  output,
  seed,
  pause,
}: InfluenceInput): Promise<InfluenceResult> {
  const size = baseline.length;
  const { features } = network.spec;
  const random = Random.for(seed, 'noise');
  const steps = countedSteps(network, inputs);
  const deviation = Float64Array.from({ length: inputs.length / size }, (_, n) => NOISE * rangeOf(inputs, n, steps));
  const mean = new Float64Array(inputs.length);
  for (let copy = 0; copy < COPIES; copy++) {
    await pause();
    const noise = Float64Array.from({ length: size }, () => random.normal());
    const noisy = inputs.map((x, i) => {
      const n = Math.floor(i / size);
      return steps.counts(n, Math.floor((i % size) / features)) ? x + deviation[n] * noise[i % size] : x;
    });
    const { gradient } = network.inputGradient(noisy, output);
    for (let i = 0; i < mean.length; i++) mean[i] += gradient[i] / COPIES;
  }
  return elementwise(mean, network);
}

/** Of the steps that count. */
function rangeOf(inputs: Float32Array, n: number, { length, numbers, counts }: CountedSteps): number {
  const size = inputs.length / numbers.length;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < size; at++) {
    if (!counts(n, Math.floor((at * length) / size))) continue;
    const value = inputs[n * size + at];
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return numbers[n] > 0 ? most - least : 0;
}
