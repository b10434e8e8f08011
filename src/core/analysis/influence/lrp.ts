import {
  type Chain,
  chainOf,
  type DenseValues,
  type LstmValues,
  outputsOf,
  runChain,
  whyNoChain,
} from '../chain/chain.js';
import { elementwise, type InfluenceInput, type InfluenceResult, type Unfit } from './influence.js';

/** Keeps small denominators from blowing up; the value of Arras 2017 and of their code. */
const EPSILON = 0.001;

/**
 * Layer-wise relevance propagation for LSTMs (Arras 2017, https://arxiv.org/abs/1706.07206) with the epsilon rule and
 * no relevance for biases: what is left of the output y after the share of biases and epsilon is spread over the
 * inputs. Gates are weights and receive none ("signal takes all"). It explains y and not its difference to a baseline.
 */
export async function lrp({
  network,
  inputs,
  baseline,
  output,
  pause,
}: InfluenceInput): Promise<InfluenceResult | Unfit> {
  const chain = chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  const size = baseline.length;
  const values = new Float64Array(inputs.length);
  for (let from = 0; from < inputs.length; from += size) {
    await pause();
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

/** Upper units between whose sums z_j relevance flows back: R_j / (z_j + ε sign z_j), and what their biases hand on. */
interface Upper {
  readonly factors: Float64Array;
  /** Σ_j of the share of bias and epsilon that each input gets. */
  readonly spread: number;
}

/** @param z, relevance, bias [J] of the upper units. @param inputs how many inputs share a bias. */
function upper(
  z: Float64Array,
  relevance: Float64Array,
  bias: Float64Array,
  inputs: number,
  biasFactor: number,
): Upper {
  let spread = 0;
  const factors = relevance.map((value, j) => {
    const epsilon = epsilonOf(z[j]);
    const factor = value / (z[j] + epsilon);
    spread += ((biasFactor * (bias[j] + epsilon)) / inputs) * factor;
    return factor;
  });
  return { factors, spread };
}

/**
 * Adds each input's share R_i = Σ_j (x_i w_ij + share of the bias) / (z_j + ε sign z_j) R_j.
 * @param to [I] @param x [I] @param matrix [I,columns], of which the columns from `first` on belong to the upper units.
 */
function handBack(
  to: Float64Array,
  x: Float64Array,
  { factors, spread }: Upper,
  matrix: Float64Array,
  columns: number,
  first: number,
): void {
  for (let i = 0; i < x.length; i++) {
    let sum = 0;
    for (let j = 0, at = i * columns + first; j < factors.length; j++, at++) sum += matrix[at] * factors[j];
    to[i] += x[i] * sum + spread;
  }
}

function epsilonOf(z: number): number {
  return z >= 0 ? EPSILON : -EPSILON;
}

function throughDense({ link, steps, x, z }: DenseValues, above: Float64Array, biasFactor: number): Float64Array {
  const { inputs, kernel, bias, layer } = link;
  const { units } = layer;
  const below = new Float64Array(x.length);
  for (let s = 0; s < steps; s++) {
    const [from, to] = [s * units, (s + 1) * units];
    const sums = upper(z.subarray(from, to), above.subarray(from, to), bias, inputs, biasFactor);
    const [x0, x1] = [s * inputs, (s + 1) * inputs];
    handBack(below.subarray(x0, x1), x.subarray(x0, x1), sums, kernel, units, 0);
  }
  return below;
}

/** @param above relevance of the layer's outputs, [S,H] or [H]. @returns that of its inputs, [S,F]. */
function throughLstm(values: LstmValues, above: Float64Array, biasFactor: number): Float64Array {
  const { link, steps, x, z, gates, cell, hidden } = values;
  const { inputs, kernel, recurrentKernel, bias, layer } = link;
  const { units } = layer;
  const columns = 4 * units;
  const [g0, g1] = [2 * units, 3 * units];
  const below = new Float64Array(steps * inputs);
  const ofHidden = new Float64Array(steps * units);
  ofHidden.set(above, ofHidden.length - above.length);
  const ofCell = new Float64Array(units);
  const ofCandidate = new Float64Array(units);
  for (let t = steps - 1; t >= 0; t--) {
    const row = t * columns;
    for (let u = 0; u < units; u++) {
      const c = cell[t * units + u];
      const epsilon = epsilonOf(c);
      const factor = (ofHidden[t * units + u] + ofCell[u]) / (c + epsilon);
      const kept = t > 0 ? gates[row + units + u] * cell[(t - 1) * units + u] : 0;
      // At the first step there is no cell before that could take its half of epsilon.
      const share = (biasFactor * epsilon) / (t > 0 ? 2 : 1);
      ofCell[u] = t > 0 ? (kept + share) * factor : 0;
      ofCandidate[u] = (gates[row + u] * gates[row + g0 + u] + share) * factor;
    }
    const sharing = inputs + (t > 0 ? units : 0);
    const sums = upper(z.subarray(row + g0, row + g1), ofCandidate, bias.subarray(g0, g1), sharing, biasFactor);
    const [x0, x1] = [t * inputs, (t + 1) * inputs];
    handBack(below.subarray(x0, x1), x.subarray(x0, x1), sums, kernel, columns, g0);
    if (t === 0) continue;
    const [h0, h1] = [(t - 1) * units, t * units];
    handBack(ofHidden.subarray(h0, h1), hidden.subarray(h0, h1), sums, recurrentKernel, columns, g0);
  }
  return below;
}
