/** Where Keras's files keep the weights of a layer, and in which shape. */
import type { Layer, LayerShape, LayerWeights, Tensor, TensorShape } from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import type { KerasEntry } from './chain.js';
import { dotProductWeights } from './dotProduct.js';
import { CLASSES } from './names.js';

export interface FoundTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A weight as Keras has it. */
export interface KerasTensor {
  /** Below the layer in a `.keras` file, for example `cell`; '' for the layer itself. */
  readonly part: string;
  /** Its place among the weights of that part. */
  readonly at: number;
  readonly shape: readonly number[];
}

/** One entry a tensor of the layer, in its order, which is that of Keras's `layer.weights`. */
export function kerasTensors({ layer, inputUnits, tensors }: LayerShape): KerasTensor[] {
  const counts = new Map<string, number>();
  return tensors.map((tensor) => {
    const part = partOf(layer, tensor.name);
    const at = counts.get(part) ?? 0;
    counts.set(part, at + 1);
    return { part, at, shape: shapeOf(layer, tensor, inputUnits) };
  });
}

function partOf(layer: Layer, tensor: string): string {
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return 'cell';
    case 'bidirectional':
      return `${tensor.slice(0, tensor.indexOf('.'))}_layer/cell`;
    case 'timeDistributed':
      return 'layer';
    case 'selfAttention':
      return tensor.replace(/(Kernel|Bias)$/, '_dense');
    default:
      return '';
  }
}

/** Attention's heads are an axis of their own. The values stand in the same order. */
function shapeOf(layer: Layer, { name, shape }: TensorShape, inputs: number): readonly number[] {
  if (layer.type !== 'selfAttention' || name === 'outputBias') return shape;
  const { numHeads, keyDim } = layer;
  if (name === 'outputKernel') return [numHeads, keyDim, inputs];
  return name.endsWith('Kernel') ? [inputs, numHeads, keyDim] : [numHeads, keyDim];
}

/**
 * The groups of a `.keras` file that hold the weights of its layers, by the layers' names: numbered by class.
 * @param layers all layers of the file, in its order.
 */
export function layerGroups(layers: readonly { name: string; className: string }[]): Map<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map(({ name, className }) => {
      const group = snakeCase(className);
      const count = counts.get(group) ?? 0;
      counts.set(group, count + 1);
      return [name, count === 0 ? group : `${group}_${count}`];
    }),
  );
}

function snakeCase(className: string): string {
  const words = className.replace(/\W+/g, '').replace(/(.)([A-Z][a-z]+)/g, '$1_$2');
  return words.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

type Find = (shape: LayerShape, tensor: KerasTensor, index: number) => FoundTensor;

/**
 * @param entries the layers as the file has them.
 * @param find gives the weight that stands for the i-th tensor of a layer.
 * @throws {ModelFormatError} where one is missing or has another shape.
 */
export function collectWeights(
  shapes: readonly LayerShape[],
  entries: readonly KerasEntry[],
  find: Find,
): LayerWeights[] {
  return shapes.map((shape) => ({
    layer: shape.layer.name,
    tensors: dotProductWeights(entries, shape) ?? storedTensors(shape, find),
  }));
}

function storedTensors(shape: LayerShape, find: Find): Tensor[] {
  const wanted = kerasTensors(shape);
  return shape.tensors.map((tensor, index) => ({ ...tensor, values: find(shape, wanted[index], index).values }));
}

/** @throws {ModelFormatError} naming the layer and the weight. */
export function checkShape(layer: Layer, weight: string, shape: readonly number[], wanted: readonly number[]): void {
  if (shape.join() === wanted.join()) return;
  throw new ModelFormatError(
    `Layer "${layer.name}": ${weight} has the shape [${shape}], but a ${CLASSES[layer.type]} needs [${wanted}].`,
  );
}
