/** What a model says and what is true of a sample, in words. */
import type { Inspection, SampleInspection } from './inspection.js';

export interface AnswerTexts {
  readonly predicted: string;
  readonly actual?: string;
}

/** Classes by name, one after the other where there are several; characters make a text. */
export function answerTexts(
  { prediction, classes, target: truth }: SampleInspection,
  { target }: Pick<Inspection, 'target'>,
  numbers: (values: Float64Array) => string,
): AnswerTexts {
  if (target.kind === 'numbers' || !classes) return { predicted: numbers(prediction), actual: truth && numbers(truth) };
  const between = target.classes.every((name) => name.length === 1) ? '' : ' ';
  const text = (indices: Float64Array) => Array.from(indices, (index) => target.classes[index]).join(between);
  return { predicted: text(classes), actual: truth && text(truth) };
}
