/**
 * What can be read off a state by a linear function: ridge regression from h(t) to a quantity, tested on sequences that
 * it has not seen (Alain & Bengio 2017, Understanding intermediate layers using linear classifier probes).
 */
import { applied, determination, ridgeOn } from './ridge.js';

/** Fewer sequences than this tell nothing about others. */
export const PROBE_SEQUENCES = 20;

/**
 * R² of the probe at each step: fitted on the even sequences, measured on the odd ones. One is perfect, zero is what
 * the mean alone gives, and less is worse than that.
 * @param states [N,T,H]
 * @param quantity [N,T]
 * @param units H
 * @param steps T
 * @param pause called between steps; throws to cancel.
 * @param counts whether a step of a sequence counts; all do where it is left out.
 * @returns [T]; NaN where the quantity does not vary, or where there are too few sequences of which the step counts.
 */
export async function probe(
  states: ArrayLike<number>,
  quantity: ArrayLike<number>,
  units: number,
  steps: number,
  pause: () => Promise<void>,
  counts: (sequence: number, step: number) => boolean = () => true,
): Promise<Float64Array> {
  const sequences = quantity.length / steps;
  const scores = new Float64Array(steps).fill(Number.NaN);
  const every = Array.from({ length: sequences }, (_, n) => n);
  for (let t = 0; t < steps; t++) {
    const there = every.filter((n) => counts(n, t));
    if (there.length < PROBE_SEQUENCES) continue;
    await pause();
    const part = (remainder: number) => {
      const chosen = there.filter((_, place) => place % 2 === remainder);
      const x = new Float64Array(chosen.length * units);
      for (const [row, n] of chosen.entries()) {
        const from = (n * steps + t) * units;
        for (let i = 0; i < units; i++) x[row * units + i] = states[from + i];
      }
      return { x, y: Float64Array.from(chosen, (n) => quantity[n * steps + t]) };
    };
    const [fitted, tested] = [part(0), part(1)];
    scores[t] = determination(applied(ridgeOn(fitted.x, fitted.y.length)(fitted.y), tested.x), tested.y);
  }
  return scores;
}
