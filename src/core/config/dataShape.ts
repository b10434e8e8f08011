/** What a config's `data` gives to the model and wants from it, as far as the config alone tells. */
import type { LossSpec } from '../engine/trainingSpec.js';
import type { DataConfig } from './experiment.js';
import { holdsArrays, isWide, STEP, targetNames } from './fileDataFacts.js';

/** Every character of the task `digitAddition`, read or written; a character's class is its place here. */
export const DIGIT_CHARACTERS: readonly string[] = [...'0123456789+= '];

/** A text as its characters; line ends are one, as when a file is read. */
export function charactersOf(text: string): string[] {
  return [...text.replaceAll('\r', '')];
}

/** Losses whose targets are classes with an output each. */
export function isCategorical({ type }: LossSpec): boolean {
  return type === 'categoricalCrossentropy' || type === 'sparseCategoricalCrossentropy';
}

/** Steps and features of one sequence, where it is not the data file that decides on them. */
export function inputShape(data: DataConfig): { length?: number; features?: number } {
  if ('file' in data) {
    return {
      length: isWide(data) ? undefined : data.window,
      features: holdsArrays(data) || data.categories ? undefined : data.inputs.length,
    };
  }
  if (data.task === 'digitAddition') return { length: 2 * data.digits + 2, features: DIGIT_CHARACTERS.length };
  if (data.task === 'flipFlop') return { length: data.length, features: data.bits };
  return { length: data.length, features: data.task === 'addingProblem' ? 2 : data.features };
}

export interface OutputShape {
  /** One target a sequence, a target for each of so many steps, whichever the model gives of both, or not known. */
  readonly steps: 'one' | 'oneOrEvery' | 'any' | number;
  /** Values of a target, or classes; undefined where the data file decides. */
  readonly units?: number;
}

export function outputShape(data: DataConfig, loss: LossSpec): OutputShape {
  if ('file' in data) {
    const targets = targetNames(data);
    // Where the name of a target has a step, the file says how many.
    const steps = targets.some((name) => name.includes(STEP)) ? 'any' : isWide(data) ? 'one' : 'oneOrEvery';
    return { steps, units: isCategorical(loss) || holdsArrays(data) ? undefined : targets.length };
  }
  if (data.task === 'digitAddition') return { steps: data.digits + 1, units: DIGIT_CHARACTERS.length };
  if (data.task === 'flipFlop') return { steps: data.length, units: data.bits };
  return { steps: data.task === 'runningSum' ? data.length : 'one', units: 1 };
}
