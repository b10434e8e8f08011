/** Does the state change when a certain input comes? Tested over a data set, so that "it does" is more than a picture. */
import type { LayerTrace } from '../../engine/engine.js';
import type { CountedSteps } from '../countedSteps.js';
import { stateChangeOf } from '../influence/stateChange.js';
import { pearson, spearman } from '../trust/statistics.js';
import { correlationP, holm } from './significance.js';

/** Correlations of several pairs of variables over N samples; `p` are Holm-corrected over all of one object's tests. */
export interface Correlations {
  readonly pearson: Float64Array;
  readonly pearsonP: Float64Array;
  readonly spearman: Float64Array;
  readonly spearmanP: Float64Array;
}

/** One recurrent layer. */
export interface InputCorrelation {
  readonly layer: string;
  /** Samples: the n of every test, but for `counted`. */
  readonly samples: number;
  /** [T] the n of a step's tests, where a mask leaves steps out. */
  readonly counted?: Uint32Array;
  /** Norm of h_t - h_{t-1} with x_t, [T,F]. */
  readonly steps: Correlations;
  /** Change of each unit (with its sign) with x_t, [T,H,F]; missing where there would be too many tests. */
  readonly units?: Correlations;
  /** [T] mean cosine of h_t - h_{t-1} with the change before it; NaN at the first step. */
  readonly previousCosine: Float64Array;
  /** [T] mean cosine of h_t - h_{t-1} with the direction that the output reads; of the last layer only. */
  readonly readoutCosine?: Float64Array;
}

/** More numbers than this a correlation of every unit is not worth. */
const MOST_UNIT_TESTS = 20_000;

/**
 * @param trace of N samples.
 * @param inputs [N,T,F] in any unit.
 * @param counted which of their steps count; at the others nothing is compared.
 * @param readout [N,H] gradient of the output by the layer's last state, of the last recurrent layer.
 */
export function inputCorrelation(
  trace: LayerTrace,
  inputs: ArrayLike<number>,
  counted: CountedSteps,
  features: number,
  readout?: Float64Array,
): InputCorrelation {
  const { layer, units, hidden } = trace;
  const { length } = counted;
  const samples = counted.numbers.length;
  const samplesAt = Array.from({ length }, (_, t) =>
    Uint32Array.from({ length: samples }, (_, n) => n).filter((n) => counted.counts(n, t)),
  );
  const norms = stateChangeOf(trace, length);
  const changes = Float64Array.from(hidden, (h, i) => h - (i % (length * units) < units ? 0 : hidden[i - units]));
  const column = (t: number, of: (n: number) => number) => Float64Array.from(samplesAt[t], of);
  const inputAt = (t: number, f: number) => column(t, (n) => inputs[(n * length + t) * features + f]);
  const steps: [Float64Array, Float64Array][] = [];
  const perUnit: [Float64Array, Float64Array][] = [];
  const withUnits = length * units * features <= MOST_UNIT_TESTS;
  for (let t = 0; t < length; t++) {
    const x = Array.from({ length: features }, (_, f) => inputAt(t, f));
    for (const input of x) steps.push([column(t, (n) => norms[n * length + t]), input]);
    for (let u = 0; withUnits && u < units; u++) {
      const change = column(t, (n) => changes[(n * length + t) * units + u]);
      for (const input of x) perUnit.push([change, input]);
    }
  }
  const changeAt = (n: number, t: number) => changes.subarray((n * length + t) * units, (n * length + t + 1) * units);
  const meanCosine = (other: (n: number, t: number) => Float64Array | undefined) =>
    Float64Array.from({ length }, (_, t) => meanOfNumbers(column(t, (n) => cosine(changeAt(n, t), other(n, t)))));
  return {
    layer,
    samples,
    ...(samplesAt.some((own) => own.length < samples) && { counted: Uint32Array.from(samplesAt, (own) => own.length) }),
    steps: correlate(steps),
    ...(withUnits ? { units: correlate(perUnit) } : {}),
    previousCosine: meanCosine((n, t) => (t > 0 ? changeAt(n, t - 1) : undefined)),
    ...(readout ? { readoutCosine: meanCosine((n) => readout.subarray(n * units, (n + 1) * units)) } : {}),
  };
}

function correlate(pairs: readonly [Float64Array, Float64Array][]): Correlations {
  const measure = (correlation: (x: Float64Array, y: Float64Array) => number) => {
    const r = Float64Array.from(pairs, ([x, y]) => correlation(x, y));
    return { r, p: holm(r.map((value, i) => correlationP(value, pairs[i][0].length))) };
  };
  const [linear, ranked] = [measure(pearson), measure(spearman)];
  return { pearson: linear.r, pearsonP: linear.p, spearman: ranked.r, spearmanP: ranked.p };
}

/** NaN where there is no other vector, or a vector has no direction. */
function cosine(a: Float64Array, b: Float64Array | undefined): number {
  if (!b) return Number.NaN;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return ab / Math.sqrt(aa * bb);
}

function meanOfNumbers(values: Float64Array): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.length > 0 ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length : Number.NaN;
}
