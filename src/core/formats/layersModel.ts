/**
 * TensorFlow.js LayersModel: `model.json` with the topology and one weight file beside it
 * (https://github.com/tensorflow/tfjs: tfjs-core/src/io/types.ts gives the format).
 */
import type { Scaler } from '../data/dataset.js';
import {
  ACTIVATIONS,
  type Activation,
  type Layer,
  type LayerWeights,
  layerShapes,
  type ModelSpec,
  type Tensor,
} from '../model/spec.js';

/** A model file that cannot be read; says which part. */
export class ModelFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelFormatError';
  }
}

/** The statistics that bring raw numbers into the model's units; they travel with the model. */
export interface Scaling {
  readonly input: Scaler;
  readonly target: Scaler;
}

export interface LoadedModel {
  readonly layers: readonly Layer[];
  readonly weights: readonly LayerWeights[];
  /** Steps and features where the file fixes them. */
  readonly length?: number;
  readonly features: number;
  readonly scaling?: Scaling;
}

export const WEIGHTS_FILE = 'weights.bin';

const KERAS_NAMES: Record<Tensor['name'], string> = {
  kernel: 'kernel',
  recurrentKernel: 'recurrent_kernel',
  bias: 'bias',
};

/** TensorFlow.js's names of the activations where they differ from Keras's own. */
const KERAS_ACTIVATIONS: Partial<Record<Activation, string>> = { hardSigmoid: 'hard_sigmoid' };

/** The text of `model.json` and the content of `weights.bin`. */
export function writeLayersModel(
  spec: ModelSpec,
  weights: readonly LayerWeights[],
  name: string,
  scaling?: Scaling,
): { json: string; weights: Uint8Array } {
  const layers = spec.layers.map((layer, index) => ({
    class_name: layer.type === 'lstm' ? 'LSTM' : 'Dense',
    config: {
      ...(index === 0 ? { batch_input_shape: [null, spec.length, spec.features] } : {}),
      ...layerConfig(layer),
    },
  }));
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
        paths: [WEIGHTS_FILE],
        weights: weights.flatMap(({ layer, tensors }) =>
          tensors.map((tensor) => ({
            name: `${layer}/${KERAS_NAMES[tensor.name]}`,
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

function layerConfig(layer: Layer): Record<string, unknown> {
  const kerasName = (activation: Activation) => KERAS_ACTIVATIONS[activation] ?? activation;
  const common = {
    name: layer.name,
    trainable: true,
    dtype: 'float32',
    units: layer.units,
    activation: kerasName(layer.activation),
    use_bias: layer.useBias,
  };
  if (layer.type === 'dense') return common;
  return {
    ...common,
    recurrent_activation: kerasName(layer.recurrentActivation),
    return_sequences: layer.returnSequences,
    unit_forget_bias: layer.unitForgetBias,
    // TensorFlow.js knows only the implementations 1 and 2; 2 joins the gates into one product.
    implementation: 2,
  };
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
  const model = record(parse(json), 'the file');
  if (model.format !== undefined && model.format !== 'layers-model') {
    throw new ModelFormatError(`Its format is ${JSON.stringify(model.format)}; only "layers-model" can be read.`);
  }
  const topology = record(model.modelTopology, 'modelTopology');
  // Keras's converter keeps the topology one level deeper than TensorFlow.js does.
  const config = record(topology.model_config ?? topology, 'the model');
  if (config.class_name !== 'Sequential') {
    throw new ModelFormatError(`Its class is ${JSON.stringify(config.class_name)}; only "Sequential" can be read.`);
  }
  const layerList = Array.isArray(config.config) ? config.config : record(config.config, 'config').layers;
  if (!Array.isArray(layerList)) throw new ModelFormatError('It has no list of layers.');
  const { layers, inputShape } = readLayers(layerList);
  const [length, features] = inputShape;
  if (features === undefined || features === null)
    throw new ModelFormatError('Its input shape [steps, features] is not stated.');
  const tensors = await readManifest(model.weightsManifest, readWeights);
  const weights = layerShapes({ length: length ?? 1, features, layers }).map((shape) => ({
    layer: shape.layer.name,
    tensors: shape.tensors.map(({ name, shape: wanted }) => takeTensor(tensors, shape.layer.name, name, wanted)),
  }));
  return {
    layers,
    weights,
    length: length ?? undefined,
    features,
    scaling: readScaling(model.userDefinedMetadata, features),
  };
}

function readLayers(list: readonly unknown[]): { layers: Layer[]; inputShape: (number | null)[] } {
  const layers: Layer[] = [];
  let inputShape: (number | null)[] = [];
  for (const [index, entry] of list.entries()) {
    const { class_name: type, config: unchecked } = record(entry, `layer ${index + 1}`);
    const config = record(unchecked, `layer ${index + 1}`);
    const shape = config.batch_input_shape ?? config.batch_shape;
    if (inputShape.length === 0 && Array.isArray(shape) && shape.length === 3) inputShape = shape.slice(1);
    if (type === 'InputLayer') continue;
    layers.push(readLayer(String(type), config, index));
  }
  return { layers, inputShape };
}

function readLayer(type: string, config: Record<string, unknown>, index: number): Layer {
  const name = typeof config.name === 'string' ? config.name : `layer_${index + 1}`;
  const { units } = config;
  if (type !== 'LSTM' && type !== 'Dense')
    throw new ModelFormatError(`Layer "${name}" is a ${type}, which is not supported.`);
  if (typeof units !== 'number' || !Number.isInteger(units) || units < 1 || units > 65536) {
    throw new ModelFormatError(`Layer "${name}" has no usable number of units.`);
  }
  if (type === 'Dense') {
    return {
      type: 'dense',
      name,
      units,
      activation: activationOf(config.activation, 'linear', name),
      useBias: config.use_bias !== false,
    };
  }
  for (const key of ['go_backwards', 'stateful']) {
    if (config[key] === true) throw new ModelFormatError(`Layer "${name}" sets ${key}, which is not supported.`);
  }
  return {
    type: 'lstm',
    name,
    units,
    returnSequences: config.return_sequences === true,
    activation: activationOf(config.activation, 'tanh', name),
    // A file without it was written by TensorFlow.js, whose default is not Keras's.
    recurrentActivation: activationOf(config.recurrent_activation, 'hardSigmoid', name),
    useBias: config.use_bias !== false,
    unitForgetBias: config.unit_forget_bias !== false,
  };
}

function activationOf(value: unknown, fallback: Activation, layer: string): Activation {
  if (value === undefined || value === null) return fallback;
  const known = ACTIVATIONS.find((name) => name === value || KERAS_ACTIVATIONS[name] === value);
  if (!known)
    throw new ModelFormatError(`Layer "${layer}" has the activation ${JSON.stringify(value)}, which is not supported.`);
  return known;
}

type NamedTensors = Map<string, { shape: readonly number[]; values: Float32Array }>;

async function readManifest(
  manifest: unknown,
  readWeights: (name: string) => Promise<Uint8Array>,
): Promise<NamedTensors> {
  if (!Array.isArray(manifest)) throw new ModelFormatError('It has no weightsManifest.');
  const tensors: NamedTensors = new Map();
  for (const [index, unchecked] of manifest.entries()) {
    const group = record(unchecked, `weightsManifest[${index}]`);
    if (!Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      throw new ModelFormatError(`weightsManifest[${index}] lacks paths or weights.`);
    }
    const parts = await Promise.all(group.paths.map((path) => readWeights(plainName(path))));
    const bytes = concatenate(parts);
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

function takeTensor(tensors: NamedTensors, layer: string, name: Tensor['name'], wanted: readonly number[]): Tensor {
  // "lstm_1/kernel" here; Keras's converter writes "lstm_1/lstm_cell/kernel".
  const found = [...tensors].find(([key]) => key.startsWith(`${layer}/`) && key.endsWith(`/${KERAS_NAMES[name]}`));
  if (!found) throw new ModelFormatError(`Layer "${layer}" has no weight "${KERAS_NAMES[name]}".`);
  const [, { shape, values }] = found;
  if (shape.join() !== wanted.join()) {
    throw new ModelFormatError(
      `Layer "${layer}": ${KERAS_NAMES[name]} has the shape [${shape}], but [${wanted}] is needed.`,
    );
  }
  return { name, shape, values };
}

function readScaling(metadata: unknown, features: number): Scaling | undefined {
  const scaling = (metadata as { lstmLens?: { scaling?: Scaling } } | undefined)?.lstmLens?.scaling;
  if (scaling === undefined) return undefined;
  const usable = (scaler: Scaler | undefined, columns?: number) =>
    [scaler?.mean, scaler?.deviation].every(
      (numbers) =>
        Array.isArray(numbers) && numbers.every(Number.isFinite) && numbers.length === (columns ?? numbers.length),
    );
  if (!usable(scaling.input, features) || !usable(scaling.target)) {
    throw new ModelFormatError('The scaling in its metadata is damaged.');
  }
  return scaling;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new ModelFormatError(`It is no JSON: ${(error as Error).message}.`);
  }
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ModelFormatError(`It is no LayersModel: ${what} is not an object.`);
}

function count(shape: unknown, name: string): number {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0)) {
    return shape.reduce((product: number, size: number) => product * size, 1);
  }
  throw new ModelFormatError(`Weight "${name}" has no usable shape.`);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
