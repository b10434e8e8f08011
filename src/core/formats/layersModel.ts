/**
 * TensorFlow.js LayersModel: `model.json` with the topology and one weight file beside it
 * (https://github.com/tensorflow/tfjs: tfjs-core/src/io/types.ts gives the format).
 */
import { concatenate } from '../bytes.js';
import type { Layer, LayerWeights, Tensor } from '../model/spec.js';
import { ModelFormatError } from './formatError.js';
import { isRecord, parseJson, quoted, record } from './json.js';
import { kerasChain } from './keras/chain.js';
import { dotProductWeights } from './keras/dotProduct.js';
import { dialectOf } from './keras/names.js';
import { kerasLayers } from './keras/readLayer.js';
import { toKerasLayer } from './keras/writeLayer.js';
import { knownLayers, type LoadedModel, shapesIn } from './loadedModel.js';
import { readScaling } from './scaling.js';
import type { WrittenModel } from './writtenModel.js';

export const WEIGHTS_FILE = 'weights.bin';

/** The text of `model.json` and the content of its weight file. */
export function writeLayersModel(
  { name, spec, weights, scaling, anyLength }: WrittenModel,
  weightsFile = WEIGHTS_FILE,
): { json: string; weights: Uint8Array } {
  const [first] = spec.layers;
  const inputShape = [null, anyLength ? null : spec.length, ...(first?.type === 'embedding' ? [] : [spec.features])];
  const layers = spec.layers.map((layer, index) => {
    const { class_name, config } = toKerasLayer(layer, 'tensorflowjs');
    const own = index === 0 ? { batch_input_shape: inputShape, dtype: 'float32' } : {};
    return { class_name, config: { ...own, ...config } };
  });
  const model = {
    format: 'layers-model',
    generatedBy: 'LSTM Lens',
    convertedBy: null,
    modelTopology: {
      class_name: 'Sequential',
      config: { name: name.replace(/[^A-Za-z0-9_.-]/g, '_'), layers },
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
    weightsManifest: [
      {
        paths: [weightsFile],
        weights: weights.flatMap(({ layer, tensors }, index) =>
          tensors.map((tensor) => ({
            name: `${layer}/${kerasWeightName(spec.layers[index], tensor.name)}`,
            shape: tensor.shape,
            dtype: 'float32',
          })),
        ),
      },
    ],
    ...(scaling ? { userDefinedMetadata: { lstmLens: { scaling } } } : {}),
  };
  return { json: JSON.stringify(model, null, 1), weights: weightBytes(weights) };
}

/** All weights in order, little-endian float32: the content of the weight file and of a checkpoint. */
export function weightBytes(weights: readonly LayerWeights[]): Uint8Array {
  const arrays = weights.flatMap(({ tensors }) => tensors.map(({ values }) => values));
  const view = new DataView(new ArrayBuffer(4 * arrays.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const values of arrays) for (const value of values) view.setFloat32(4 * at++, value, true);
  return new Uint8Array(view.buffer);
}

/**
 * Reads a LayersModel whose layers this program knows.
 * @param json text of `model.json`.
 * @param readWeights gives a weight file by its name; names with a path are refused before it is called.
 * @throws {ModelFormatError} naming the layer or the part that does not fit.
 */
export async function readLayersModel(
  json: string,
  readWeights: (name: string) => Promise<Uint8Array>,
): Promise<LoadedModel> {
  const model = record(parseJson(json, 'The file'), 'The file');
  if (model.format !== undefined && model.format !== 'layers-model') {
    throw new ModelFormatError(`Its format is ${quoted(model.format)}; only "layers-model" can be read.`);
  }
  const topology = record(model.modelTopology, 'Its modelTopology');
  // Keras's converter keeps the topology one level deeper than TensorFlow.js does.
  const { entries, length, features } = kerasChain(topology.model_config ?? topology);
  const known = knownLayers(kerasLayers(entries, dialectOf(topology.keras_version), features));
  const tensors = await readManifest(model.weightsManifest, readWeights);
  const weights = shapesIn({ length, features, ...known }).map((shape) => ({
    layer: shape.layer.name,
    tensors:
      dotProductWeights(entries, shape) ??
      shape.tensors.map(({ name, shape: wanted }) => takeTensor(tensors, shape.layer, name, wanted)),
  }));
  const metadata = isRecord(model.userDefinedMetadata) ? model.userDefinedMetadata : {};
  return {
    ...known,
    weights,
    length,
    features,
    scaling: readScaling(isRecord(metadata.lstmLens) ? metadata.lstmLens.scaling : undefined, features),
  };
}

type NamedTensors = Map<string, { shape: readonly number[]; values: Float32Array }>;

async function readManifest(
  manifest: unknown,
  readWeights: (name: string) => Promise<Uint8Array>,
): Promise<NamedTensors> {
  if (!Array.isArray(manifest)) throw new ModelFormatError('It has no weightsManifest.');
  const tensors: NamedTensors = new Map();
  const seen = new Set<string>();
  const readOnce = async (path: unknown): Promise<Uint8Array> => {
    const name = plainName(path);
    // A file that is read again and again would fill the memory.
    if (seen.has(name)) throw new ModelFormatError(`It names the weight file ${name} twice.`);
    seen.add(name);
    return readWeights(name);
  };
  for (const [index, unchecked] of manifest.entries()) {
    const group = record(unchecked, `weightsManifest[${index}]`);
    if (!Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      throw new ModelFormatError(`weightsManifest[${index}] lacks paths or weights.`);
    }
    const parts = await Promise.all(group.paths.map(readOnce));
    const bytes = parts.length === 1 ? parts[0] : concatenate(parts);
    let offset = 0;
    for (const [at, entry] of group.weights.entries()) {
      const { name, shape, dtype, quantization } = record(entry, `weight ${at + 1}`);
      const values = count(shape, String(name));
      if (dtype !== 'float32' || quantization !== undefined) {
        throw new ModelFormatError(`Weight "${name}" is not plain float32.`);
      }
      if (offset + 4 * values > bytes.length) {
        throw new ModelFormatError(
          `Weight "${name}" ends at byte ${offset + 4 * values}, but the weight files have ${bytes.length}.`,
        );
      }
      const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 4 * values);
      tensors.set(String(name), {
        shape: shape as number[],
        values: Float32Array.from({ length: values }, (_, i) => view.getFloat32(4 * i, true)),
      });
      offset += 4 * values;
    }
  }
  return tensors;
}

/** A weight file stands beside its `model.json`, nowhere else. */
function plainName(path: unknown): string {
  if (typeof path === 'string' && /^[^/\\:]+$/.test(path) && path !== '..' && path !== '.') return path;
  throw new ModelFormatError(`The weight file ${JSON.stringify(path)} does not stand beside the model file.`);
}

/**
 * Keras's name of one of our weights, from the layer's own downwards.
 * For example `recurrentKernel` → `recurrent_kernel`, `forward.kernel` → `forward_lstm/kernel`,
 * `queryKernel` → `query/kernel`.
 */
function kerasWeightName(layer: Layer, tensor: string): string {
  const dot = tensor.indexOf('.');
  if (dot >= 0 && layer.type === 'bidirectional') {
    return `${tensor.slice(0, dot)}_${layer.layer.name}/${kerasWeightName(layer.layer, tensor.slice(dot + 1))}`;
  }
  if (layer.type === 'selfAttention') return tensor.replace(/(Kernel|Bias)$/, (part) => `/${part.toLowerCase()}`);
  return tensor === 'recurrentKernel' ? 'recurrent_kernel' : tensor;
}

function takeTensor(tensors: NamedTensors, layer: Layer, name: string, wanted: readonly number[]): Tensor {
  const keras = kerasWeightName(layer, name);
  const [direction] = name.includes('.') ? [`/${name.split('.')[0]}_`] : [''];
  const last = keras.slice(keras.lastIndexOf('/') + 1);
  const part = layer.type === 'selfAttention' ? keras : last;
  // "lstm_1/kernel" here; Keras's converter writes "lstm_1/lstm_cell/kernel".
  const found = [...tensors].find(
    ([key]) => key.startsWith(`${layer.name}/`) && key.includes(direction) && key.endsWith(`/${part}`),
  );
  if (!found) throw new ModelFormatError(`Layer "${layer.name}" has no weight "${keras}".`);
  const [, { shape, values }] = found;
  if (shape.join() !== wanted.join()) {
    throw new ModelFormatError(`Layer "${layer.name}": ${keras} has the shape [${shape}], but [${wanted}] is needed.`);
  }
  return { name, shape, values };
}

function count(shape: unknown, name: string): number {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0)) {
    return shape.reduce((product: number, size: number) => product * size, 1);
  }
  throw new ModelFormatError(`Weight "${name}" has no usable shape.`);
}
