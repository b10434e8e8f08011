/**
 * The HDF5 files of Keras 2, tf.keras, and of Keras 3 where it is asked for them: `model_config` at the root, the weights
 * below `model_weights`, in a group a layer (https://github.com/keras-team/keras: keras/src/legacy/saving).
 */
import { ModelFormatError } from '../formatError.js';
import { Hdf5File } from '../hdf5/read.js';
import { parseJson } from '../json.js';
import { knownLayers, type LoadedModel, shapesIn } from '../loadedModel.js';
import { kerasChain } from './chain.js';
import { dialectOf } from './names.js';
import { kerasLayers } from './readLayer.js';
import { checkShape, collectWeights } from './weights.js';

/** @throws {ModelFormatError} naming the part or the layer that is damaged. */
export function readLegacyHdf5(bytes: Uint8Array): LoadedModel {
  const file = new Hdf5File(bytes, 'The file');
  const [config] = file.texts('', 'model_config') ?? [];
  if (config === undefined) {
    throw new ModelFormatError('It has no attribute model_config: it holds weights only, or is no model of Keras.');
  }
  const { entries, length, features } = kerasChain(parseJson(config, 'Its attribute model_config'));
  const [version] = file.texts('', 'keras_version') ?? [];
  const known = knownLayers(kerasLayers(entries, dialectOf(version), features));
  const names = new Map(known.layers.map(({ name }) => [name, weightNames(file, name)]));
  const shapes = shapesIn({ length, features, ...known });
  const weights = collectWeights(shapes, entries, ({ layer, tensors }, { shape }, index) => {
    const own = names.get(layer.name) ?? [];
    if (own.length !== tensors.length) {
      const places = `weight_names of model_weights/${layer.name}`;
      throw new ModelFormatError(`Layer "${layer.name}" needs ${tensors.length} weights; ${places} has ${own.length}.`);
    }
    const path = `model_weights/${layer.name}/${own[index]}`;
    const found = file.array(path);
    if (!found) throw new ModelFormatError(`Layer "${layer.name}" has no weight ${path}.`);
    checkShape(layer, path, found.shape, shape);
    return { shape, values: found.values() };
  });
  return { ...known, weights, length, features };
}

/** Names that do not fit into one attribute go on in numbered ones. */
function weightNames(file: Hdf5File, layer: string): string[] {
  const group = `model_weights/${layer}`;
  const whole = file.texts(group, 'weight_names');
  if (whole) return whole;
  const all: string[] = [];
  for (let part = 0; ; part++) {
    const names = file.texts(group, `weight_names${part}`);
    if (!names) return all;
    all.push(...names);
  }
}
