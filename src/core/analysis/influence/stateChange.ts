import type { LayerTrace } from '../../engine/engine.js';
import { type InfluenceInput, type InfluenceResult, NO_RECURRENT_LAYER, type Unfit } from './influence.js';

/**
 * Norm of h_t - h_{t-1} of the first recurrent layer, h_0 = 0: the stand-in for attention that most tutorials use.
 * It has no sign and does not know the output.
 */
export function stateChange({ layers, network }: InfluenceInput): InfluenceResult | Unfit {
  if (layers.length === 0) return NO_RECURRENT_LAYER;
  return { perStep: stateChangeOf(layers[0], network.spec.length), unit: 'state' };
}

/** Norm of the change of the hidden state at each step of one layer. @returns [N,T] */
export function stateChangeOf({ hidden, units }: Pick<LayerTrace, 'hidden' | 'units'>, length: number): Float64Array {
  return Float64Array.from({ length: hidden.length / units }, (_, step) => {
    let sum = 0;
    for (let unit = 0; unit < units; unit++) {
      const at = step * units + unit;
      const before = step % length === 0 ? 0 : hidden[at - units];
      sum += (hidden[at] - before) ** 2;
    }
    return Math.sqrt(sum);
  });
}
