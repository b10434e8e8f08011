import { slopes } from '../chain/activation.js';
import {
  type Chain,
  chainOf,
  type DenseValues,
  type LinkValues,
  type LstmValues,
  runChain,
  whyNoChain,
} from '../chain/chain.js';
import { type InfluenceInput, type InfluenceResult, stepwise, type Unfit } from './influence.js';

/**
 * w · (h_t - h_{t-1}) of the last recurrent layer, h_0 = 0, with w the gradient of the output by the state that it
 * is read from: the part of the state's change that the output sees. It adds up to w · h.
 */
export async function stateChangeReadout(input: InfluenceInput): Promise<InfluenceResult | Unfit> {
  const { network, inputs, baseline, output, pause } = input;
  const chain = chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  const size = baseline.length;
  const perStep = new Float64Array((inputs.length / size) * chain.length);
  for (let n = 0; n * size < inputs.length; n++) {
    await pause();
    perStep.set(sampleChange(chain, inputs.subarray(n * size, (n + 1) * size), output), n * chain.length);
  }
  return stepwise(perStep, network);
}

function sampleChange(chain: Chain, x: Float32Array, output: number): Float64Array {
  const { recurrent, weights, step } = readout(runChain(chain, x), output);
  const { units } = recurrent.link.layer;
  const change = new Float64Array(chain.length);
  for (let t = 0; t <= step; t++) {
    for (let u = 0; u < units; u++) {
      const before = t > 0 ? recurrent.hidden[(t - 1) * units + u] : 0;
      change[t] += weights[u] * (recurrent.hidden[t * units + u] - before);
    }
  }
  return change;
}

export interface Readout {
  /** The last recurrent layer. */
  readonly recurrent: LstmValues;
  /** [H] gradient of the output by that layer's hidden state. */
  readonly weights: Float64Array;
  /** The step whose hidden state the output reads. */
  readonly step: number;
}

/**
 * How the Dense layers behind the last recurrent layer read its state.
 * @param output which of the values of the last layer, [K] or [T,K].
 */
export function readout(values: readonly LinkValues[], output: number): Readout {
  const last = values.map(({ type }) => type).lastIndexOf('lstm');
  const recurrent = values[last] as LstmValues;
  const units = values[values.length - 1].link.layer.units;
  const step = recurrent.link.layer.returnSequences ? Math.floor(output / units) : recurrent.steps - 1;
  let weights: Float64Array = new Float64Array(units);
  weights[output % units] = 1;
  for (let index = values.length - 1; index > last; index--) {
    const dense = values[index] as DenseValues;
    weights = throughDense(dense, dense.steps === 1 ? 0 : step, weights);
  }
  return { recurrent, weights, step };
}

/** Back through one step of a Dense layer. @param slope [K] by its values. @returns [F] by its inputs. */
function throughDense({ link, y }: DenseValues, step: number, slope: Float64Array): Float64Array {
  const { units, activation } = link.layer;
  return Float64Array.from({ length: link.inputs }, (_, f) => {
    let sum = 0;
    for (let k = 0; k < units; k++) {
      sum += link.kernel[f * units + k] * slopes[activation](y[step * units + k]) * slope[k];
    }
    return sum;
  });
}
