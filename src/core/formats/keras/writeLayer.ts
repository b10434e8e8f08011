/** Layers as Keras and TensorFlow.js write them: a class name and a config in snake_case. */
import type { DenseActivation, Layer } from '../../model/spec.js';
import { UnsupportedLayerError } from '../formatError.js';
import { ATTENTION, activationName, CLASSES, type Dialect, isActivation, KEYS } from './names.js';

export interface KerasLayer {
  /** In files of Keras 3. */
  readonly module?: string;
  readonly registered_name?: null;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** @throws {UnsupportedLayerError} where the dialect has no such layer. */
export function toKerasLayer(layer: Layer, dialect: Dialect): KerasLayer {
  const config: Record<string, unknown> = { name: layer.name, trainable: true };
  for (const [key, [name]] of Object.entries(KEYS[layer.type] ?? {})) {
    const value = (layer as unknown as Record<string, unknown>)[key];
    config[name] = isActivation(key) ? writtenActivation(value as DenseActivation, layer, dialect) : value;
  }
  if (layer.type === 'bidirectional' || layer.type === 'timeDistributed') {
    config.layer = toKerasLayer(layer.layer, dialect);
  }
  if (layer.type === 'bidirectional') config.merge_mode = layer.mergeMode;
  if (layer.type === 'layerNormalization') config.axis = -1;
  if (dialect === 'tensorflowjs') {
    // TensorFlow.js knows only the implementations 1 and 2; 2 joins the gates into one product.
    if (layer.type === 'lstm' || layer.type === 'gru') config.implementation = 2;
    // It writes this one in camelCase; Keras does not mind one more key.
    if (layer.type === 'masking') config.maskValue = layer.maskValue;
    return { class_name: CLASSES[layer.type], config };
  }
  const className = layer.type === 'selfAttention' ? ATTENTION : CLASSES[layer.type];
  return { module: 'keras.layers', class_name: className, config, registered_name: null };
}

function writtenActivation(activation: DenseActivation, { name }: Layer, dialect: Dialect): string {
  const written = activationName(activation, dialect);
  if (written !== undefined) return written;
  const message = `Layer "${name}" has the activation "${activation}", which Keras 3 does not have.`;
  throw new UnsupportedLayerError(name, message);
}
