/** Made-up tasks whose rule is known, so that the true contribution of every step is known too. */
import type { TaskData } from '../config/experiment.js';
import type { Random } from '../random.js';

export interface Task {
  /** Raw inputs [N,T,F] and targets [N,K] of `samples` new sequences. */
  draw(samples: number, random: Random): { inputs: Float64Array; targets: Float64Array };
  /**
   * What each step really adds to the target, measured from the baseline.
   * @param input [T,F] raw
   * @param baseline [T,F] raw
   * @returns [T], target units
   */
  contribution(input: Float64Array, baseline: Float64Array): Float64Array;
}

/** The rule of the configured task. */
export function taskOf(data: TaskData): Task {
  return signedSum(data, { sum: () => 1, subtraction: (step: number) => (step % 2 === 0 ? 1 : -1) }[data.task]);
}

/**
 * The target adds up all numbers of the sequence, each uniform in [0,1), with the sign of its step.
 * @param sign 1 or -1 of a step, counted from 0.
 */
function signedSum({ length, features }: TaskData, sign: (step: number) => number): Task {
  const stepOf = (i: number) => Math.floor(i / features);
  return {
    draw(samples, random) {
      const inputs = Float64Array.from({ length: samples * length * features }, () => random.uniform());
      const targets = new Float64Array(samples);
      for (let i = 0; i < inputs.length; i++) {
        targets[Math.floor(i / (length * features))] += sign(stepOf(i) % length) * inputs[i];
      }
      return { inputs, targets };
    },
    contribution(input, baseline) {
      const perStep = new Float64Array(length);
      for (let i = 0; i < input.length; i++) perStep[stepOf(i)] += sign(stepOf(i)) * (input[i] - baseline[i]);
      return perStep;
    },
  };
}
