/** Layers from the configs that Keras and TensorFlow.js have written. */
import {
  ACTIVATIONS,
  DENSE_ACTIVATIONS,
  type DenseActivation,
  isRecurrent,
  type Layer,
  MERGE_MODES,
} from '../../model/spec.js';
import { ModelFormatError, UnsupportedLayerError } from '../formatError.js';
import { isRecord, type JsonRecord, quoted } from '../json.js';
import { shapesIn } from '../loadedModel.js';
import type { KerasEntry } from './chain.js';
import { dotProductLayer } from './dotProduct.js';
import { ATTENTION, activationName, CLASSES, type Dialect, isActivation, KEYS } from './names.js';

/**
 * The layers of a chain, in order. An Activation behind a Dense without one becomes the Dense's own.
 * @param features of a step that the first reads.
 * @throws {UnsupportedLayerError} at the first that is not supported, {ModelFormatError} at one that is damaged.
 */
export function* kerasLayers(entries: readonly KerasEntry[], dialect: Dialect, features: number): Generator<Layer> {
  const given: Layer[] = [];
  const units = () => shapesIn({ layers: given, features }).at(-1)?.outputUnits ?? features;
  for (const layer of layersOf(entries, dialect, units)) {
    given.push(layer);
    yield layer;
  }
}

/** @param units values of a step that the layers so far give. */
function* layersOf(entries: readonly KerasEntry[], dialect: Dialect, units: () => number): Generator<Layer> {
  let sequence = true;
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at];
    if (entry.fault) throw new UnsupportedLayerError(entry.name, entry.fault);
    const refuse = (what: string) => new UnsupportedLayerError(entry.name, `Layer "${entry.name}" ${what}.`);
    const layer = dotProductLayer(entry, units, refuse) ?? fromKerasLayer(entry, dialect);
    if (layer.type === 'layerNormalization') checkAxis(entry, sequence);
    const next = entries[at + 1];
    if (layer.type === 'dense' && layer.activation === 'linear' && next?.className === 'Activation' && !next.fault) {
      at++;
      yield { ...layer, activation: readActivation(next.config.activation, DENSE_ACTIVATIONS, next.name, dialect) };
    } else yield layer;
    const recurrent = layer.type === 'bidirectional' ? layer.layer : layer;
    if (isRecurrent(recurrent)) sequence = recurrent.returnSequences;
    if (layer.type === 'repeatVector') sequence = true;
    if (layer.type === 'globalAveragePooling1d') sequence = false;
  }
}

type Wrapper = 'bidirectional' | 'timeDistributed';

function fromKerasLayer({ className, name, config }: KerasEntry, dialect: Dialect, wrapper?: Wrapper): Layer {
  const refuse = (what: string) => new UnsupportedLayerError(name, `Layer "${name}" ${what}.`);
  const known = className === ATTENTION ? 'SelfAttention' : className;
  const type = (Object.keys(CLASSES) as Layer['type'][]).find((one) => CLASSES[one] === known);
  if (!type) throw refuse(`is a ${quoted(className).slice(1, -1)}, which is not supported`);
  for (const key of UNSUPPORTED) {
    // Bidirectional asks for zeros itself.
    if (key === 'zero_output_for_mask' && wrapper === 'bidirectional') continue;
    if (config[key] !== undefined && config[key] !== null && config[key] !== false) {
      throw refuse(`sets ${key}, which is not supported`);
    }
  }
  if (type === 'bidirectional') return bidirectional(config, name, dialect);
  if (type === 'timeDistributed') {
    const layer = innerLayer(config.layer, name, dialect, type);
    if (layer.type === 'dense') return { type, name, layer };
    throw refuse(`distributes a ${layer.type}; only a dense layer is supported`);
  }
  const keys = Object.entries(KEYS[type] ?? {});
  const activations: readonly DenseActivation[] = type === 'dense' ? DENSE_ACTIVATIONS : ACTIVATIONS;
  const values = keys.map(([key, [keras, missing]]) => {
    const value = config[keras] ?? missing;
    return [
      key,
      isActivation(key) ? readActivation(value, activations, name, dialect) : readValue(key, value, keras, name),
    ];
  });
  const layer = { type, name, ...Object.fromEntries(values) } as Layer;
  if (layer.type === 'masking' && typeof config.maskValue === 'number') {
    return { ...layer, maskValue: config.maskValue };
  }
  if (layer.type === 'globalAveragePooling1d' && config.data_format === 'channels_first') {
    throw refuse('averages features instead of steps (channels_first), which is not supported');
  }
  if (layer.type === 'selfAttention' && (config.value_dim ?? layer.keyDim) !== layer.keyDim) {
    throw refuse(`has values of another size than its keys, which is not supported`);
  }
  return layer;
}

/** Settings that change what a layer computes, where they are set. */
const UNSUPPORTED = [
  ...['go_backwards', 'stateful', 'time_major', 'return_state', 'zero_output_for_mask'],
  // Of LayerNormalization and MultiHeadAttention.
  ...['rms_scaling', 'use_gate', 'sliding_window', 'output_shape'],
  // Of GlobalAveragePooling1D.
  'keepdims',
];

function bidirectional(config: JsonRecord, name: string, dialect: Dialect): Layer {
  const refuse = (what: string) => new UnsupportedLayerError(name, `Layer "${name}" ${what}.`);
  const type = 'bidirectional';
  const forward = innerLayer(config.layer, name, dialect, type);
  const mergeMode = MERGE_MODES.find((mode) => mode === (config.merge_mode ?? 'concat'));
  if (!mergeMode || !isRecurrent(forward)) throw refuse('joins its directions in a way that is not supported');
  if (isRecord(config.backward_layer) && isRecord(config.backward_layer.config)) {
    const turned = { ...config.backward_layer, config: { ...config.backward_layer.config, go_backwards: false } };
    const backward = innerLayer(turned, name, dialect, type);
    if (JSON.stringify({ ...backward, name: '' }) !== JSON.stringify({ ...forward, name: '' })) {
      throw refuse('has two directions that are not alike, which is not supported');
    }
  }
  // Keras adds the direction to the name.
  return { type, name, layer: { ...forward, name: forward.name.replace(/^forward_(?=.)/, '') }, mergeMode };
}

/** A wrapper holds a plain layer only, so that no file nests them without end. */
function innerLayer(inner: unknown, name: string, dialect: Dialect, wrapper: Wrapper): Layer {
  if (!isRecord(inner) || !isRecord(inner.config)) throw new ModelFormatError(`Layer "${name}" wraps no layer.`);
  const { class_name, config } = inner;
  const className = String(class_name);
  if (className === CLASSES.bidirectional || className === CLASSES.timeDistributed) {
    throw new UnsupportedLayerError(name, `Layer "${name}" wraps a ${className}, which is not supported.`);
  }
  const entry = { className, name: typeof config.name === 'string' ? config.name : name, config };
  return fromKerasLayer(entry, dialect, wrapper);
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
  if (!usable) throw new ModelFormatError(`Layer "${layer}" has no usable ${keras}: ${quoted(value)}.`);
  return value;
}

function readActivation(
  value: unknown,
  allowed: readonly DenseActivation[],
  layer: string,
  dialect: Dialect,
): DenseActivation {
  const known = allowed.find((name) => activationName(name, dialect) === value);
  if (known) return known;
  const message = `Layer "${layer}" has the activation ${quoted(value)}, which is not supported.`;
  throw new UnsupportedLayerError(layer, message);
}

function checkAxis({ name, config: { axis = -1 } }: KerasEntry, sequence: boolean): void {
  const last = [axis].flat().every((one) => one === -1 || one === (sequence ? 2 : 1));
  if (last) return;
  throw new UnsupportedLayerError(name, `Layer "${name}" normalizes over another axis than the last.`);
}
