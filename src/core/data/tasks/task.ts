/** Made-up tasks: data without end, whose rule is known. */
import type { Random } from '../../random.js';
import type { TargetKind } from '../dataset.js';

export interface Task {
  readonly length: number;
  /** F names. */
  readonly features: readonly string[];
  readonly target: TargetKind;
  readonly targetSteps?: number;
  /** K names. */
  readonly targetNames: readonly string[];
  /** Whether inputs and targets are quantities that may be standardized. */
  readonly quantities: boolean;
  /** Puts the raw inputs [N,T,F] of new sequences where they are wanted. */
  draw(inputs: Float64Array, random: Random): void;
  /** The true answer [(S,)K] to an input [T,F], by the rule. */
  answer(input: Float64Array): Float64Array;
  /**
   * What each step adds to the answer, measured from the baseline; missing where the rule does not add up.
   * @param input [T,F] raw
   * @param baseline [T,F] raw
   * @param answerStep which of the answers, from 1; the last where it is not given.
   * @param target which of the targets, from 0.
   * @returns [T], target units
   */
  readonly contribution?: (
    input: Float64Array,
    baseline: Float64Array,
    answerStep?: number,
    target?: number,
  ) => Float64Array;
}

/** Answers to many inputs [N,T,F]: [N,(S,)K]. */
export function answers(task: Task, inputs: Float64Array): Float64Array {
  const size = task.length * task.features.length;
  const count = inputs.length / size;
  const width = (task.targetSteps ?? 1) * task.targetNames.length;
  const all = new Float64Array(count * width);
  for (let n = 0; n < count; n++) all.set(task.answer(inputs.subarray(n * size, (n + 1) * size)), n * width);
  return all;
}
