/**
 * Flip-flops: each input is mostly silent and now and then gives a pulse of +1 or -1; the answer at every step is each
 * input's last pulse (Sussillo & Barak 2013, Opening the black box, section 4.1). What is kept is one of 2^bits memories.
 */
import type { Random } from '../../random.js';
import type { Task } from './task.js';

/** Chance of a pulse at a step. */
const PULSE = 0.2;
/** What is smaller is silence. */
const LOUD = 0.5;

/** @param bits inputs, and outputs. @param length steps. */
export function flipFlop(bits: number, length: number): Task {
  const names = (prefix: string) => Array.from({ length: bits }, (_, bit) => `${prefix}${bit + 1}`);
  /** The step of a bit's last pulse up to and including a step; -1 where there was none. */
  const lastPulse = (input: ArrayLike<number>, bit: number, step: number): number => {
    let t = step;
    while (t >= 0 && Math.abs(input[t * bits + bit]) < LOUD) t--;
    return t;
  };
  const signAt = (input: ArrayLike<number>, bit: number, step: number) => Math.sign(input[step * bits + bit]);
  return {
    length,
    features: names('pulse'),
    target: { kind: 'numbers' },
    targetSteps: length,
    targetNames: names('bit'),
    quantities: false,
    draw(inputs: Float64Array, random: Random) {
      for (let i = 0; i < inputs.length; i++) {
        const chance = random.uniform();
        const sign = random.uniform() < 0.5 ? -1 : 1;
        // Every bit begins with a pulse, so that there is always one to remember.
        const first = i % (length * bits) < bits;
        inputs[i] = first || chance < PULSE ? sign : 0;
      }
    },
    answer: (input) =>
      Float64Array.from({ length: length * bits }, (_, at) => {
        const bit = at % bits;
        const step = lastPulse(input, bit, Math.floor(at / bits));
        return step < 0 ? 0 : signAt(input, bit, step);
      }),
    contribution(input, baseline, answerStep = length, target = 0) {
      // All of the answer is the last pulse's.
      const parts = new Float64Array(length);
      const [own, other] = [input, baseline].map((sequence) => lastPulse(sequence, target, answerStep - 1));
      if (own >= 0) parts[own] += signAt(input, target, own);
      if (other >= 0) parts[other] -= signAt(baseline, target, other);
      return parts;
    },
  };
}
