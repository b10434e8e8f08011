/** What the views of one sample share: its chooser, and what the model made of it. */
import { answerTexts } from '../../src/core/analysis/answerText.js';
import type { Inspection, SampleInspection } from '../../src/core/analysis/inspection.js';
import { type Choice, chooser, numberField } from '../controls.js';
import { type Fact, facts, h } from '../dom.js';
import { decimalsFor, formatFixed, formatSigned } from '../format.js';
import type { Selection } from '../protocol.js';
import type { ViewContext } from './view.js';

export interface SamplePicker {
  readonly element: HTMLElement;
  /** @param others choices behind the samples. @param chosen one of those; by default the selected sample. */
  show(inspection: Inspection, selection: Selection, others?: readonly Choice[], chosen?: string): void;
}

/**
 * A list of the samples, and where the data have more sequences a field for the number of any of them.
 * @param onChoose told of every choice: which of the others, or undefined for a sample.
 */
export function samplePicker(
  { dispatch, host }: Pick<ViewContext, 'dispatch' | 'host'>,
  onChoose: (other: string | undefined) => void = () => {},
): SamplePicker {
  const list = chooser('Sample', (value) => {
    const sample = /^\d+$/.test(value) ? Number(value) : undefined;
    onChoose(sample === undefined ? value : undefined);
    if (sample !== undefined) dispatch({ type: 'select', selection: { sample } });
  });
  const number = numberField('Sequence', (value) => {
    onChoose(undefined);
    dispatch({ type: 'select', selection: { sequence: value - 1 } });
  });
  return {
    element: h('div', { class: 'sample-picker' }, list.element, number.element),
    show(inspection, selection, others = [], chosen = String(selection.sample)) {
      const { samples, population, fit } = inspection;
      list.show([...samples.map(({ label }, index) => ({ value: String(index), label })), ...others], chosen);
      const available = population?.available ?? 0;
      const known = samples.filter(({ sequence }) => sequence !== undefined).length;
      // A report has no one who could look at another sequence.
      number.element.hidden = host === undefined || available <= known;
      const { sequence } = selection;
      number.show(sequence === undefined ? undefined : sequence + 1, available, `of the ${fit.part} part`);
    },
  };
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
