import { gaussLegendre } from './gaussLegendre.js';
import { elementwise, type InfluenceInput, type InfluenceResult } from './influence.js';

/** Points of the path integral; Captum's number and rule. */
const PATH_POINTS = 50;

/**
 * (x - x') * mean of dy/dx along the straight path from the baseline x' to x (Sundararajan 2017), by Gauss–Legendre
 * quadrature; the values add up to y(x) - y(x') but for the completeness error.
 */
export async function integratedGradients({
  network,
  inputs,
  baseline,
  outputs,
  output,
  pause,
}: InfluenceInput): Promise<InfluenceResult> {
  const size = baseline.length;
  const samples = inputs.length / size;
  const { points, weights } = gaussLegendre(PATH_POINTS);
  const values = new Float64Array(inputs.length);
  const path = new Float32Array(inputs.length);
  for (const [p, alpha] of points.entries()) {
    await pause();
    for (let i = 0; i < inputs.length; i++) path[i] = baseline[i % size] + alpha * (inputs[i] - baseline[i % size]);
    const { gradient } = network.inputGradient(path, output);
    for (let i = 0; i < values.length; i++) values[i] += weights[p] * gradient[i] * (inputs[i] - baseline[i % size]);
  }
  const ground = network.predict(baseline)[output];
  const completenessError = Float64Array.from({ length: samples }, (_, n) => {
    let sum = 0;
    for (let i = n * size; i < (n + 1) * size; i++) sum += values[i];
    return Math.abs(sum - (outputs[n * network.outputSize + output] - ground));
  });
  return { ...elementwise(values, network), completenessError };
}
