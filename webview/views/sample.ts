/** What the views of one sample share: its chooser, and what the model made of it. */
import type { Inspection, SampleInspection } from '../../src/core/analysis/inspection.js';
import { type Chooser, chooser } from '../controls.js';
import { facts } from '../dom.js';
import { decimalsFor, formatFixed, formatSigned } from '../format.js';
import type { Action } from '../store.js';

export function sampleChooser(dispatch: (action: Action) => void): Chooser {
  return chooser('Sample', (value) => dispatch({ type: 'select', selection: { sample: Number(value) } }));
}

export function sampleChoices({ samples }: Inspection) {
  return samples.map(({ label }, index) => ({ value: String(index), label }));
}

/** Prediction, true answer where it is known, and the difference; by target where there are several. */
export function answerFacts({ prediction, target }: SampleInspection, targets: readonly string[]): HTMLElement {
  const name = (index: number) => (prediction.length > 1 ? ` ${targets[index] ?? index + 1}` : '');
  const decimals = decimalsFor([...prediction, ...(target ?? [])], 4);
  return facts(
    Array.from(prediction, (value, index) => [
      [`Predicted${name(index)}`, formatFixed(value, decimals)] as const,
      ...(target
        ? [
            [`True${name(index)}`, formatFixed(target[index], decimals)] as const,
            [`Error${name(index)}`, formatSigned(value - target[index], 2)] as const,
          ]
        : []),
    ]).flat(),
  );
}
