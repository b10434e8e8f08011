/**
 * Influence methods: how much each input mattered. Every method works on any network through the engine's door, on
 * many samples at once, in the model's units: inputs and baseline standardized, results per unit of the model's
 * output. `inspect.ts` brings the results into the target's units.
 */
import type { InfluenceMethod } from '../../config/schema.js';
import type { LayerTrace, Network } from '../../engine/engine.js';

import { gaussLegendre } from './gaussLegendre.js';

export interface InfluenceInput {
  readonly network: Network;
  /** [N,T,F], the model's units. */
  readonly inputs: Float32Array;
  /** [T,F], the model's units. */
  readonly baseline: Float32Array;
  /** Traces of `inputs`, one entry per recurrent layer. */
  readonly layers: readonly LayerTrace[];
  /** [N,outputSize] of `inputs`. */
  readonly outputs: Float32Array;
  /** Which of the outputs is explained. */
  readonly output: number;
}

export interface InfluenceResult {
  /** [N,T,F], where the method is defined per element. */
  readonly values?: Float64Array;
  /** [N,T] */
  readonly perStep: Float64Array;
  /** [N] integrated gradients: |sum - (y(x) - y(baseline))|. */
  readonly completenessError?: Float64Array;
  /** Whether the numbers are in units of the model's output (else in units of the state). */
  readonly unit: 'output' | 'state';
}

type Method = (input: InfluenceInput) => InfluenceResult;

export const influenceMethods: Readonly<Record<InfluenceMethod, Method>> = {
  stateChange,
  gradientInput,
  integratedGradients,
  occlusion,
};

/**
 * Norm of h_t - h_{t-1} of the first recurrent layer, h_0 = 0: the stand-in for attention that most tutorials use.
 * It has no sign and does not know the output.
 */
function stateChange({ layers, inputs, network }: InfluenceInput): InfluenceResult {
  const { length, features } = network.spec;
  const samples = inputs.length / (length * features);
  if (layers.length === 0) return { perStep: new Float64Array(samples * length).fill(Number.NaN), unit: 'state' };
  return { perStep: stateChangeOf(layers[0], length), unit: 'state' };
}

/** Norm of the change of the hidden state at each step of one layer. @returns [N,T] */
export function stateChangeOf({ hidden, units }: LayerTrace, length: number): Float64Array {
  return Float64Array.from({ length: hidden.length / units }, (_, step) => {
    let sum = 0;
    for (let unit = 0; unit < units; unit++) {
      const at = step * units + unit;
      const before = step % length === 0 ? 0 : hidden[at - units];
      sum += (hidden[at] - before) ** 2;
    }
    return Math.sqrt(sum);
  });
}

/** (x - baseline) * dy/dx (Shrikumar 2016): exact on a linear model, blind to saturation. */
function gradientInput({ network, inputs, baseline, output }: InfluenceInput): InfluenceResult {
  const { gradient } = network.inputGradient(inputs, output);
  const values = Float64Array.from(gradient, (slope, i) => (inputs[i] - baseline[i % baseline.length]) * slope);
  return elementwise(values, network);
}

/** Points of the path integral; Captum's number and rule. */
const PATH_POINTS = 50;

/**
 * (x - x') * mean of dy/dx along the straight path from the baseline x' to x (Sundararajan 2017), by Gauss–Legendre
 * quadrature; the values add up to y(x) - y(x') but for the completeness error.
 */
function integratedGradients({ network, inputs, baseline, outputs, output }: InfluenceInput): InfluenceResult {
  const size = baseline.length;
  const samples = inputs.length / size;
  const { points, weights } = gaussLegendre(PATH_POINTS);
  const values = new Float64Array(inputs.length);
  const path = new Float32Array(inputs.length);
  for (const [p, alpha] of points.entries()) {
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

/**
 * y(x) - y(x with an element, or a whole step, replaced by the baseline) (Zeiler & Fergus 2014). `perStep` replaces the
 * whole step at once, so it is not the sum of the elements' values.
 */
function occlusion({ network, inputs, baseline, outputs, output }: InfluenceInput): InfluenceResult {
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

/** A result per element, whose steps are the sums over their features. */
function elementwise(values: Float64Array, network: Network): InfluenceResult {
  const { features } = network.spec;
  const perStep = new Float64Array(values.length / features);
  for (let i = 0; i < values.length; i++) perStep[Math.floor(i / features)] += values[i];
  return { values, perStep, unit: 'output' };
}
