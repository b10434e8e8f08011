/** A model as data: a chain of layers, the shapes that follow from it, and the weights that go with it. */
import { type DenseLayer, GATES, type Layer, type RecurrentLayer } from './layers.js';

export * from './layers.js';

export interface ModelSpec {
  /** Steps of one input sequence, T. */
  readonly length: number;
  /** Features of one step, F. */
  readonly features: number;
  readonly layers: readonly Layer[];
}

/** One weight array, row-major. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The weights of one layer in Keras's order and layout; no bias where `useBias` is false. G gates of a recurrent layer
 * stand side by side in the order of `GATES` (one for simpleRnn).
 * lstm, gru, simpleRnn: kernel [F,GH], recurrentKernel [H,GH], bias [GH]; gru with `resetAfter`: bias [2,3H], of the
 * input and of the state; bidirectional: the same twice, as `forward.kernel` … `backward.bias`;
 * dense, timeDistributed: kernel [F,K], bias [K]; layerNormalization: gamma [F], beta [F];
 * embedding: embeddings [ids,K]; selfAttention with N heads of D: queryKernel, keyKernel, valueKernel [F,N D] each
 * followed by its bias [N D], outputKernel [N D,F], outputBias [F].
 */
export interface LayerWeights {
  readonly layer: string;
  readonly tensors: readonly Tensor[];
}

export type TensorShape = Pick<Tensor, 'name' | 'shape'>;

/** What one layer takes and gives: `steps` is undefined where the steps are gone. */
export interface LayerShape {
  readonly layer: Layer;
  readonly inputUnits: number;
  readonly outputUnits: number;
  readonly inputSteps: number | undefined;
  readonly outputSteps: number | undefined;
  readonly tensors: readonly TensorShape[];
  readonly parameters: number;
}

/** A layer that cannot stand where it stands in the chain; `index` is its place in `layers`. */
export class ShapeError extends Error {
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
    this.name = 'ShapeError';
  }
}

/**
 * Walks the chain and gives every layer's shapes.
 * @throws {ShapeError} where a layer that needs a sequence gets a vector, or the other way round.
 */
export function layerShapes(spec: ModelSpec): LayerShape[] {
  let units = spec.features;
  let steps: number | undefined = spec.length;
  return spec.layers.map((layer, index) => {
    checkInput(spec.layers, index, units, steps);
    const output = outputOf(layer, units, steps);
    const tensors = tensorsOf(layer, units);
    const shape: LayerShape = {
      layer,
      inputUnits: units,
      outputUnits: output.units,
      inputSteps: steps,
      outputSteps: output.steps,
      tensors,
      parameters: tensors.reduce((sum, tensor) => sum + valueCount(tensor.shape), 0),
    };
    ({ units, steps } = output);
    return shape;
  });
}

/** Number of values of an array of this shape. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function checkInput(layers: readonly Layer[], index: number, units: number, steps: number | undefined): void {
  const { name, type } = layers[index];
  const fault = (needs: string, advice: string) => {
    const got = steps === undefined ? `one vector of ${units}` : `a sequence of ${steps} steps of ${units}`;
    return new ShapeError(index, `${name} needs ${needs} but gets ${got}: ${advice}`);
  };
  if (type === 'repeatVector') {
    if (steps === undefined) return;
    throw fault('one vector', 'leave "returnSequences" of the recurrent layer before it at false');
  }
  if (type === 'embedding' && (index > 0 || units !== 1)) {
    throw fault('ids, one a step,', 'an embedding is the first layer, and the data has one feature');
  }
  const anything = type === 'dense' || type === 'dropout' || type === 'layerNormalization';
  if (steps === undefined && !anything) {
    const pooling = layers.slice(0, index).findLast((layer) => layer.type === 'globalAveragePooling1d');
    const advice = pooling
      ? `${pooling.name} has made one of all steps`
      : 'set "returnSequences": true on the recurrent layer before it';
    throw fault('a sequence [steps, features]', advice);
  }
}

function outputOf(
  layer: Layer,
  units: number,
  steps: number | undefined,
): { units: number; steps: number | undefined } {
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return { units: layer.units, steps: layer.returnSequences ? steps : undefined };
    case 'bidirectional': {
      const one = layer.layer;
      const width = layer.mergeMode === 'concat' ? 2 * one.units : one.units;
      return { units: width, steps: one.returnSequences ? steps : undefined };
    }
    case 'dense':
      return { units: layer.units, steps };
    case 'timeDistributed':
      return { units: layer.layer.units, steps };
    case 'repeatVector':
      return { units, steps: layer.n };
    case 'globalAveragePooling1d':
      return { units, steps: undefined };
    case 'embedding':
      return { units: layer.outputDim, steps };
    default:
      return { units, steps };
  }
}

function tensorsOf(layer: Layer, inputs: number): TensorShape[] {
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return recurrentTensors(layer, inputs, '');
    case 'bidirectional':
      return [
        ...recurrentTensors(layer.layer, inputs, 'forward.'),
        ...recurrentTensors(layer.layer, inputs, 'backward.'),
      ];
    case 'dense':
      return denseTensors(layer, inputs);
    case 'timeDistributed':
      return denseTensors(layer.layer, inputs);
    case 'layerNormalization':
      return [
        ...(layer.scale ? [{ name: 'gamma', shape: [inputs] }] : []),
        ...(layer.center ? [{ name: 'beta', shape: [inputs] }] : []),
      ];
    case 'embedding':
      return [{ name: 'embeddings', shape: [layer.inputDim, layer.outputDim] }];
    case 'selfAttention': {
      const width = layer.numHeads * layer.keyDim;
      const projections = ['query', 'key', 'value'].flatMap((part) => projection(part, inputs, width, layer.useBias));
      return [...projections, ...projection('output', width, inputs, layer.useBias)];
    }
    default:
      return [];
  }
}

function recurrentTensors(layer: RecurrentLayer, inputs: number, prefix: string): TensorShape[] {
  const { units, useBias, type } = layer;
  const columns = Math.max(1, GATES[type].length) * units;
  const bias = type === 'gru' && layer.resetAfter ? [2, columns] : [columns];
  return [
    { name: `${prefix}kernel`, shape: [inputs, columns] },
    { name: `${prefix}recurrentKernel`, shape: [units, columns] },
    ...(useBias ? [{ name: `${prefix}bias`, shape: bias }] : []),
  ];
}

function denseTensors({ units, useBias }: DenseLayer, inputs: number): TensorShape[] {
  return [{ name: 'kernel', shape: [inputs, units] }, ...(useBias ? [{ name: 'bias', shape: [units] }] : [])];
}

function projection(part: string, inputs: number, units: number, useBias: boolean): TensorShape[] {
  return [
    { name: `${part}Kernel`, shape: [inputs, units] },
    ...(useBias ? [{ name: `${part}Bias`, shape: [units] }] : []),
  ];
}

/** Ids that the model reads, from 0; undefined where its inputs are numbers. */
export function idsOf({ layers }: ModelSpec): number | undefined {
  const [first] = layers;
  return first?.type === 'embedding' ? first.inputDim : undefined;
}

/** Which steps [F] of the input the layers leave out; undefined where they read all. */
export function leavesOut({ layers }: ModelSpec): ((step: Float32Array) => boolean) | undefined {
  const [first] = layers;
  if (first?.type === 'embedding' && first.maskZero) return ([id]) => id === 0;
  if (first?.type !== 'masking') return undefined;
  const value = Math.fround(first.maskValue);
  return (step) => step.every((one) => one === value);
}
