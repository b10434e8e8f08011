/**
 * Weights of a layer as PyTorch's modules hold them, and back. PyTorch has weights [outputs, inputs] where Keras has
 * kernels [inputs, outputs], the gates of an nn.GRU in the order reset, update, candidate, and two biases of which
 * those of nn.LSTM and nn.RNN add up (https://pytorch.org/docs/stable/nn.html). nn.LSTM has Keras's order of gates.
 * `batch_first` changes the order of a module's inputs and outputs, not its weights.
 */
import type { Layer, LayerShape, RecurrentLayer, Tensor } from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import { inverseOrder, joined, reorderBlocks, sum, transpose } from '../matrix.js';
import type { FloatTensor } from '../safetensors.js';
import { partValues, type TorchPart } from './modules.js';

/** Place of update, reset, candidate among PyTorch's reset, update, candidate; its own inverse. */
const GRU_ORDER = [1, 0, 2];

/** @param shape of the layer, which the part fits. */
export function weightsFromTorch({ layer, tensors }: LayerShape, part: TorchPart): Tensor[] {
  return tensors.map(({ name, shape }) => ({ name, shape, values: valuesOf(layer, name, part) }));
}

function valuesOf(layer: Layer, name: string, part: TorchPart): Float32Array {
  const { inputs, units } = part;
  const matrix = (own: string, rows: number, columns: number) => transpose(read(part, own), rows, columns);
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return recurrentValues(layer, name, part, '');
    case 'bidirectional': {
      const [direction, own] = name.split('.');
      return recurrentValues(layer.layer, own, part, direction === 'backward' ? '_reverse' : '');
    }
    case 'embedding':
      return read(part, 'weight');
    case 'layerNormalization':
      return read(part, name === 'gamma' ? 'weight' : 'bias');
    case 'selfAttention': {
      if (name === 'outputKernel') return matrix('out_proj.weight', units, units);
      if (name === 'outputBias') return read(part, 'out_proj.bias');
      const third = ['query', 'key', 'value'].findIndex((projection) => name.startsWith(projection));
      const within = (values: Float32Array) =>
        values.subarray((third * values.length) / 3, ((third + 1) * values.length) / 3);
      if (name.endsWith('Bias')) return within(read(part, 'in_proj_bias')).slice();
      return transpose(within(read(part, 'in_proj_weight')), units, units);
    }
    default:
      return name === 'kernel' ? matrix('weight', units, inputs) : read(part, 'bias');
  }
}

function recurrentValues(layer: RecurrentLayer, name: string, part: TorchPart, reverse: string): Float32Array {
  const { inputs, units } = part;
  const gates = (own: string) => {
    const values = read(part, own + reverse);
    return layer.type === 'gru' ? reorderBlocks(values, GRU_ORDER) : values;
  };
  if (name === 'bias') {
    const [ofInput, ofState] = [gates('bias_ih'), gates('bias_hh')];
    return layer.type === 'gru' ? joined(ofInput, ofState) : sum(ofInput, ofState);
  }
  const [own, columns] = name === 'kernel' ? ['weight_ih', inputs] : ['weight_hh', units];
  const values = gates(own);
  return transpose(values, values.length / columns, columns);
}

function read(part: TorchPart, name: string): Float32Array {
  const values = partValues(part, name);
  if (values) return values;
  throw new ModelFormatError(`Module "${part.module}" has no ${name}.`);
}

/**
 * @param weights of the layer, in its own layout.
 * @returns tensors by their names within the module, with the number of the layer (`weight_ih_l0`).
 * @throws {ModelFormatError} where PyTorch's module of this kind computes something else.
 */
export function weightsToTorch(layer: Layer, inputs: number, weights: readonly Tensor[]): FloatTensor[] {
  const values = (name: string) => weights.find((tensor) => tensor.name === name)?.values;
  switch (layer.type) {
    case 'lstm':
    case 'gru':
    case 'simpleRnn':
      return recurrentTensors(layer, layer.name, inputs, values, '', '');
    case 'bidirectional':
      return [
        ...recurrentTensors(layer.layer, layer.name, inputs, values, 'forward.', ''),
        ...recurrentTensors(layer.layer, layer.name, inputs, values, 'backward.', '_reverse'),
      ];
    case 'dense':
    case 'timeDistributed': {
      const { units } = layer.type === 'dense' ? layer : layer.layer;
      const bias = values('bias');
      const weight = transpose(values('kernel')!, inputs, units);
      return [
        { name: 'weight', shape: [units, inputs], values: weight },
        ...(bias ? [{ name: 'bias', shape: [units], values: bias }] : []),
      ];
    }
    case 'embedding':
      return [{ name: 'weight', shape: [layer.inputDim, layer.outputDim], values: values('embeddings')! }];
    case 'layerNormalization':
      return normalizationTensors(inputs, values('gamma'), values('beta'));
    case 'selfAttention':
      return attentionTensors(layer, inputs, values);
    default:
      return [];
  }
}

type Values = (name: string) => Float32Array | undefined;

function recurrentTensors(
  layer: RecurrentLayer,
  name: string,
  inputs: number,
  values: Values,
  prefix: string,
  reverse: string,
): FloatTensor[] {
  const { units } = layer;
  const fault = torchFault(layer);
  if (fault) throw new ModelFormatError(`Layer "${name}": ${fault}.`);
  const matrix = (own: string, rows: number) => {
    const kernel = values(prefix + own)!;
    return gateOrder(layer, transpose(kernel, rows, kernel.length / rows));
  };
  const rows = values(`${prefix}kernel`)!.length / inputs;
  const tensor = (own: string, shape: number[], numbers: Float32Array) => ({
    name: `${own}_l0${reverse}`,
    shape,
    values: numbers,
  });
  const bias = values(`${prefix}bias`);
  // What PyTorch adds from two arrays stands in the first.
  const [ofInput, ofState] = !bias
    ? []
    : layer.type === 'gru'
      ? [bias.subarray(0, rows), bias.subarray(rows)].map((part) => gateOrder(layer, part))
      : [bias, new Float32Array(rows)];
  return [
    tensor('weight_ih', [rows, inputs], matrix('kernel', inputs)),
    tensor('weight_hh', [rows, units], matrix('recurrentKernel', units)),
    ...(bias ? [tensor('bias_ih', [rows], ofInput), tensor('bias_hh', [rows], ofState)] : []),
  ];
}

function gateOrder({ type }: RecurrentLayer, values: Float32Array): Float32Array {
  return type === 'gru' ? reorderBlocks(values, inverseOrder(GRU_ORDER)) : values;
}

/** What PyTorch's module of a recurrent layer cannot do; undefined where it computes the same. */
export function torchFault(layer: RecurrentLayer): string | undefined {
  const { type, activation } = layer;
  if (type === 'simpleRnn') {
    return ['tanh', 'relu'].includes(activation) ? undefined : `nn.RNN has no activation "${activation}"`;
  }
  const module = type === 'lstm' ? 'nn.LSTM' : 'nn.GRU';
  if (activation !== 'tanh') return `${module} has no activation "${activation}"`;
  if (layer.recurrentActivation !== 'sigmoid') {
    return `${module} has no recurrentActivation "${layer.recurrentActivation}"`;
  }
  if (type === 'gru' && !layer.resetAfter)
    return 'nn.GRU always resets after the recurrent product ("resetAfter": true)';
  return undefined;
}

/** nn.LayerNorm has a weight wherever it has a bias. */
function normalizationTensors(units: number, gamma?: Float32Array, beta?: Float32Array): FloatTensor[] {
  const weight = gamma ?? (beta && new Float32Array(units).fill(1));
  return [
    ...(weight ? [{ name: 'weight', shape: [units], values: weight }] : []),
    ...(beta ? [{ name: 'bias', shape: [units], values: beta }] : []),
  ];
}

function attentionTensors(
  layer: Extract<Layer, { type: 'selfAttention' }>,
  inputs: number,
  values: Values,
): FloatTensor[] {
  const { name, numHeads, keyDim } = layer;
  if (numHeads * keyDim !== inputs) {
    const heads = `${numHeads} heads of ${keyDim}`;
    const message = `nn.MultiheadAttention divides its ${inputs} inputs among the heads, and cannot have ${heads}`;
    throw new ModelFormatError(`Layer "${name}": ${message}.`);
  }
  const parts = ['query', 'key', 'value'];
  const weight = joined(...parts.map((part) => transpose(values(`${part}Kernel`)!, inputs, inputs)));
  const output = transpose(values('outputKernel')!, inputs, inputs);
  const tensors = [
    { name: 'in_proj_weight', shape: [3 * inputs, inputs], values: weight },
    { name: 'out_proj.weight', shape: [inputs, inputs], values: output },
  ];
  if (!layer.useBias) return tensors;
  return [
    ...tensors,
    { name: 'in_proj_bias', shape: [3 * inputs], values: joined(...parts.map((part) => values(`${part}Bias`)!)) },
    { name: 'out_proj.bias', shape: [inputs], values: values('outputBias')! },
  ];
}
