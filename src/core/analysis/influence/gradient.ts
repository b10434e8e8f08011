import { elementwise, type InfluenceInput, type InfluenceResult } from './influence.js';

/**
 * dy/dx (Simonyan 2014, https://arxiv.org/abs/1312.6034): what a small change of the input would do. Units of the
 * output per unit of the input as the model sees it.
 */
export function gradient({ network, inputs, output }: InfluenceInput): InfluenceResult {
  return elementwise(Float64Array.from(network.inputGradient(inputs, output).gradient), network);
}
