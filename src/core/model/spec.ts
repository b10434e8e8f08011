/**
 * A model as data: a chain of layers with every default filled in, and the weights that go with it.
 * Names, shapes and defaults are Keras's (https://keras.io/api/layers/).
 */

/** `hardSigmoid` is clip(0.2 x + 0.5, 0, 1): the slope of Keras 2 and of TensorFlow.js. */
export const ACTIVATIONS = ['linear', 'tanh', 'sigmoid', 'hardSigmoid', 'relu'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Inner values of a recurrent layer's step besides its states, in the order in which its weights hold them. */
export const GATES = {
  lstm: ['input', 'forget', 'candidate', 'output'],
  gru: ['update', 'reset', 'candidate'],
  simpleRnn: [],
} as const;
export type RecurrentType = keyof typeof GATES;
export type Gate = (typeof GATES)[RecurrentType][number];

export interface LstmLayer {
  readonly type: 'lstm';
  readonly name: string;
  readonly units: number;
  readonly returnSequences: boolean;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly useBias: boolean;
  readonly unitForgetBias: boolean;
}

export interface DenseLayer {
  readonly type: 'dense';
  readonly name: string;
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
}

export type Layer = LstmLayer | DenseLayer;

export interface ModelSpec {
  /** Steps of one input sequence, T. */
  readonly length: number;
  /** Features of one step, F. */
  readonly features: number;
  readonly layers: readonly Layer[];
}

/** One weight array, row-major. */
export interface Tensor {
  readonly name: 'kernel' | 'recurrentKernel' | 'bias';
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The weights of one layer in Keras's order and layout.
 * lstm: kernel [F,4H], recurrentKernel [H,4H], bias [4H] (gates input, forget, candidate, output);
 * dense: kernel [F,K], bias [K]. No bias where `useBias` is false.
 */
export interface LayerWeights {
  readonly layer: string;
  readonly tensors: readonly Tensor[];
}

/** What one layer takes and gives: `steps` is undefined where the steps are gone. */
export interface LayerShape {
  readonly layer: Layer;
  readonly inputUnits: number;
  readonly outputUnits: number;
  readonly inputSteps: number | undefined;
  readonly outputSteps: number | undefined;
  readonly tensors: readonly { readonly name: Tensor['name']; readonly shape: readonly number[] }[];
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
 * @throws {ShapeError} where a recurrent layer gets no sequence.
 */
export function layerShapes(spec: ModelSpec): LayerShape[] {
  let units = spec.features;
  let steps: number | undefined = spec.length;
  return spec.layers.map((layer, index) => {
    if (layer.type === 'lstm' && steps === undefined) {
      throw new ShapeError(
        index,
        `${layer.name} needs a sequence [steps, features] but gets one vector of ${units}: ` +
          'set "returnSequences": true on the recurrent layer before it',
      );
    }
    const columns = layer.type === 'lstm' ? 4 * layer.units : layer.units;
    const tensors: { name: Tensor['name']; shape: number[] }[] = [{ name: 'kernel', shape: [units, columns] }];
    if (layer.type === 'lstm') tensors.push({ name: 'recurrentKernel', shape: [layer.units, columns] });
    if (layer.useBias) tensors.push({ name: 'bias', shape: [columns] });
    const shape: LayerShape = {
      layer,
      inputUnits: units,
      outputUnits: layer.units,
      inputSteps: steps,
      outputSteps: layer.type === 'lstm' && !layer.returnSequences ? undefined : steps,
      tensors,
      parameters: tensors.reduce((sum, t) => sum + t.shape.reduce((a, b) => a * b, 1), 0),
    };
    units = shape.outputUnits;
    steps = shape.outputSteps;
    return shape;
  });
}
