/** Names of layers and of their settings in Keras's files, which those of TensorFlow.js follow. */
import type { DenseActivation, Layer } from '../../model/spec.js';

export const CLASSES: Readonly<Record<Layer['type'], string>> = {
  lstm: 'LSTM',
  gru: 'GRU',
  simpleRnn: 'SimpleRNN',
  bidirectional: 'Bidirectional',
  dense: 'Dense',
  timeDistributed: 'TimeDistributed',
  repeatVector: 'RepeatVector',
  globalAveragePooling1d: 'GlobalAveragePooling1D',
  dropout: 'Dropout',
  layerNormalization: 'LayerNormalization',
  embedding: 'Embedding',
  masking: 'Masking',
  // No layer of one input in Keras or TensorFlow.js; the name is ours.
  selfAttention: 'SelfAttention',
};

/** Keras's layer of several inputs that is our self-attention where all of them are the same. */
export const ATTENTION = 'MultiHeadAttention';

/** Who wrote a file, or is to read it: they mean different things by one name. */
export type Dialect = 'keras2' | 'keras3' | 'tensorflowjs';

/** Names of the activations where they differ from ours; undefined where there is no such activation. */
const ACTIVATION_NAMES: Readonly<Record<Dialect, Partial<Record<DenseActivation, string | undefined>>>> = {
  keras2: { hardSigmoid: 'hard_sigmoid', hardSigmoid6: undefined, leakyRelu: 'leaky_relu' },
  keras3: { hardSigmoid: undefined, hardSigmoid6: 'hard_sigmoid', leakyRelu: 'leaky_relu' },
  // Not known to TensorFlow.js itself are leaky_relu and hard_sigmoid_6.
  tensorflowjs: { hardSigmoid: 'hard_sigmoid', hardSigmoid6: 'hard_sigmoid_6', leakyRelu: 'leaky_relu' },
};

export function activationName(activation: DenseActivation, dialect: Dialect): string | undefined {
  const names = ACTIVATION_NAMES[dialect];
  return activation in names ? names[activation] : activation;
}

/** @param version of Keras, as a file states it; undefined where it states none. */
export function dialectOf(version: unknown): Dialect {
  if (typeof version === 'string' && version.startsWith('tfjs')) return 'tensorflowjs';
  return Number.parseInt(String(version), 10) >= 3 ? 'keras3' : 'keras2';
}

/** Our keys of a layer's config and how Keras spells them, with what a file means that leaves them out. */
export const KEYS: Readonly<
  Partial<Record<Layer['type'], Readonly<Record<string, [name: string, missing: unknown]>>>>
> = {
  lstm: { ...recurrentKeys(), ...gateKeys(), unitForgetBias: ['unit_forget_bias', true] },
  // TensorFlow.js writes no reset_after where it is false, Keras always writes it.
  gru: { ...recurrentKeys(), ...gateKeys(), resetAfter: ['reset_after', false] },
  simpleRnn: recurrentKeys(),
  dense: { units: ['units', undefined], activation: ['activation', 'linear'], useBias: ['use_bias', true] },
  repeatVector: { n: ['n', undefined] },
  dropout: { rate: ['rate', undefined] },
  layerNormalization: { epsilon: ['epsilon', 1e-3], center: ['center', true], scale: ['scale', true] },
  embedding: {
    inputDim: ['input_dim', undefined],
    outputDim: ['output_dim', undefined],
    maskZero: ['mask_zero', false],
  },
  masking: { maskValue: ['mask_value', 0] },
  selfAttention: { numHeads: ['num_heads', undefined], keyDim: ['key_dim', undefined], useBias: ['use_bias', true] },
};

function recurrentKeys(): Record<string, [string, unknown]> {
  return {
    units: ['units', undefined],
    activation: ['activation', 'tanh'],
    useBias: ['use_bias', true],
    returnSequences: ['return_sequences', false],
    dropout: ['dropout', 0],
    recurrentDropout: ['recurrent_dropout', 0],
  };
}

/** A file without it was written by TensorFlow.js, whose default is not Keras's. */
function gateKeys(): Record<string, [string, unknown]> {
  return { recurrentActivation: ['recurrent_activation', 'hard_sigmoid'] };
}

/** Whether a key of a layer names an activation. */
export function isActivation(key: string): boolean {
  return key === 'activation' || key === 'recurrentActivation';
}
