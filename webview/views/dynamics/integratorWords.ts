/** Whether a layer adds up, in words. Pure. */
import type { CarriedLayer } from '../../../src/core/analysis/dynamics/results.js';
import { formatFixed, formatPercent } from '../../format.js';

/** How a layer adds up, in a sentence. */
export function integratorReading({ layer, integrator }: Pick<CarriedLayer, 'layer' | 'integrator'>): string {
  if ('reason' in integrator) return `${layer} is not read as one that adds up. ${integrator.reason}`;
  const { quantity, r2, gain, leak } = integrator;
  if (!(r2 >= READABLE)) {
    return `${layer} does not carry the ${quantity} in one direction: read with the same weights at every step, R² is ${formatFixed(r2, 2)}.`;
  }
  const kept =
    Math.abs(leak) < 0.005 ? 'keeps all of it' : `loses ${formatPercent(Math.max(0, leak))} of it at each step`;
  return `${layer} carries the ${quantity}: it takes in ${formatPercent(gain)} of what a step brings and ${kept}.`;
}

/** R² from which a quantity is said to be carried. */
const READABLE = 0.8;
