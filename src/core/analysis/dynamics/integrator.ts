/** Whether a layer adds up: the running quantity read from its states with the same weights at every step. */
import type { Network } from '../../engine/engine.js';
import { chainOf, runChain, whyNoChain } from '../chain/chain.js';
import type { Unfit } from '../influence/influence.js';
import { readout } from '../influence/stateChangeReadout.js';
import { applied, determination, ridgeOn } from '../stateSpace/ridge.js';
import type { ProbeData, ProbedLayer } from './layerStates.js';
import { patternOf } from './probes.js';
import type { Integrator } from './results.js';

/** States that one decoder is fitted on, at most. */
const ROWS = 3000;

export function integratorOf(probed: ProbeData, layer: ProbedLayer): Omit<Integrator, 'readout'> | Unfit {
  const { fitted, heldOut, data, runningName } = probed;
  const { length } = data;
  const rows = thinned(layer.fitted, fitted.running, layer.size);
  const decoder = ridgeOn(rows.x, rows.y.length)(rows.y);
  const truth = heldOut.running;
  const decoded = applied(decoder, Float64Array.from(layer.heldOut));
  const r2 = determination(decoded, truth);
  if (Number.isNaN(r2)) return { reason: `The ${runningName} is the same everywhere.` };
  const { kept, gain } = recurrence(decoded, truth, length);
  return {
    quantity: runningName,
    r2,
    gain,
    leak: 1 - kept,
    ...decoder,
    direction: patternOf(rows.x, decoder),
  };
}

/** Every so manieth state and its quantity. @param states [N,T,S] @param running [N,T] */
function thinned(states: Float32Array, running: Float32Array, size: number) {
  const every = Math.max(1, Math.ceil(running.length / ROWS));
  // Not a divisor of the steps, or the same steps would come again and again.
  const chosen = Array.from({ length: Math.floor(running.length / every) }, (_, k) => k * every + (k % every));
  const x = new Float64Array(chosen.length * size);
  for (const [row, at] of chosen.entries()) x.set(states.subarray(at * size, (at + 1) * size), row * size);
  return { x, y: Float64Array.from(chosen, (at) => running[at]) };
}

/**
 * Least squares of decoded(t) = kept · decoded(t-1) + gain · (true(t) - true(t-1)) + offset, over all steps but the first.
 * @param decoded [N,T] @param truth [N,T]
 */
function recurrence(decoded: Float64Array, truth: Float32Array, length: number): { kept: number; gain: number } {
  const later = Array.from(decoded.keys()).filter((i) => i % length > 0);
  const y = later.map((i) => decoded[i]);
  const before = later.map((i) => decoded[i - 1]);
  const brought = later.map((i) => truth[i] - truth[i - 1]);
  const [yy, a, b] = [y, before, brought].map(centred);
  const [aa, ab, bb, ay, by] = [product(a, a), product(a, b), product(b, b), product(a, yy), product(b, yy)];
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * aa * bb)) return { kept: Number.NaN, gain: Number.NaN };
  return { kept: (ay * bb - by * ab) / determinant, gain: (by * aa - ay * ab) / determinant };
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return values.map((value) => value - mean);
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/**
 * |cos| between the change of h with the quantity and what the layers behind the last recurrent layer read of h: the
 * gradient of the output by it, at the mean over some inputs.
 * @param direction [S] of that layer. @param inputs [N,T,F] the model's units.
 */
export function readoutAlignment(
  network: Network,
  layer: string,
  direction: Float64Array,
  inputs: Float32Array,
  output: number,
): number | Unfit {
  const chain = chainOf(network);
  if (!chain) return { reason: whyNoChain(network) as string };
  const size = chain.length * chain.features;
  const first = readout(runChain(chain, inputs.subarray(0, size)), output);
  if (first.recurrent.link.layer.name !== layer)
    return { reason: 'Another recurrent layer reads it, and not the output.' };
  const units = first.weights.length;
  const read = new Float64Array(units);
  for (let n = 0; n < Math.min(20, inputs.length / size); n++) {
    const { weights } = readout(runChain(chain, inputs.subarray(n * size, (n + 1) * size)), output);
    for (let u = 0; u < units; u++) read[u] += weights[u];
  }
  return cosine(read, direction.subarray(0, units));
}

/** |cos| of the angle between two vectors; NaN where one of them is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa > 0 && bb > 0 ? Math.min(1, Math.abs(ab) / Math.sqrt(aa * bb)) : Number.NaN;
}
