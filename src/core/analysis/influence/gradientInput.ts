import { elementwise, type InfluenceInput, type InfluenceResult } from './influence.js';

/** (x - baseline) * dy/dx (Shrikumar 2016): exact on a linear model, blind to saturation. */
export function gradientInput({ network, inputs, baseline, output }: InfluenceInput): InfluenceResult {
  const { gradient } = network.inputGradient(inputs, output);
  const values = Float64Array.from(gradient, (slope, i) => (inputs[i] - baseline[i % baseline.length]) * slope);
  return elementwise(values, network);
}
