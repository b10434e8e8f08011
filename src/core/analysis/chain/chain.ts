/**
 * A chain of LSTM and Dense layers in double precision, one sample at a time, with every inner value: what
 * decompositions and Jacobians are computed from, where the engine's single precision would eat the small parts.
 */
import type { Network } from '../../engine/engine.js';
import type { Activation, Layer, LstmLayer } from '../../model/spec.js';
import { activations } from './activation.js';

/** Row-major, layout and gate order (input, forget, candidate, output) as in `LayerWeights`; a missing bias is zero. */
export interface LstmLink {
  readonly type: 'lstm';
  readonly layer: LstmLayer;
  readonly inputs: number;
  /** [F,4H] */
  readonly kernel: Float64Array;
  /** [H,4H] */
  readonly recurrentKernel: Float64Array;
  /** [4H] */
  readonly bias: Float64Array;
}

/** A dense layer whose activation looks at one value at a time. */
export interface DenseLink {
  readonly type: 'dense';
  readonly layer: { readonly name: string; readonly units: number; readonly activation: Activation };
  readonly inputs: number;
  /** [F,K] */
  readonly kernel: Float64Array;
  /** [K] */
  readonly bias: Float64Array;
}

export interface Chain {
  readonly length: number;
  readonly features: number;
  readonly links: readonly (LstmLink | DenseLink)[];
}

/** What one sample does in an LSTM layer; S steps, F inputs, H units. */
export interface LstmValues {
  readonly type: 'lstm';
  readonly link: LstmLink;
  readonly steps: number;
  /** [S,F] */
  readonly x: Float64Array;
  /** [S,4H] before the activations. */
  readonly z: Float64Array;
  /** [S,4H] after them. */
  readonly gates: Float64Array;
  /** [S,H] */
  readonly cell: Float64Array;
  /** [S,H] */
  readonly hidden: Float64Array;
}

/** What one sample does in a Dense layer: S steps, or 1 behind a layer that gives its last step only. */
export interface DenseValues {
  readonly type: 'dense';
  readonly link: DenseLink;
  readonly steps: number;
  /** [S,F] */
  readonly x: Float64Array;
  /** [S,K] before the activation. */
  readonly z: Float64Array;
  /** [S,K] */
  readonly y: Float64Array;
}

export type LinkValues = LstmValues | DenseValues;

/**
 * The network's layers and weights, or undefined where it has other layers than a chain knows (`whyNoChain` says which).
 * Dropout does nothing outside of training and is left out.
 */
export function chainOf(network: Network): Chain | undefined {
  return whyNoChain(network) ? undefined : chainOfFirst(network, network.shapes.length);
}

/** The same of the layers before the first that a chain does not know; undefined where no LSTM is among them. */
export function leadingChainOf(network: Network): Chain | undefined {
  const { shapes } = network;
  const foreign = shapes.findIndex(({ layer }) => !isKnown(layer));
  const count = foreign < 0 ? shapes.length : foreign;
  return shapes.slice(0, count).some(({ layer }) => layer.type === 'lstm') ? chainOfFirst(network, count) : undefined;
}

function chainOfFirst(network: Network, count: number): Chain {
  const { length, features } = network.spec;
  const weights = network.weights();
  const links = network.shapes
    .slice(0, count)
    .flatMap(({ layer, inputUnits: inputs }, index): (LstmLink | DenseLink)[] => {
      const read = (name: string, size: number) => {
        const values = weights[index].tensors.find((tensor) => tensor.name === name)?.values;
        return values ? Float64Array.from(values) : new Float64Array(size);
      };
      if (layer.type === 'lstm') {
        const recurrentKernel = read('recurrentKernel', 0);
        const bias = read('bias', 4 * layer.units);
        return [{ type: 'lstm', layer, inputs, kernel: read('kernel', 0), recurrentKernel, bias }];
      }
      const dense = denseOf(layer);
      return dense
        ? [{ type: 'dense', layer: dense, inputs, kernel: read('kernel', 0), bias: read('bias', dense.units) }]
        : [];
    });
  return { length, features, links };
}

/** Why a network cannot be taken apart as a chain, in one sentence; undefined where it can. */
export function whyNoChain({ shapes }: Network): string | undefined {
  const layers = shapes.map(({ layer }) => layer);
  const foreign = layers.find((layer) => !isKnown(layer));
  if (foreign?.type === 'dense')
    return `It takes single activations apart, and ${foreign.name} has a ${foreign.activation}.`;
  if (foreign) return `It takes LSTM and dense layers apart, and ${foreign.name} is a ${foreign.type}.`;
  return layers.some(({ type }) => type === 'lstm') ? undefined : 'The model has no recurrent layer.';
}

function isKnown(layer: Layer): boolean {
  return layer.type === 'lstm' || layer.type === 'dropout' || denseOf(layer) !== undefined;
}

function denseOf(layer: Layer): DenseLink['layer'] | undefined {
  const dense = layer.type === 'timeDistributed' ? layer.layer : layer;
  if (dense.type !== 'dense' || dense.activation === 'softmax') return undefined;
  return { name: layer.name, units: dense.units, activation: dense.activation };
}

/** @param x [T,F] of one sample, the model's units. @returns the values of every layer, in order. */
export function runChain(chain: Chain, x: ArrayLike<number>): LinkValues[] {
  let values: Float64Array = Float64Array.from(x);
  let steps = chain.length;
  return chain.links.map((link) => {
    if (link.type === 'dense') {
      const result = runDense(link, values, steps);
      values = result.y;
      return result;
    }
    const result = runLstm(link, values, steps);
    const { units, returnSequences } = link.layer;
    values = returnSequences ? result.hidden : result.hidden.subarray(-units);
    steps = returnSequences ? steps : 1;
    return result;
  });
}

/** What the last layer gives, [K] or [T,K]. */
export function outputsOf(values: readonly LinkValues[]): Float64Array {
  const last = values[values.length - 1];
  if (last.type === 'dense') return last.y;
  return last.link.layer.returnSequences ? last.hidden : last.hidden.subarray(-last.link.layer.units);
}

function runLstm(link: LstmLink, x: Float64Array, steps: number): LstmValues {
  const { layer, inputs, kernel, recurrentKernel, bias } = link;
  const { units } = layer;
  const columns = 4 * units;
  const act = activations[layer.activation];
  const gate = activations[layer.recurrentActivation];
  const [z, gates] = [new Float64Array(steps * columns), new Float64Array(steps * columns)];
  const [cell, hidden] = [new Float64Array(steps * units), new Float64Array(steps * units)];
  for (let t = 0; t < steps; t++) {
    const row = z.subarray(t * columns, (t + 1) * columns);
    row.set(bias);
    addProduct(row, x.subarray(t * inputs, (t + 1) * inputs), kernel);
    if (t > 0) addProduct(row, hidden.subarray((t - 1) * units, t * units), recurrentKernel);
    const values = gates.subarray(t * columns, (t + 1) * columns);
    for (let column = 0; column < columns; column++) {
      values[column] = isCandidate(column, units) ? act(row[column]) : gate(row[column]);
    }
    for (let u = 0; u < units; u++) {
      const before = t > 0 ? cell[(t - 1) * units + u] : 0;
      cell[t * units + u] = values[units + u] * before + values[u] * values[2 * units + u];
      hidden[t * units + u] = values[3 * units + u] * act(cell[t * units + u]);
    }
  }
  return { type: 'lstm', link, steps, x, z, gates, cell, hidden };
}

function runDense(link: DenseLink, x: Float64Array, steps: number): DenseValues {
  const { layer, inputs, kernel, bias } = link;
  const z = new Float64Array(steps * layer.units);
  for (let s = 0; s < steps; s++) {
    const row = z.subarray(s * layer.units, (s + 1) * layer.units);
    row.set(bias);
    addProduct(row, x.subarray(s * inputs, (s + 1) * inputs), kernel);
  }
  return { type: 'dense', link, steps, x, z, y: z.map(activations[layer.activation]) };
}

/** Whether a column of the gates is of the candidate, which has the layer's activation and not that of the gates. */
export function isCandidate(column: number, units: number): boolean {
  return column >= 2 * units && column < 3 * units;
}

/** row += x M. @param row [C] @param x [R] @param matrix [R,C] */
export function addProduct(row: Float64Array, x: Float64Array, matrix: Float64Array): void {
  const columns = row.length;
  const whole = x.length - (x.length % 4);
  // Four rows at once read and write the sums a quarter as often.
  for (let r = 0; r < whole; r += 4) {
    const [a, b, c, d] = [x[r], x[r + 1], x[r + 2], x[r + 3]];
    if (a === 0 && b === 0 && c === 0 && d === 0) continue;
    const [first, second, third, fourth] = [r * columns, (r + 1) * columns, (r + 2) * columns, (r + 3) * columns];
    for (let k = 0; k < columns; k++) {
      row[k] += a * matrix[first + k] + b * matrix[second + k] + c * matrix[third + k] + d * matrix[fourth + k];
    }
  }
  for (let r = whole; r < x.length; r++) {
    for (let k = 0; k < columns; k++) row[k] += x[r] * matrix[r * columns + k];
  }
}
