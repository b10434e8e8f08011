/** PyTorch weights in a safetensors file, read as the layers that a config names. */
import type { Layer } from '../../model/spec.js';
import { ModelFormatError, ModelMismatchError } from '../formatError.js';
import { type LoadedModel, shapesIn } from '../loadedModel.js';
import { readSafetensors } from '../safetensors.js';
import { inferLayers } from './inferLayers.js';
import { matchParts } from './match.js';
import { readDescription } from './metadata.js';
import { describeParts, type TorchPart, torchParts } from './modules.js';
import { weightsFromTorch } from './weights.js';

/** Each is held against each layer. */
const MOST_MODULES = 10_000;

/**
 * @param bytes of the file.
 * @param options `layers` are needed unless this program wrote the file.
 * @throws {ModelMismatchError} where the layers and the file's modules do not fit; {ModelFormatError} where the file
 * is damaged.
 */
export function readTorch(
  bytes: Uint8Array,
  { layers, names }: { layers?: readonly Layer[]; names?: Readonly<Record<string, string>> },
): LoadedModel {
  const file = readSafetensors(bytes);
  const parts = torchParts(file);
  if (parts.length > MOST_MODULES) {
    throw new ModelFormatError(`It has ${parts.length} modules; at most ${MOST_MODULES} are looked through.`);
  }
  const own = readDescription(file.metadata);
  const wanted = layers ?? own?.layers;
  if (!wanted) throw withoutLayers(parts);
  const matched = matchParts(wanted, parts, names ?? (layers ? undefined : own?.names));
  const model = { layers: wanted, length: own?.length, features: featuresOf(wanted, matched, own?.features) };
  const weights = shapesIn(model).map((shape, index) => {
    const part = matched[index];
    return { layer: shape.layer.name, tensors: part ? weightsFromTorch(shape, part) : [] };
  });
  return { ...model, weights, scaling: own?.scaling };
}

/** The first layer with weights says what the model reads; those before it change nothing in that. */
function featuresOf(layers: readonly Layer[], matched: readonly (TorchPart | undefined)[], told?: number): number {
  const first = matched.findIndex((part) => part);
  if (first < 0) throw new ModelFormatError('None of the layers has weights.');
  if (layers[first].type === 'embedding') return 1;
  const { inputs } = matched[first]!;
  if (told !== undefined && told !== inputs) {
    throw new ModelFormatError(`Its metadata says ${told} features, but its first module reads ${inputs}.`);
  }
  return inputs;
}

function withoutLayers(parts: readonly TorchPart[]): ModelMismatchError {
  const holds = parts.length === 0 ? 'no tensors' : describeParts(parts);
  const message = `The file holds weights but no layers (${holds}): write "layers" in "model".`;
  const layers = inferLayers(parts);
  if (!layers) return new ModelMismatchError(message, ['model', 'from']);
  const fit = `These would fit: ${JSON.stringify(layers)}; activations are not in the file.`;
  const fix = { title: 'Insert the layers that fit the file', path: ['model', 'layers'], value: layers };
  return new ModelMismatchError(`${message} ${fit}`, ['model', 'from'], [fix]);
}
