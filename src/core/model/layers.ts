/** The layers of a model as data, every default filled in. Names and defaults are Keras's (https://keras.io/api/layers/). */

/**
 * Activations of single values. `hardSigmoid` is clip(0.2 x + 0.5, 0, 1), as in Keras 2, TensorFlow.js and ONNX;
 * `hardSigmoid6` is clip(x / 6 + 0.5, 0, 1), which Keras 3 and PyTorch call hard sigmoid; `leakyRelu` has Keras's slope
 * of 0.2 below zero.
 */
export const ACTIVATIONS = [
  ...['linear', 'tanh', 'sigmoid', 'hardSigmoid', 'relu'],
  ...['elu', 'selu', 'softplus', 'softsign', 'exponential', 'leakyRelu', 'hardSigmoid6'],
] as const;
export type Activation = (typeof ACTIVATIONS)[number];
/** Those of a dense layer: `softmax` goes over all its units. */
export const DENSE_ACTIVATIONS = [...ACTIVATIONS, 'softmax'] as const;
export type DenseActivation = (typeof DENSE_ACTIVATIONS)[number];

/** Inner values of a recurrent layer's step besides its states, in the order in which its weights hold them. */
export const GATES = {
  lstm: ['input', 'forget', 'candidate', 'output'],
  gru: ['update', 'reset', 'candidate'],
  simpleRnn: [],
} as const;
export type RecurrentType = keyof typeof GATES;
export type Gate = (typeof GATES)[RecurrentType][number];

interface Named {
  readonly name: string;
}

interface Recurrent extends Named {
  readonly units: number;
  readonly returnSequences: boolean;
  readonly activation: Activation;
  readonly useBias: boolean;
  /** Share of the inputs and of the state's units that training drops, the same at all steps of a sequence. */
  readonly dropout: number;
  readonly recurrentDropout: number;
}

export interface LstmLayer extends Recurrent {
  readonly type: 'lstm';
  readonly recurrentActivation: Activation;
  readonly unitForgetBias: boolean;
}

export interface GruLayer extends Recurrent {
  readonly type: 'gru';
  readonly recurrentActivation: Activation;
  /** Whether the reset gate works on the recurrent product (as in cuDNN) or on the state before it. */
  readonly resetAfter: boolean;
}

export interface SimpleRnnLayer extends Recurrent {
  readonly type: 'simpleRnn';
}

export type RecurrentLayer = LstmLayer | GruLayer | SimpleRnnLayer;

/** How the two directions are joined: side by side, or value by value. */
export const MERGE_MODES = ['concat', 'sum', 'ave', 'mul'] as const;
export type MergeMode = (typeof MERGE_MODES)[number];

/** Two layers alike, one of which reads the steps from last to first. */
export interface BidirectionalLayer extends Named {
  readonly type: 'bidirectional';
  readonly layer: RecurrentLayer;
  readonly mergeMode: MergeMode;
}

export interface DenseLayer extends Named {
  readonly type: 'dense';
  readonly units: number;
  readonly activation: DenseActivation;
  readonly useBias: boolean;
}

/** A dense layer at every step. */
export interface TimeDistributedLayer extends Named {
  readonly type: 'timeDistributed';
  readonly layer: DenseLayer;
}

/** One vector becomes a sequence of `n` of it. */
export interface RepeatVectorLayer extends Named {
  readonly type: 'repeatVector';
  readonly n: number;
}

/** The mean of all steps that are not left out, as a vector; zeros where all are. */
export interface GlobalAveragePooling1dLayer extends Named {
  readonly type: 'globalAveragePooling1d';
}

export interface DropoutLayer extends Named {
  readonly type: 'dropout';
  readonly rate: number;
}

/** Over the last axis (Ba 2016). */
export interface LayerNormalizationLayer extends Named {
  readonly type: 'layerNormalization';
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

/** Ids, one a step, become vectors. */
export interface EmbeddingLayer extends Named {
  readonly type: 'embedding';
  /** Number of ids. */
  readonly inputDim: number;
  readonly outputDim: number;
  /** Whether steps with id 0 are left out by the layers behind. */
  readonly maskZero: boolean;
}

/** Steps whose values are all `maskValue` are left out by the layers behind. */
export interface MaskingLayer extends Named {
  readonly type: 'masking';
  readonly maskValue: number;
}

/** Scaled dot-product attention of a sequence over itself (Vaswani 2017), as Keras's MultiHeadAttention(x, x). */
export interface SelfAttentionLayer extends Named {
  readonly type: 'selfAttention';
  readonly numHeads: number;
  /** Values of a query, key and value of one head. */
  readonly keyDim: number;
  readonly useBias: boolean;
}

export type Layer =
  | RecurrentLayer
  | BidirectionalLayer
  | DenseLayer
  | TimeDistributedLayer
  | RepeatVectorLayer
  | GlobalAveragePooling1dLayer
  | DropoutLayer
  | LayerNormalizationLayer
  | EmbeddingLayer
  | MaskingLayer
  | SelfAttentionLayer;

export function isRecurrent(layer: Layer): layer is RecurrentLayer {
  return layer.type in GATES;
}
