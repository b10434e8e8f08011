/**
 * The exact decomposition of the cell (Levy 2018, https://arxiv.org/abs/1805.03716): c_t = Σ_s a_{t,s} g_s with
 * a_{t,s} = i_s Π_{k=s+1..t} f_k, so a_{t,s} is the weight with which the cell at t still holds what was written at s.
 */

import type { LayerTrace } from '../../engine/engine.js';

/** Gates of one layer for one sample, each [T,H]. */
export interface CellGates {
  readonly units: number;
  /** A backward layer has read the last step first. */
  readonly backward?: boolean;
  readonly input: ArrayLike<number>;
  readonly forget: ArrayLike<number>;
  readonly candidate: ArrayLike<number>;
}

/** Of an LSTM's trace; undefined for other layers, which have no cell that gates write into. */
export function cellGates({ units, gates, direction }: LayerTrace): CellGates | undefined {
  const { input, forget, candidate } = gates;
  return input && forget && candidate && { units, backward: direction === 'backward', input, forget, candidate };
}

/** a_{t,s} of one unit. @returns [T,T] */
export function cellWeightsOfUnit({ units, backward = false, input, forget }: CellGates, unit: number): Float64Array {
  const length = input.length / units;
  const values = new Float64Array(length * length);
  const stepAt = (read: number) => (backward ? length - 1 - read : read);
  for (let first = 0; first < length; first++) {
    const s = stepAt(first);
    let weight = input[s * units + unit];
    for (let later = first; later < length; later++) {
      const t = stepAt(later);
      if (later > first) weight *= forget[t * units + unit];
      values[t * length + s] = weight;
    }
  }
  return values;
}

/**
 * The same over all units, each [T,T]: `values` is the mean of a_{t,s}, `weighted` the mean of a_{t,s} |g_s|, which
 * counts how much there was to hold.
 */
export function cellWeights(gates: CellGates): { values: Float64Array; weighted: Float64Array } {
  const { units, backward = false, input, forget, candidate } = gates;
  const length = candidate.length / units;
  const [values, weighted] = [new Float64Array(length * length), new Float64Array(length * length)];
  const stepAt = (read: number) => (backward ? length - 1 - read : read);
  // Of one step at a time, all units side by side: [T,T,H] of a large layer would not fit into a processor's cache.
  const [weights, written] = [new Float64Array(units), new Float64Array(units)];
  for (let first = 0; first < length; first++) {
    const s = stepAt(first);
    for (let unit = 0; unit < units; unit++) {
      weights[unit] = input[s * units + unit];
      written[unit] = Math.abs(candidate[s * units + unit]);
    }
    for (let later = first; later < length; later++) {
      const t = stepAt(later);
      let [sum, weightedSum] = [0, 0];
      for (let unit = 0; unit < units; unit++) {
        if (later > first) weights[unit] *= forget[t * units + unit];
        sum += weights[unit];
        weightedSum += weights[unit] * written[unit];
      }
      values[t * length + s] = sum / units;
      weighted[t * length + s] = weightedSum / units;
    }
  }
  return { values, weighted };
}
