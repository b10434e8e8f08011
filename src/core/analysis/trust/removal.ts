/** What the output does when steps are replaced by the baseline; all in target units, above the baseline's output. */
import type { Subject } from '../analyse.js';
import { type CountedSteps, ownBaselines } from '../countedSteps.js';

/** Points of a curve beyond its first, at most. */
const CURVE_POINTS = 20;
/** Shares of the steps that count as the important ones (DeYoung 2020). */
const SHARES = [0.01, 0.05, 0.1, 0.2, 0.5];

/**
 * Gives the output above the baseline's, [N], with those steps as they are that `keeps` says and all others replaced.
 * Steps that do not count are never replaced.
 */
export type Remove = (keeps: (sample: number, step: number) => boolean) => Float64Array;

/** @param inputs [N,T,F], the model's units. */
export function removalOf(
  { network, output, baseline, deviation }: Subject,
  inputs: Float32Array,
  steps: CountedSteps,
): Remove {
  const { features } = network.spec;
  const size = baseline.length;
  const replaced = ownBaselines(baseline, inputs, steps);
  const answers = (values: Float32Array) => {
    const outputs = network.predict(values);
    return Float64Array.from({ length: inputs.length / size }, (_, n) => outputs[n * network.outputSize + output]);
  };
  const ground = answers(replaced);
  return (keeps) => {
    const mixed = inputs.map((value, i) =>
      keeps(Math.floor(i / size), Math.floor((i % size) / features)) ? value : replaced[i],
    );
    return answers(mixed).map((answer, n) => (answer - ground[n]) * deviation);
  };
}

/**
 * The place of every step in its sample's order, largest first; equal ones keep their order, and those that do not count
 * come last.
 * @param values [N,T]
 * @returns [N,T] 0 for the largest
 */
export function placesOf(values: Float64Array, { length, numbers, counts }: CountedSteps): Uint32Array {
  const places = new Uint32Array(values.length);
  for (const n of numbers.keys()) {
    const from = n * length;
    const rank = (t: number) => (counts(n, t) ? values[from + t] : Number.NEGATIVE_INFINITY);
    const order = Array.from({ length }, (_, t) => t).sort((a, b) => rank(b) - rank(a) || a - b);
    for (const [place, step] of order.entries()) places[from + step] = place;
  }
  return places;
}

/**
 * Areas under the output as the steps are replaced (deletion) or put into the baseline (insertion), highest influence
 * first (Petsiuk 2018), by the trapezoid rule over [0,1].
 * @param places [N,T] as from `placesOf`.
 * @returns [N] each
 */
export function curveAreas(remove: Remove, places: Uint32Array, { length, numbers }: CountedSteps) {
  const points = Math.min(longest(numbers), CURVE_POINTS);
  const curves = (keeps: (place: number, count: number) => boolean) =>
    Array.from({ length: points + 1 }, (_, k) =>
      remove((n, t) => keeps(places[n * length + t], Math.round((k * numbers[n]) / points))),
    );
  return {
    deletion: trapezoid(curves((place, count) => place >= count)),
    insertion: trapezoid(curves((place, count) => place < count)),
  };
}

/** (Σ - first/2 - last/2) / (points - 1) of each sample. @param curve one [N] a point */
function trapezoid(curve: readonly Float64Array[]): Float64Array {
  const last = curve.length - 1;
  return curve[0].map((_, n) => {
    const sum = curve.reduce((total, outputs) => total + outputs[n], 0);
    return (sum - curve[0][n] / 2 - curve[last][n] / 2) / last;
  });
}

/**
 * Change of the output without the most important steps (comprehensiveness) and with them only (sufficiency), mean over
 * the shares 1, 5, 10, 20 and 50 % (DeYoung 2020, https://arxiv.org/abs/1911.03429); the size of the change, as a
 * regression has no class whose score should fall.
 * @param places [N,T] in the order of the influences' sizes.
 * @returns [N] each
 */
export function importantSteps(remove: Remove, places: Uint32Array, { length, numbers }: CountedSteps) {
  const whole = remove(() => true);
  const longestSample = longest(numbers);
  const changes = (keeps: (place: number, count: number) => boolean) => {
    const mean = new Float64Array(whole.length);
    const known = new Map<number, Float64Array>();
    for (const share of SHARES) {
      // Shares at least double, so two are the same number of steps only where it is one, and then it is one for all.
      const most = Math.ceil(share * longestSample);
      const outputs = known.get(most) ?? remove((n, t) => keeps(places[n * length + t], Math.ceil(share * numbers[n])));
      known.set(most, outputs);
      for (let n = 0; n < mean.length; n++) mean[n] += Math.abs(whole[n] - outputs[n]) / SHARES.length;
    }
    return mean;
  };
  return {
    comprehensiveness: changes((place, count) => place >= count),
    sufficiency: changes((place, count) => place < count),
  };
}

/** At least one. */
function longest(numbers: Uint32Array): number {
  return numbers.reduce((most, number) => Math.max(most, number), 1);
}

/** The effect of taking away random halves of the steps: [masks] of which steps, and of what it did. */
export interface RandomRemovals {
  /** [T] a mask: 1 where the step is taken away. */
  readonly masks: readonly Uint8Array[];
  /** [N] a mask: y(x) - y(x without these steps). */
  readonly effects: readonly Float64Array[];
}

/** @param draw uniform in [0,1) */
export function randomRemovals(remove: Remove, length: number, count: number, draw: () => number): RandomRemovals {
  const whole = remove(() => true);
  const masks = Array.from({ length: count }, () => Uint8Array.from({ length }, () => (draw() < 0.5 ? 1 : 0)));
  const effects = masks.map((mask) => remove((_, t) => mask[t] === 0).map((output, n) => whole[n] - output));
  return { masks, effects };
}

/**
 * Infidelity (Yeh 2019, https://arxiv.org/abs/1901.09392): mean of (claimed effect - effect)², where the perturbation
 * replaces a random half of the steps by the baseline.
 * @param claims [N,T] what taking each step away should do, target units.
 * @returns [N]
 */
export function infidelity(claims: Float64Array, { masks, effects }: RandomRemovals): Float64Array {
  const length = masks[0].length;
  return Float64Array.from({ length: claims.length / length }, (_, n) => {
    let sum = 0;
    for (const [m, mask] of masks.entries()) {
      let claimed = 0;
      for (let t = 0; t < length; t++) claimed += mask[t] * claims[n * length + t];
      sum += (claimed - effects[m][n]) ** 2;
    }
    return sum / masks.length;
  });
}
