/** Layers as Keras and TensorFlow.js write them: a class name, a config in snake_case, and names of weights. */
import {
  ACTIVATIONS,
  DENSE_ACTIVATIONS,
  type DenseActivation,
  type Layer,
  MERGE_MODES,
  type RecurrentLayer,
} from '../model/spec.js';
import { ModelFormatError, UnsupportedLayerError } from './formatError.js';

export interface KerasLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

const CLASSES: Readonly<Record<Layer['type'], string>> = {
  lstm: 'LSTM',
  gru: 'GRU',
  simpleRnn: 'SimpleRNN',
  bidirectional: 'Bidirectional',
  dense: 'Dense',
  timeDistributed: 'TimeDistributed',
  repeatVector: 'RepeatVector',
  dropout: 'Dropout',
  layerNormalization: 'LayerNormalization',
  embedding: 'Embedding',
  masking: 'Masking',
  // No layer of one input in Keras or TensorFlow.js; the name is ours.
  selfAttention: 'SelfAttention',
};

/** Keras's names of the activations where they differ from ours. */
const ACTIVATION_NAMES: Partial<Record<DenseActivation, string>> = {
  hardSigmoid: 'hard_sigmoid',
  leakyRelu: 'leaky_relu',
};

/** Our keys of a layer's config and how Keras spells them, with what a file means that leaves them out. */
const KEYS: Readonly<Partial<Record<Layer['type'], Readonly<Record<string, [name: string, missing: unknown]>>>>> = {
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

export function toKerasLayer(layer: Layer): KerasLayer {
  const config: Record<string, unknown> = { name: layer.name, trainable: true };
  for (const [key, [name]] of Object.entries(KEYS[layer.type] ?? {})) {
    const value = (layer as unknown as Record<string, unknown>)[key];
    config[name] = ACTIVATION_NAMES[value as DenseActivation] ?? value;
  }
  if (layer.type === 'bidirectional' || layer.type === 'timeDistributed') config.layer = toKerasLayer(layer.layer);
  if (layer.type === 'bidirectional') config.merge_mode = layer.mergeMode;
  if (layer.type === 'layerNormalization') config.axis = -1;
  // TensorFlow.js knows only the implementations 1 and 2; 2 joins the gates into one product.
  if (layer.type === 'lstm' || layer.type === 'gru') config.implementation = 2;
  // TensorFlow.js writes this one in camelCase; Keras does not mind one more key.
  if (layer.type === 'masking') config.maskValue = layer.maskValue;
  return { class_name: CLASSES[layer.type], config };
}

/**
 * @param fallbackName the layer's name where the file gives none.
 * @throws {UnsupportedLayerError} naming the layer and what of it is not supported.
 * @throws {ModelFormatError} where it is damaged.
 */
export function fromKerasLayer(
  className: string,
  config: Readonly<Record<string, unknown>>,
  fallbackName: string,
): Layer {
  const name = typeof config.name === 'string' ? config.name : fallbackName;
  const type = (Object.keys(CLASSES) as Layer['type'][]).find((known) => CLASSES[known] === className);
  if (!type) throw new UnsupportedLayerError(name, `Layer "${name}" is a ${className}, which is not supported.`);
  for (const key of ['go_backwards', 'stateful', 'time_major']) {
    if (config[key] === true)
      throw new UnsupportedLayerError(name, `Layer "${name}" sets ${key}, which is not supported.`);
  }
  if (type === 'bidirectional') {
    const layer = innerLayer(config, name) as RecurrentLayer;
    const mergeMode = MERGE_MODES.find((mode) => mode === (config.merge_mode ?? 'concat'));
    if (!mergeMode || !['lstm', 'gru', 'simpleRnn'].includes(layer.type)) {
      throw new UnsupportedLayerError(name, `Layer "${name}" joins its directions in a way that is not supported.`);
    }
    return { type, name, layer, mergeMode };
  }
  if (type === 'timeDistributed') {
    const layer = innerLayer(config, name);
    if (layer.type === 'dense') return { type, name, layer };
    throw new UnsupportedLayerError(
      name,
      `Layer "${name}" distributes a ${layer.type}; only a dense layer is supported.`,
    );
  }
  const keys = Object.entries(KEYS[type] ?? {});
  const activations: readonly DenseActivation[] = type === 'dense' ? DENSE_ACTIVATIONS : ACTIVATIONS;
  const values = keys.map(([key, [keras, missing]]) => {
    const value = config[keras] ?? missing;
    const activation = key === 'activation' || key === 'recurrentActivation';
    return [key, activation ? readActivation(value, activations, name) : readValue(key, value, keras, name)];
  });
  const layer = { type, name, ...Object.fromEntries(values) } as Layer;
  if (layer.type === 'masking' && typeof config.maskValue === 'number') {
    return { ...layer, maskValue: config.maskValue };
  }
  if (layer.type === 'layerNormalization') checkAxis(config.axis, name);
  return layer;
}

function innerLayer(config: Readonly<Record<string, unknown>>, name: string): Layer {
  const inner = config.layer as { class_name?: unknown; config?: unknown } | undefined;
  if (typeof inner?.config !== 'object' || inner.config === null) {
    throw new ModelFormatError(`Layer "${name}" wraps no layer.`);
  }
  return fromKerasLayer(String(inner.class_name), inner.config as Record<string, unknown>, name);
}

const COUNTS = ['units', 'n', 'inputDim', 'outputDim', 'numHeads', 'keyDim'];
const SWITCHES = ['useBias', 'returnSequences', 'unitForgetBias', 'resetAfter', 'center', 'scale', 'maskZero'];
const SHARES = ['rate', 'dropout', 'recurrentDropout'];
/** Larger layers are refused before anything is allocated. */
const LARGEST = 1_000_000;

function readValue(key: string, value: unknown, keras: string, layer: string): unknown {
  // Older files write null where the default holds.
  if (SWITCHES.includes(key)) return value !== false && value !== null;
  const number = typeof value === 'number' && Number.isFinite(value);
  const usable = COUNTS.includes(key)
    ? Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LARGEST
    : number && (!SHARES.includes(key) || (value >= 0 && value < 1));
  if (!usable) throw new ModelFormatError(`Layer "${layer}" has no usable ${keras}: ${JSON.stringify(value)}.`);
  return value;
}

function readActivation(value: unknown, allowed: readonly DenseActivation[], layer: string): DenseActivation {
  const known = allowed.find((name) => name === value || ACTIVATION_NAMES[name] === value);
  if (known) return known;
  throw new UnsupportedLayerError(
    layer,
    `Layer "${layer}" has the activation ${JSON.stringify(value)}, which is not supported.`,
  );
}

function checkAxis(axis: unknown, layer: string): void {
  const last = axis === undefined || [axis].flat().every((one) => one === -1 || one === 1 || one === 2);
  if (!last) throw new UnsupportedLayerError(layer, `Layer "${layer}" normalizes over another axis than the last.`);
}

/**
 * Keras's name of one of our weights, from the layer's own downwards.
 * For example `recurrentKernel` → `recurrent_kernel`, `forward.kernel` → `forward_lstm/kernel`,
 * `queryKernel` → `query/kernel`.
 */
export function kerasWeightName(layer: Layer, tensor: string): string {
  const dot = tensor.indexOf('.');
  if (dot >= 0 && layer.type === 'bidirectional') {
    return `${tensor.slice(0, dot)}_${layer.layer.name}/${kerasWeightName(layer.layer, tensor.slice(dot + 1))}`;
  }
  if (layer.type === 'selfAttention') return tensor.replace(/(Kernel|Bias)$/, (part) => `/${part.toLowerCase()}`);
  return tensor === 'recurrentKernel' ? 'recurrent_kernel' : tensor;
}
