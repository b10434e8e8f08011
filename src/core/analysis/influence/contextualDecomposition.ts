import { activations } from '../chain/activation.js';
import {
  addProduct,
  type Chain,
  chainOf,
  type DenseValues,
  isCandidate,
  type LinkValues,
  type LstmValues,
  runChain,
  whyNoChain,
} from '../chain/chain.js';
import { type InfluenceInput, type InfluenceResult, stepwise, type Unfit } from './influence.js';

/**
 * Contextual decomposition (Murdoch 2018, https://arxiv.org/abs/1801.05453): the part of the output that comes from one
 * step, carried through the gates beside the part that comes from everything else. Interactions of a step with a bias
 * are its own, with other steps theirs; a bias's own product counts for the step at hand. The input is held against
 * zero in the model's units and not against the baseline.
 */
export async function contextualDecomposition(input: InfluenceInput): Promise<InfluenceResult | Unfit> {
  const { network, inputs, baseline, output, pause } = input;
  const chain = chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  const { length } = chain;
  const size = baseline.length;
  const perStep = new Float64Array((inputs.length / size) * length);
  for (let n = 0; n * size < inputs.length; n++) {
    const values = runChain(chain, inputs.subarray(n * size, (n + 1) * size));
    for (let step = 0; step < length; step++) {
      await pause();
      perStep[n * length + step] = decompose(chain, values, step).relevant[output];
    }
  }
  return stepwise(perStep, network);
}

/** The two parts of a layer's values; they add up to them, but for the head's bias behind a Dense layer. */
export interface Parts {
  readonly relevant: Float64Array;
  readonly irrelevant: Float64Array;
}

/**
 * @param values of one sample. @param step the step whose part is wanted.
 * @returns the parts of the last layer's values, [K] or [T,K]; what they lack is the last layer's activation of its bias.
 */
export function decompose(chain: Chain, values: readonly LinkValues[], step: number): Parts {
  const { length, features } = chain;
  const x = values[0].x;
  const relevant = new Float64Array(length * features);
  relevant.set(x.subarray(step * features, (step + 1) * features), step * features);
  let parts: Parts = { relevant, irrelevant: x.map((value, i) => value - relevant[i]) };
  for (const [index, link] of values.entries()) {
    const head = index === values.length - 1;
    parts = link.type === 'lstm' ? throughLstm(link, parts.relevant, step) : throughDense(link, parts.relevant, head);
  }
  return parts;
}

/**
 * The part of act(z) that belongs to a, where z = a + b + bias: the mean of what a adds to the bias alone and to b and
 * the bias. @param whole act(z) @param alone act(bias)
 */
export function linearized(
  act: (x: number) => number,
  a: number,
  z: number,
  bias: number,
  whole = act(z),
  alone = act(bias),
): number {
  return a === 0 ? 0 : (act(a + bias) - alone + whole - act(z - a)) / 2;
}

function throughDense({ link, steps, z, y }: DenseValues, below: Float64Array, head: boolean): Parts {
  const { layer, inputs, kernel, bias } = link;
  const { units } = layer;
  const act = activations[layer.activation];
  const [relevant, irrelevant] = [new Float64Array(steps * units), new Float64Array(steps * units)];
  for (let s = 0; s < steps; s++) {
    const a = new Float64Array(units);
    addProduct(a, below.subarray(s * inputs, (s + 1) * inputs), kernel);
    for (let k = 0; k < units; k++) {
      const at = s * units + k;
      relevant[at] = linearized(act, a[k], z[at], bias[k], y[at]);
      irrelevant[at] = y[at] - relevant[at] - (head ? act(bias[k]) : 0);
    }
  }
  return { relevant, irrelevant };
}

/**
 * Only the relevant part is carried: the irrelevant one is what is left of the layer's own values, so that the two add
 * up to them at every step.
 * @param below relevant part of the inputs, [S,F].
 */
function throughLstm({ link, steps, z, gates, cell, hidden }: LstmValues, below: Float64Array, step: number): Parts {
  const { layer, inputs, kernel, recurrentKernel, bias } = link;
  const { units, returnSequences } = layer;
  const columns = 4 * units;
  const act = activations[layer.activation];
  const gate = activations[layer.recurrentActivation];
  const ofHidden = new Float64Array(steps * units);
  const ofCell = new Float64Array(units);
  const alone = bias.map((b, column) => (isCandidate(column, units) ? act(b) : gate(b)));
  // Before its step nothing is relevant.
  for (let t = step; t < steps; t++) {
    const a = new Float64Array(columns);
    addProduct(a, below.subarray(t * inputs, (t + 1) * inputs), kernel);
    if (t > step) addProduct(a, ofHidden.subarray((t - 1) * units, t * units), recurrentKernel);
    const row = t * columns;
    const part = (k: number, f: (x: number) => number) =>
      linearized(f, a[k], z[row + k], bias[k], gates[row + k], alone[k]);
    for (let u = 0; u < units; u++) {
      const [i, f, g] = [u, units + u, 2 * units + u];
      const [ofI, ofF, ofG] = [part(i, gate), part(f, gate), part(g, act)];
      const kept = (ofF + alone[f]) * ofCell[u];
      const written = ofI * (ofG + alone[g]) + alone[i] * ofG + (t === step ? alone[i] * alone[g] : 0);
      ofCell[u] = kept + written;
      const at = t * units + u;
      ofHidden[at] = gates[row + 3 * units + u] * linearized(act, ofCell[u], cell[at], 0);
    }
  }
  const from = returnSequences ? 0 : ofHidden.length - units;
  const relevant = ofHidden.subarray(from);
  return { relevant, irrelevant: hidden.subarray(from).map((value, i) => value - relevant[i]) };
}
