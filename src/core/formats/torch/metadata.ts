/**
 * What this program adds to a safetensors file of its own, so that it opens without a config: its layers as a config
 * writes them. PyTorch does not look at it.
 */
import Type from 'typebox';
import Value from 'typebox/value';
import { nameLayers } from '../../config/experiment.js';
import { type LayerConfig, LayerSchema } from '../../config/layerSchema.js';
import type { Layer, ModelSpec } from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import type { Scaling } from '../loadedModel.js';
import { readScaling } from '../scaling.js';
import type { WrittenModel } from '../writtenModel.js';
import { kindFor } from './fit.js';
import { moduleNames } from './moduleNames.js';

const KEY = 'lstmLens';
const LayersSchema = Type.Array(LayerSchema, { minItems: 1, maxItems: 100 });

export interface Description extends Omit<ModelSpec, 'length'> {
  readonly length?: number;
  /** Module of each layer that has weights. */
  readonly names: Readonly<Record<string, string>>;
  readonly scaling?: Scaling;
}

/** @returns the file's metadata; `format` is what PyTorch's own files say. */
export function writeDescription({ spec, scaling, anyLength }: WrittenModel): Record<string, string> {
  const { layers, features } = spec;
  const length = anyLength ? undefined : spec.length;
  return { format: 'pt', [KEY]: JSON.stringify({ layers, length, features, scaling }) };
}

/** @throws {ModelFormatError} where what stands there is damaged. */
export function readDescription(metadata: Readonly<Record<string, string>>): Description | undefined {
  if (!Object.hasOwn(metadata, KEY)) return undefined;
  const { layers, length, features, scaling } = parse(metadata[KEY]);
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 1;
  if (!Value.Check(LayersSchema, layers) || !isSize(features) || !(length === undefined || isSize(length))) {
    throw new ModelFormatError(`The description of layers in its metadata ("${KEY}") is damaged.`);
  }
  const named = nameLayers(Value.Default(LayersSchema, layers) as LayerConfig[]);
  const names = modulesOf(named);
  return {
    layers: named,
    length: length as number | undefined,
    features: features as number,
    names,
    scaling: readScaling(scaling, features as number),
  };
}

/** By the layer's name, of each that has weights. */
function modulesOf(layers: readonly Layer[]): Record<string, string> {
  const modules = moduleNames(layers);
  const entries = layers.map((layer, index) => [layer, modules[index]] as const);
  return Object.fromEntries(entries.filter(([layer]) => kindFor(layer)).map(([{ name }, module]) => [name, module]));
}

function parse(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    throw new ModelFormatError(`The description of layers in its metadata ("${KEY}") is no JSON.`);
  }
}
