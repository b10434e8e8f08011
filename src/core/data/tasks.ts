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
  return { sum: sumTask }[data.task](data);
}

/** The target is the sum of all numbers of the sequence, each uniform in [0,1). */
function sumTask({ length, features }: TaskData): Task {
  return {
    draw(samples, random) {
      const inputs = Float64Array.from({ length: samples * length * features }, () => random.uniform());
      const targets = new Float64Array(samples);
      for (let i = 0; i < inputs.length; i++) targets[Math.floor(i / (length * features))] += inputs[i];
      return { inputs, targets };
    },
    contribution(input, baseline) {
      const perStep = new Float64Array(length);
      for (let i = 0; i < input.length; i++) perStep[Math.floor(i / features)] += input[i] - baseline[i];
      return perStep;
    },
  };
}
