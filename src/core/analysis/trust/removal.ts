/** What the output does when steps are replaced by the baseline; all in target units, above the baseline's output. */
import type { Subject } from '../analyse.js';

/** Points of a curve beyond its first, at most. */
const CURVE_POINTS = 20;
/** Shares of the steps that count as the important ones (DeYoung 2020). */
const SHARES = [0.01, 0.05, 0.1, 0.2, 0.5];

/** Gives the output above the baseline's, [N], with those steps as they are that `keeps` says and all others replaced. */
export type Remove = (keeps: (sample: number, step: number) => boolean) => Float64Array;

/** @param inputs [N,T,F], the model's units. */
export function removalOf({ network, output, baseline, deviation }: Subject, inputs: Float32Array): Remove {
  const { features } = network.spec;
  const size = baseline.length;
  const ground = network.predict(baseline)[output];
  return (keeps) => {
    const mixed = inputs.map((value, i) => {
      const at = i % size;
      return keeps(Math.floor(i / size), Math.floor(at / features)) ? value : baseline[at];
    });
    const outputs = network.predict(mixed);
    return Float64Array.from(
      { length: inputs.length / size },
      (_, n) => (outputs[n * network.outputSize + output] - ground) * deviation,
    );
  };
}

/**
 * The place of every step in its sample's order, largest first; equal ones keep their order.
 * @param values [N,T]
 * @returns [N,T] 0 for the largest
 */
export function placesOf(values: Float64Array, length: number): Uint32Array {
  const places = new Uint32Array(values.length);
  for (let from = 0; from < values.length; from += length) {
    const order = Array.from({ length }, (_, t) => t).sort((a, b) => values[from + b] - values[from + a] || a - b);
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
export function curveAreas(remove: Remove, places: Uint32Array, length: number) {
  const points = Math.min(length, CURVE_POINTS);
  const counts = Array.from({ length: points + 1 }, (_, k) => Math.round((k * length) / points));
  const curves = (keeps: (place: number, count: number) => boolean) =>
    counts.map((count) => remove((n, t) => keeps(places[n * length + t], count)));
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
export function importantSteps(remove: Remove, places: Uint32Array, length: number) {
  const whole = remove(() => true);
  const changes = (keeps: (place: number, count: number) => boolean) => {
    const mean = new Float64Array(whole.length);
    const known = new Map<number, Float64Array>();
    for (const share of SHARES) {
      const count = Math.ceil(share * length);
      const outputs = known.get(count) ?? remove((n, t) => keeps(places[n * length + t], count));
      known.set(count, outputs);
      for (let n = 0; n < mean.length; n++) mean[n] += Math.abs(whole[n] - outputs[n]) / SHARES.length;
    }
    return mean;
  };
  return {
    comprehensiveness: changes((place, count) => place >= count),
    sufficiency: changes((place, count) => place < count),
  };
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
