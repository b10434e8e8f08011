/** What the views of one sample share: its chooser, and what the model made of it. */
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
 * Prediction, true answer where it is known, and the difference; by target where there are several.
 * @param others more facts about the sample.
 */
export function answerFacts(
  { prediction, target }: SampleInspection,
  targets: readonly string[],
  others: readonly Fact[] = [],
): HTMLElement {
  const decimals = decimalsFor([...prediction, ...(target ?? [])], 4);
  const answers = Array.from(prediction, (value, index): Fact[] => {
    const name = prediction.length > 1 ? ` ${targets[index] ?? index + 1}` : '';
    const predicted: Fact = [`Predicted${name}`, formatFixed(value, decimals)];
    if (!target) return [predicted];
    const error = value - target[index];
    return [
      predicted,
      [`True${name}`, formatFixed(target[index], decimals)],
      [`Error${name}`, formatSigned(error, 2), 'Predicted minus true'],
    ];
  });
  return facts([...answers.flat(), ...others]);
}
