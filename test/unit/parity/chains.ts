/** Chains of every layer that ONNX holds, and of those that PyTorch has modules for. */
import type { Layer } from '../../../src/core/model/spec.js';
import { bidirectional, dense, gru, lstm, seedSpec, selfAttention, simpleRnn } from '../support/specs.js';

export interface WrittenChain {
  readonly name: string;
  readonly features: number;
  readonly layers: readonly Layer[];
  /** Whether PyTorch's modules compute all of it. */
  readonly torch: boolean;
}

const sequence = { returnSequences: true };
const chain = (name: string, features: number, torch: boolean, ...layers: Layer[]): WrittenChain => ({
  name,
  features,
  torch,
  layers,
});

export const CHAINS: readonly WrittenChain[] = [
  chain('the seed experiment', 1, true, ...seedSpec.layers),
  chain(
    'recurrent layers with other activations',
    3,
    false,
    lstm('one', 4, { ...sequence, activation: 'softsign', recurrentActivation: 'hardSigmoid' }),
    gru('two', 3, { ...sequence, resetAfter: false, activation: 'elu', recurrentActivation: 'hardSigmoid6' }),
    simpleRnn('three', 3, { ...sequence, activation: 'leakyRelu' }),
    simpleRnn('four', 3, { ...sequence, activation: 'softplus' }),
    lstm('five', 2, { activation: 'linear', useBias: false }),
    dense('six', 2),
  ),
  chain(
    'recurrent layers without bias',
    2,
    true,
    gru('one', 4, { ...sequence, useBias: false }),
    lstm('two', 4, { ...sequence, useBias: false }),
    simpleRnn('three', 3, { useBias: false, activation: 'relu' }),
    dense('four', 2, { useBias: false }),
  ),
  chain(
    'activations',
    2,
    true,
    gru('gru', 4),
    ...(['tanh', 'sigmoid', 'hardSigmoid', 'hardSigmoid6', 'relu', 'elu', 'selu'] as const).map((activation) =>
      dense(activation, 5, { activation }),
    ),
    ...(['softplus', 'softsign', 'exponential', 'leakyRelu', 'softmax'] as const).map((activation) =>
      dense(activation, 5, { activation }),
    ),
  ),
  chain('both directions', 2, true, bidirectional('a', gru('gru', 3, sequence)), bidirectional('b', lstm('lstm', 3))),
  chain(
    'both directions joined',
    2,
    true,
    ...(['sum', 'ave', 'mul'] as const).map((mode) => bidirectional(mode, lstm('lstm', 3, sequence), mode)),
  ),
  ...(['sum', 'ave', 'mul'] as const).map((mode) =>
    chain(`both directions at the end, ${mode}`, 2, true, bidirectional('a', simpleRnn('simpleRnn', 3), mode)),
  ),
  chain(
    'an encoder and a decoder',
    2,
    true,
    lstm('encoder', 4),
    { type: 'repeatVector', name: 'repeatVector_1', n: 3 },
    gru('decoder', 4, sequence),
    { type: 'layerNormalization', name: 'norm', epsilon: 1e-3, center: true, scale: true },
    dense('answer', 5, { activation: 'softmax' }),
  ),
  chain(
    'ids and attention',
    1,
    true,
    { type: 'embedding', name: 'ids', inputDim: 7, outputDim: 4, maskZero: false },
    selfAttention('look', 2, 2),
    { type: 'layerNormalization', name: 'norm', epsilon: 1e-5, center: false, scale: true },
    selfAttention('again', 1, 4, false),
    gru('reader', 3),
    dense('answer', 2, { activation: 'sigmoid' }),
  ),
  chain(
    'the mean of what attention gives',
    2,
    true,
    gru('encoder', 4, sequence),
    selfAttention('look', 2, 2),
    { type: 'globalAveragePooling1d', name: 'mean' },
    dense('answer', 1),
  ),
  chain(
    'attention of more units than it reads',
    2,
    false,
    lstm('encoder', 4, sequence),
    selfAttention('look', 2, 3),
    dense('answer', 1),
  ),
];
