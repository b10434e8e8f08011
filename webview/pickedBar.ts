/** Says at the foot of the page what is picked, and what the model holds there. */
import type { Inspection } from '../src/core/analysis/inspection.js';
import { h, setText } from './dom.js';
import { pickedText } from './pickedText.js';
import type { Selection } from './protocol.js';
import type { Action } from './store.js';

export function createPickedBar(dispatch: (action: Action) => void) {
  const text = h('span', { role: 'status', class: 'numbers' });
  const clear = h('button', { type: 'button', class: 'link' }, 'Clear');
  clear.addEventListener('click', () => dispatch({ type: 'select', selection: { step: undefined, unit: undefined } }));
  const element = h('footer', { class: 'picked', hidden: true }, text, clear);
  return {
    element,
    show(inspection: Inspection | undefined, selection: Selection) {
      const words = inspection ? pickedText(inspection, selection) : '';
      element.hidden = words === '';
      setText(text, words);
    },
  };
}
