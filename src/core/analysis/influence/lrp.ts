import { type Chain, chainOf, type DenseValues, type LstmValues, outputsOf, runChain } from '../chain/chain.js';
import { elementwise, type InfluenceInput, type InfluenceResult, NO_RECURRENT_LAYER, type Unfit } from './influence.js';

/** Keeps small denominators from blowing up; the value of Arras 2017 and of their code. */
const EPSILON = 0.001;

/**
 * Layer-wise relevance propagation for LSTMs (Arras 2017, https://arxiv.org/abs/1706.07206) with the epsilon rule and
 * no relevance for biases: what is left of the output y after the share of biases and epsilon is spread over the
 * inputs. Gates are weights and receive none ("signal takes all"). It explains y and not its difference to a baseline.
 */
export function lrp({ network, inputs, baseline, output }: InfluenceInput): InfluenceResult | Unfit {
  const chain = chainOf(network);
  if (!chain) return NO_RECURRENT_LAYER;
  const size = baseline.length;
  const values = new Float64Array(inputs.length);
  for (let from = 0; from < inputs.length; from += size) {
    values.set(relevance(chain, inputs.subarray(from, from + size), output, 0), from);
  }
  return elementwise(values, network);
}

/**
 * Relevance of every input element of one sample.
 * @param biasFactor share of the relevance of biases and epsilon that is spread evenly over the inputs of each sum.
 * @returns [T,F], adding up to y where `biasFactor` is 1.
 */
export function relevance(chain: Chain, x: ArrayLike<number>, output: number, biasFactor: number): Float64Array {
  const values = runChain(chain, x);
  const outputs = outputsOf(values);
  let flowing: Float64Array = new Float64Array(outputs.length);
  flowing[output] = outputs[output];
  for (const link of values.toReversed()) {
    flowing = link.type === 'dense' ? throughDense(link, flowing, biasFactor) : throughLstm(link, flowing, biasFactor);
  }
  return flowing;
}

/** One sum that relevance flows back through: z = Σ x_i w_i + rest, where several lists of inputs may share it. */
interface Sum {
  readonly z: number;
  readonly relevance: number;
  /** Inputs that share the bias. */
  readonly inputs: number;
}

/** Adds each input's share R_i = (x_i w_ij + bias share) / (z_j + ε sign z_j) R_j. @param to [R] @param x [R] */
function share(
  to: Float64Array,
  x: Float64Array,
  weight: (i: number) => number,
  { z, relevance, inputs }: Sum,
  bias: number,
  biasFactor: number,
): void {
  if (relevance === 0) return;
  const epsilon = z >= 0 ? EPSILON : -EPSILON;
  const spread = (biasFactor * (bias + epsilon)) / inputs;
  const factor = relevance / (z + epsilon);
  for (let i = 0; i < x.length; i++) to[i] += (x[i] * weight(i) + spread) * factor;
}

function throughDense({ link, steps, x, z }: DenseValues, above: Float64Array, biasFactor: number): Float64Array {
  const { inputs, kernel, bias, layer } = link;
  const { units } = layer;
  const below = new Float64Array(x.length);
  for (let s = 0; s < steps; s++) {
    const [from, to] = [s * inputs, (s + 1) * inputs];
    for (let k = 0; k < units; k++) {
      const sum = { z: z[s * units + k], relevance: above[s * units + k], inputs };
      share(below.subarray(from, to), x.subarray(from, to), (i) => kernel[i * units + k], sum, bias[k], biasFactor);
    }
  }
  return below;
}

/** @param above relevance of the layer's outputs, [S,H] or [H]. @returns that of its inputs, [S,F]. */
function throughLstm(values: LstmValues, above: Float64Array, biasFactor: number): Float64Array {
  const { link, steps, x, z, gates, cell, hidden } = values;
  const { inputs, kernel, recurrentKernel, bias, layer } = link;
  const { units } = layer;
  const columns = 4 * units;
  const below = new Float64Array(steps * inputs);
  const ofHidden = new Float64Array(steps * units);
  ofHidden.set(above, ofHidden.length - above.length);
  let ofCell = new Float64Array(units);
  for (let t = steps - 1; t >= 0; t--) {
    const before = new Float64Array(units);
    const [x0, h0] = [t * inputs, (t - 1) * units];
    for (let u = 0; u < units; u++) {
      const c = cell[t * units + u];
      const relevance = ofHidden[t * units + u] + ofCell[u];
      const epsilon = c >= 0 ? EPSILON : -EPSILON;
      const kept = t > 0 ? gates[t * columns + units + u] * cell[h0 + u] : 0;
      const written = gates[t * columns + u] * gates[t * columns + 2 * units + u];
      // At the first step there is no cell before that could take its half of epsilon.
      const half = (biasFactor * epsilon) / (t > 0 ? 2 : 1);
      if (t > 0) before[u] = ((kept + half) / (c + epsilon)) * relevance;
      const column = 2 * units + u;
      const sum = {
        z: z[t * columns + column],
        relevance: ((written + half) / (c + epsilon)) * relevance,
        inputs: inputs + (t > 0 ? units : 0),
      };
      const weight = (matrix: Float64Array) => (i: number) => matrix[i * columns + column];
      share(
        below.subarray(x0, x0 + inputs),
        x.subarray(x0, x0 + inputs),
        weight(kernel),
        sum,
        bias[column],
        biasFactor,
      );
      if (t === 0) continue;
      const to = ofHidden.subarray(h0, h0 + units);
      share(to, hidden.subarray(h0, h0 + units), weight(recurrentKernel), sum, bias[column], biasFactor);
    }
    ofCell = before;
  }
  return below;
}
