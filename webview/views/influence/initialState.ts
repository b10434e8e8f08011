/** Answers "Why is the first step so large?" at a click. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import { h } from '../../dom.js';
import { initialStateSentences } from './initialStateWords.js';

/** Hidden where every shown method compares with the baseline. */
export function createInitialState() {
  const text = h('div', {});
  const element = h('details', { class: 'why' }, h('summary', {}, 'Why is the first step so large?'), text);
  return {
    element,
    show(inspection: Inspection, sample: SampleInspection) {
      const sentences = initialStateSentences(inspection, sample);
      element.hidden = sentences.length === 0;
      text.replaceChildren(...sentences.map((sentence) => h('p', {}, sentence)));
    },
  };
}
