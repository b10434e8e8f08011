/**
 * How strongly what comes out depends on what came earlier: the size of exact derivatives by lag, which training follows
 * backwards through time (Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural networks).
 */
import type { Network } from '../../engine/engine.js';
import { idsOf } from '../../model/spec.js';
import type { Unfit } from '../influence/influence.js';
import { enteringValues, type RunningLayer, sizeOf, statesOf, unfitForRest } from './rest.js';
import type { GradientByLag } from './results.js';

/** Sequences that a layer's derivatives are followed through, at most, and multiplications that they may take. */
const CHAINED = { most: 20, work: 3e9 };
/** How much smaller or larger the derivative has to become over all steps to be called so. */
const STEADY = 100;

/**
 * |dh_T/ds_(T-k)| of a layer, T its last step and s its whole state: the Frobenius norm of the product of the Jacobians
 * along real trajectories.
 * @param inputs [N,T,F] of the model, its units.
 * @throws what `pause` throws.
 */
export async function stateGradient(
  network: Network,
  running: RunningLayer,
  inputs: Float32Array,
  pause: () => Promise<void>,
): Promise<GradientByLag | Unfit> {
  const unfit = unfitForRest(network, running);
  if (unfit !== undefined) return { reason: unfit };
  const { cell, trace } = running;
  const { steps, units } = trace;
  if (steps < 3) return { reason: `It has ${steps} steps, too few to see a trend.` };
  const entering = enteringValues(network, running, inputs);
  const states = statesOf(trace);
  const size = sizeOf(trace);
  const affordable = Math.floor(CHAINED.work / (steps * units * size * size));
  const sequences = Math.max(1, Math.min(CHAINED.most, affordable, trace.hidden.length / (steps * units)));
  const norms = new Float64Array(steps);
  for (let n = 0; n < sequences; n++) {
    // Rows of dh_T/ds_(T-k), at first those of h in s.
    let rows: Float64Array = new Float64Array(units * size);
    for (let u = 0; u < units; u++) rows[u * size + u] = 1;
    norms[0] += Math.sqrt(units) / sequences;
    for (let lag = 1; lag < steps; lag++) {
      await pause();
      // The step that is taken back, and the one before it, in the order of reading.
      const [taken, before] = [steps - lag, steps - lag - 1].map((turn) =>
        trace.direction === 'forward' ? turn : steps - 1 - turn,
      );
      const at = (n * steps + before) * size;
      const x = entering.subarray((n * steps + taken) * cell.inputs, (n * steps + taken + 1) * cell.inputs);
      rows = times(rows, cell.under(x).jacobian(Float64Array.from(states.subarray(at, at + size))), size);
      norms[lag] += Math.sqrt(rows.reduce((sum, value) => sum + value * value, 0)) / sequences;
    }
  }
  return judged(norms, sequences, 'state');
}

/**
 * |dy/dx| by how many steps before the explained answer x came in.
 * @param inputs [N,T,F] the model's units.
 * @param step of the answer, from 0.
 */
export function inputGradient(
  network: Network,
  inputs: Float32Array,
  output: number,
  step: number,
): GradientByLag | Unfit {
  if (idsOf(network.spec) !== undefined) return { reason: 'The model reads ids, by which nothing can be derived.' };
  const { length, features } = network.spec;
  if (step < 2) return { reason: 'Too few steps lie before the answer to see a trend.' };
  const { gradient } = network.inputGradient(inputs, output);
  const sequences = inputs.length / (length * features);
  const norms = new Float64Array(step + 1);
  for (let n = 0; n < sequences; n++) {
    for (let lag = 0; lag <= step; lag++) {
      const at = (n * length + step - lag) * features;
      norms[lag] += Math.hypot(...gradient.subarray(at, at + features)) / sequences;
    }
  }
  return judged(norms, sequences, 'input');
}

/** What a curve of norms [T] says. */
export function judged(norms: Float64Array, sequences: number, of: 'state' | 'input'): GradientByLag | Unfit {
  if (!norms.every(Number.isFinite)) return { reason: 'Its derivatives are not finite numbers.' };
  const factor = meanFactor(norms);
  const lags = norms.length - 1;
  const change = factor ** lags;
  const verdict = !(change >= 1 / STEADY) ? 'vanishing' : change > STEADY ? 'exploding' : 'steady';
  return { norms, sequences, factor, verdict, reading: readingOf(verdict, factor, lags, of) };
}

/** By least squares through the logarithms of what is not zero; 0 where all but the first are. */
function meanFactor(norms: Float64Array): number {
  const known = Array.from(norms.keys()).filter((lag) => norms[lag] > 0);
  if (known.length < 2) return 0;
  const middle = known.reduce((sum, lag) => sum + lag / known.length, 0);
  const [up, down] = known.reduce(
    ([a, b], lag) => [a + (lag - middle) * Math.log(norms[lag]), b + (lag - middle) ** 2],
    [0, 0],
  );
  return Math.exp(up / down);
}

function readingOf(verdict: GradientByLag['verdict'], factor: number, lags: number, of: 'state' | 'input'): string {
  const what =
    of === 'state' ? 'The last state’s dependence on earlier ones' : 'The answer’s dependence on earlier inputs';
  const pace = `changes by a factor of ${factor.toPrecision(2)} a step, ${(factor ** lags).toPrecision(2)} over ${lags} steps`;
  switch (verdict) {
    case 'steady':
      return `${what} ${pace}: training reaches all of the sequence.`;
    case 'vanishing':
      return (
        `${what} ${pace}: it vanishes, and training hardly learns from early steps. What helps: an LSTM or GRU with ` +
        'forget gates that start open (unitForgetBias), shorter sequences, attention, or layer normalization. On a ' +
        'trained model it may be as it should: what is of no use is forgotten.'
      );
    case 'exploding':
      return (
        `${what} ${pace}: it explodes, and single steps of training can destroy what was learned. What helps: clipping ` +
        '("globalClipNorm": 1), a smaller learning rate, or gates (an LSTM or GRU for a SimpleRNN).'
      );
  }
}

/** [R,S] times [S,S]. */
function times(rows: Float64Array, matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(rows.length);
  for (let r = 0; r < rows.length; r += size) {
    for (let k = 0; k < size; k++) {
      const factor = rows[r + k];
      if (factor === 0) continue;
      for (let c = 0; c < size; c++) result[r + c] += factor * matrix[k * size + c];
    }
  }
  return result;
}
