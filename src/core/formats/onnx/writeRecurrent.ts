/** A recurrent layer as ONNX's LSTM, GRU or RNN: the way back of `recurrent.ts`. */
import type { Activation, RecurrentLayer, Tensor } from '../../model/spec.js';
import { ModelFormatError } from '../formatError.js';
import { inverseOrder, joined, reorderBlocks, transpose } from '../matrix.js';
import { recurrentFor } from './activations.js';
import type { WrittenAttribute, WrittenTensor } from './messageWriter.js';
import { KINDS } from './recurrent.js';

export interface RecurrentNode {
  readonly type: string;
  readonly attributes: Readonly<Record<string, WrittenAttribute>>;
  /** W, R and, where there is one, B. */
  readonly tensors: readonly (WrittenTensor & { readonly values: Float32Array })[];
}

/**
 * @param name how messages call the layer.
 * @param weights of the layer, prefixed with their direction where both are read.
 * @throws {ModelFormatError} where ONNX has no such activation.
 */
export function recurrentNode(
  layer: RecurrentLayer,
  name: string,
  both: boolean,
  weights: readonly Tensor[],
): RecurrentNode {
  const [type, { gates }] = Object.entries(KINDS).find(([, kind]) => kind.type === layer.type)!;
  const prefixes = both ? ['forward.', 'backward.'] : [''];
  const tensor = (prefix: string, own: string) => weights.find((one) => one.name === prefix + own)?.values;
  const ordered = (values: Float32Array) => reorderBlocks(values, inverseOrder(gates));
  const rows = gates.length * layer.units;
  const matrices = (own: string) =>
    prefixes.map((prefix) => {
      const values = tensor(prefix, own)!;
      return ordered(transpose(values, values.length / rows, rows));
    });
  const biases = prefixes.flatMap((prefix) => {
    const bias = tensor(prefix, 'bias');
    if (!bias) return [];
    // What ONNX adds from two arrays stands in the first.
    const ofState = bias.length > rows ? bias.subarray(rows) : new Float32Array(rows);
    return [ordered(bias.subarray(0, rows)), ordered(ofState)];
  });
  const [kernels, states] = [joined(...matrices('kernel')), joined(...matrices('recurrentKernel'))];
  const directions = prefixes.length;
  return {
    type,
    attributes: {
      hidden_size: layer.units,
      direction: both ? 'bidirectional' : 'forward',
      ...activationsOf(layer, name, directions),
      ...(layer.type === 'gru' ? { linear_before_reset: Number(layer.resetAfter) } : {}),
    },
    tensors: [
      { name: 'W', dims: [directions, rows, kernels.length / directions / rows], values: kernels },
      { name: 'R', dims: [directions, rows, layer.units], values: states },
      ...(layer.useBias ? [{ name: 'B', dims: [directions, 2 * rows], values: joined(...biases) }] : []),
    ],
  };
}

function activationsOf(layer: RecurrentLayer, name: string, directions: number): Record<string, WrittenAttribute> {
  const { activation } = layer;
  const own: Activation[] =
    layer.type === 'simpleRnn'
      ? [activation]
      : [layer.recurrentActivation, ...(layer.type === 'lstm' ? [activation, activation] : [activation])];
  const all = Array.from({ length: directions }, () => own).flat();
  const written = all.map((one) => {
    const known = recurrentFor(one);
    if (known) return known;
    throw new ModelFormatError(`Layer "${name}": ONNX's recurrent operators have no activation "${one}".`);
  });
  const constants = (key: 'alpha' | 'beta') => written.flatMap((one) => one[key] ?? []);
  const [alphas, betas] = [constants('alpha'), constants('beta')];
  return {
    activations: written.map((one) => one.name),
    ...(alphas.length > 0 && { activation_alpha: alphas }),
    ...(betas.length > 0 && { activation_beta: betas }),
  };
}
