/** What the views of one sample share: its chooser, and what the model made of it. */
import { answerTexts } from '../../src/core/analysis/answerText.js';
import type { Inspection, SampleInspection } from '../../src/core/analysis/inspection.js';
import { type Chooser, chooser } from '../controls.js';
import { type Fact, facts } from '../dom.js';
import { decimalsFor, formatFixed, formatSigned } from '../format.js';
import type { Action } from '../store.js';

export function sampleChooser(dispatch: (action: Action) => void): Chooser {
  return chooser('Sample', (value) => dispatch({ type: 'select', selection: { sample: Number(value) } }));
}

export function sampleChoices({ samples }: Inspection) {
  return samples.map(({ label }, index) => ({ value: String(index), label }));
}

/**
 * Prediction, true answer where it is known, and the difference; by target where there are several, and at the last
 * step where there is an answer at each.
 * @param others more facts about the sample.
 */
export function answerFacts(
  sample: SampleInspection,
  inspection: Inspection,
  others: readonly Fact[] = [],
): HTMLElement {
  const answers =
    inspection.target.kind === 'classes' ? classFacts(sample, inspection) : numberFacts(sample, inspection);
  return facts([...answers, ...others]);
}

function classFacts(sample: SampleInspection, inspection: Inspection): Fact[] {
  const { classes, target } = sample;
  const { predicted, actual } = answerTexts(sample, inspection, String);
  const right = classes && target && classes.filter((index, at) => index === target[at]).length;
  return [
    ['Predicted', predicted],
    ...(actual === undefined ? [] : [['True', actual] as const]),
    ...(right !== undefined && target && target.length > 1
      ? [['Right', `${right} of ${target.length}`, 'Answers of this sample that are right'] as const]
      : []),
  ];
}

function numberFacts({ prediction, target }: SampleInspection, { targets, targetSteps }: Inspection): Fact[] {
  const from = prediction.length - targets.length;
  const last = prediction.subarray(from);
  const truth = target?.subarray(from);
  const decimals = decimalsFor([...last, ...(truth ?? [])], 4);
  return Array.from(last, (value, index): Fact[] => {
    const name = targets.length > 1 ? ` ${targets[index]}` : '';
    const place = targetSteps === undefined ? name : `${name} at step ${targetSteps}`;
    const predicted: Fact = [`Predicted${place}`, formatFixed(value, decimals)];
    if (!truth) return [predicted];
    return [
      predicted,
      [`True${name}`, formatFixed(truth[index], decimals)],
      [`Error${name}`, formatSigned(value - truth[index], 2), 'Predicted minus true'],
    ];
  }).flat();
}
