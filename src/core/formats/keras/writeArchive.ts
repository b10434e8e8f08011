/** Writes `.keras` files that Keras 3 opens: see `archive.ts`. */
import { type Zippable, zipSync } from 'fflate';
import { type LayerShape, type LayerWeights, layerShapes } from '../../model/spec.js';
import { type NamedArray, writeHdf5 } from '../hdf5/write.js';
import type { WrittenModel } from '../writtenModel.js';
import { CONFIG, METADATA, WEIGHTS } from './archive.js';
import { kerasTensors, layerGroups } from './weights.js';
import { type KerasLayer, toKerasLayer } from './writeLayer.js';

/** Of the Keras whose layout this is. */
const VERSION = '3.15.1';
const INPUT = 'input_layer';
/** The same bytes whenever it is written. */
const WRITTEN = '1980-01-01T12:00:00';

/**
 * A functional model, since only that can hold an attention layer, which takes its input several times.
 * @throws {UnsupportedLayerError} where Keras 3 has no such layer.
 */
export async function writeKerasArchive({
  name,
  spec,
  weights,
  scaling,
  anyLength,
}: WrittenModel): Promise<Uint8Array> {
  const shapes = layerShapes(spec);
  const about = { keras_version: VERSION, generated_by: 'LSTM Lens', ...(scaling ? { lstmLens: { scaling } } : {}) };
  const config = functional(name, shapes, anyLength ? null : spec.length);
  const entries: Zippable = {
    [METADATA]: text(about),
    [CONFIG]: text(config),
    [WEIGHTS]: await writeHdf5(arraysOf(shapes, weights)),
  };
  return zipSync(entries, { level: 0, mtime: WRITTEN });
}

function text(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** A value on its way through the model. */
interface Way {
  readonly from: string;
  readonly shape: readonly (number | null)[];
}

function functional(name: string, shapes: readonly LayerShape[], length: number | null) {
  const [first] = shapes;
  const ids = first.layer.type === 'embedding';
  const shape = [null, length, ...(ids ? [] : [first.inputUnits])];
  const input: KerasLayer = {
    ...{ module: 'keras.layers', class_name: 'InputLayer', registered_name: null },
    config: { batch_shape: shape, dtype: 'float32', name: INPUT },
  };
  const layers: object[] = [{ ...input, name: INPUT, inbound_nodes: [] }];
  let way: Way = { from: INPUT, shape };
  let steps = length;
  for (const { layer, outputSteps, outputUnits } of shapes) {
    const node = { args: argumentsOf(way, layer.type === 'selfAttention' ? 2 : 1), kwargs: {} };
    const written = toKerasLayer({ ...layer, name: layerName(layer.name) }, 'keras3');
    layers.push({ ...written, name: layerName(layer.name), inbound_nodes: [node] });
    if (layer.type === 'repeatVector') steps = layer.n;
    way = { from: layerName(layer.name), shape: [null, ...(outputSteps === undefined ? [] : [steps]), outputUnits] };
  }
  const ends = { input_layers: [[INPUT, 0, 0]], output_layers: [[way.from, 0, 0]] };
  return {
    ...{ module: 'keras.src.models.functional', class_name: 'Functional', registered_name: 'Functional' },
    config: { name: name.replace(/[^A-Za-z0-9_.-]/g, '_'), trainable: true, layers, ...ends },
  };
}

/** The same value, as often as a layer takes it. */
function argumentsOf({ from, shape }: Way, count: number): object[] {
  const config = { shape, dtype: 'float32', keras_history: [from, 0, 0] };
  return Array.from({ length: count }, () => ({ class_name: '__keras_tensor__', config }));
}

/** Keras allows no slash. */
function layerName(name: string): string {
  return name.replaceAll('/', '_');
}

function arraysOf(shapes: readonly LayerShape[], weights: readonly LayerWeights[]): NamedArray[] {
  const classes = shapes.map(({ layer }) => ({
    name: layer.name,
    className: toKerasLayer(layer, 'keras3').class_name,
  }));
  const groups = layerGroups(classes);
  return shapes.flatMap((shape, index) =>
    kerasTensors(shape).map(({ part, at, shape: wanted }, tensor) => ({
      path: ['layers', groups.get(shape.layer.name), part, 'vars', at].filter((one) => one !== '').join('/'),
      shape: wanted,
      values: weights[index].tensors[tensor].values,
    })),
  );
}
