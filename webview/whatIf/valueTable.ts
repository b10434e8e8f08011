/** The values of an input as numbers to type: a column a step, a row a feature. */
import { h } from '../dom.js';

/** More steps than these are dragged, not typed. */
const STEPS = 100;

export function createValueTable(change: (index: number, value: number) => void) {
  const element = h('div', { class: 'table-frame' });
  let fields: HTMLInputElement[] = [];
  let made = '';
  return {
    element,
    show(input: ArrayLike<number>, features: readonly string[]) {
      const steps = Math.min(STEPS, input.length / features.length);
      const key = JSON.stringify([steps, features]);
      if (key !== made) {
        made = key;
        fields = Array.from({ length: steps * features.length }, (_, index) => field(index, features, change));
        element.replaceChildren(tableOf(fields, steps, features));
      }
      for (const [index, input_] of fields.entries()) {
        // What is being typed is not overwritten by what it means so far.
        if (input_ !== document.activeElement) input_.value = String(input[index]);
      }
    },
  };
}

function field(index: number, features: readonly string[], change: (index: number, value: number) => void) {
  const step = Math.floor(index / features.length) + 1;
  const name = features.length > 1 ? `${features[index % features.length]} at step ${step}` : `Input at step ${step}`;
  const input = h('input', { type: 'number', step: 'any', class: 'value-field', 'aria-label': name });
  input.addEventListener('input', () => input.value !== '' && change(index, input.valueAsNumber));
  return input;
}

function tableOf(fields: readonly HTMLInputElement[], steps: number, features: readonly string[]): HTMLElement {
  const heads = Array.from({ length: steps }, (_, step) => h('th', { scope: 'col' }, String(step + 1)));
  const rows = features.map((name, feature) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, features.length > 1 ? name : 'Input'),
      ...Array.from({ length: steps }, (_, step) => h('td', {}, fields[step * features.length + feature])),
    ),
  );
  const head = h('tr', {}, h('th', { scope: 'row' }, 'Step'), ...heads);
  return h(
    'table',
    { class: 'values', 'aria-label': 'Values of the input' },
    h('thead', {}, head),
    h('tbody', {}, ...rows),
  );
}
