/**
 * Keras 3's `.keras` files, which Keras from 2.12 on writes too: a zip archive of `config.json`, `metadata.json` and
 * `model.weights.h5` (https://github.com/keras-team/keras: keras/src/saving/saving_lib.py).
 */
import { ModelFormatError } from '../formatError.js';
import { Hdf5File, isHdf5 } from '../hdf5/read.js';
import { isRecord, parseJson } from '../json.js';
import { knownLayers, type LoadedModel, shapesIn } from '../loadedModel.js';
import { readScaling } from '../scaling.js';
import { unzip } from '../zip.js';
import { kerasChain } from './chain.js';
import { readLegacyHdf5 } from './legacy.js';
import { dialectOf } from './names.js';
import { kerasLayers } from './readLayer.js';
import { checkShape, collectWeights, layerGroups } from './weights.js';

export const CONFIG = 'config.json';
export const METADATA = 'metadata.json';
export const WEIGHTS = 'model.weights.h5';

/** @throws {ModelFormatError} naming the part or the layer that is damaged. */
export function readKerasArchive(bytes: Uint8Array): LoadedModel {
  // Keras 2 wrote HDF5 whatever the ending.
  if (isHdf5(bytes)) return readLegacyHdf5(bytes);
  const entries = unzip(bytes, [CONFIG, METADATA, WEIGHTS]);
  const part = (name: string) => {
    const found = entries.get(name);
    if (found) return found;
    throw new ModelFormatError(`The archive has no ${name}.`);
  };
  const json = (name: string) => parseJson(new TextDecoder().decode(part(name)), name);
  const chain = kerasChain(json(CONFIG));
  const about = entries.has(METADATA) ? json(METADATA) : undefined;
  const metadata = isRecord(about) ? about : {};
  const { length, features } = chain;
  const known = knownLayers(kerasLayers(chain.entries, dialectOf(metadata.keras_version), features));
  const shapes = shapesIn({ length, features, ...known });
  const groups = layerGroups(chain.classes);
  const file = new Hdf5File(part(WEIGHTS), WEIGHTS);
  // Keras 2.13 has another name for it.
  const root = file.has('layers') ? 'layers' : '_layer_checkpoint_dependencies';
  const weights = collectWeights(shapes, chain.entries, ({ layer }, { part, at, shape }) => {
    const place = [root, groups.get(layer.name), part].filter((one) => one !== '').join('/');
    const path = `${place}/vars/${at}`;
    // Keras 2 has an underscore before the parts of an attention layer.
    const found = file.array(path) ?? file.array(path.replace(/\/(\w+_dense\/vars)/, '/_$1'));
    if (!found) throw new ModelFormatError(`Layer "${layer.name}" has no weight ${path} in ${WEIGHTS}.`);
    checkShape(layer, path, found.shape, shape);
    return { shape, values: found.values() };
  });
  return {
    ...known,
    weights,
    length,
    features,
    scaling: readScaling(isRecord(metadata.lstmLens) ? metadata.lstmLens.scaling : undefined, features),
  };
}
