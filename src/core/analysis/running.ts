/** What a sequence comes to so far: what a layer that carries the answer from step to step has to hold. */
import type { Dataset } from '../data/dataset.js';
import type { CountedSteps } from './countedSteps.js';

export interface Running {
  /** [N,T] raw units. */
  readonly running: Float32Array;
  /** In words. */
  readonly runningName: string;
}

/**
 * The answer at each step where the task has one, else the sum so far of what the steps add by the task's rule, else,
 * where no rule is known, of the first input.
 * @param inputs [N,T,F] raw.
 * @param steps which of them count: the first input of a step behind a mask is no part of the sum.
 */
export function runningOf(
  inputs: Float64Array,
  { length, features, task, targetNames }: Pick<Dataset, 'length' | 'features' | 'task' | 'targetNames'>,
  steps: CountedSteps,
): Running {
  const width = features.length;
  const size = length * width;
  const sequences = inputs.length / size;
  const running = new Float32Array(sequences * length);
  const zero = new Float64Array(size);
  for (let n = 0; n < sequences; n++) {
    const input = inputs.subarray(n * size, (n + 1) * size);
    if (task?.contribution && task.targetSteps === length) {
      const answer = task.answer(input);
      for (let t = 0; t < length; t++) running[n * length + t] = answer[t * targetNames.length];
      continue;
    }
    const parts = task?.contribution?.(input, zero);
    for (let t = 0, sum = 0; t < length; t++) {
      if (parts) sum += parts[t];
      else if (steps.counts(n, t)) sum += input[t * width];
      running[n * length + t] = sum;
    }
  }
  return { running, runningName: task?.contribution ? 'answer so far' : `running sum of ${features[0]}` };
}
