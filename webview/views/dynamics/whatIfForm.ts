/** What is to be done to the model while it runs: a form whose parts depend on the kind of intervention. */
import type { InterventionType } from '../../../src/core/config/interventions.js';
import { GATES, type RecurrentType } from '../../../src/core/model/spec.js';
import { chooser, numberField } from '../../controls.js';
import { h, setText } from '../../dom.js';
import { type Draft, readUnits } from './draft.js';

export interface FormFacts {
  readonly layers: readonly { readonly layer: string; readonly type: RecurrentType; readonly units: number }[];
  readonly steps: number;
  /** Sequences whose state can be put in. */
  readonly sequences: number;
  /** By how much a quantity may be moved either way, target units. */
  readonly reach: number;
}

const KINDS: readonly { value: Draft['type']; label: string }[] = [
  { value: 'clampUnits', label: 'Hold units' },
  { value: 'clampGate', label: 'Hold a gate' },
  { value: 'moveState', label: 'Move the state along a probe' },
  { value: 'patchState', label: 'Put in the state of another sequence' },
];

/** @param change called with what has changed of the draft. */
export function createWhatIfForm(change: (part: Partial<Draft>) => void) {
  const kind = chooser('What if', (value) => change({ type: value as Draft['type'] }));
  const layer = chooser('Layer', (value) => change({ layer: value }));
  const state = chooser('Of', (value) => change({ state: value === 'cell' ? 'cell' : 'hidden' }));
  const gate = chooser('Gate', (value) => change({ gate: value as Draft['gate'] }));
  const along = chooser('Along', (value) => change({ along: value === 'target' ? 'target' : 'runningSum' }));
  const units = h('input', { type: 'text', class: 'text-field', 'aria-label': 'Units, by number; none are all' });
  units.addEventListener('change', () => change({ units: readUnits(units.value) }));
  const unitsField = h('label', { class: 'chooser' }, h('span', {}, 'Units'), units);
  const step = numberField('Step', (value) => change({ step: value }));
  const sample = numberField('Sequence', (value) => change({ sample: value }));
  const value = h('input', { type: 'range', class: 'slider', step: 'any' });
  const valueText = h('output', { class: 'numbers' });
  value.addEventListener('input', () => change({ value: value.valueAsNumber }));
  const valueName = h('span', {});
  const valueField = h('label', { class: 'chooser' }, valueName, h('span', { class: 'with-value' }, value, valueText));
  const element = h(
    'div',
    { class: 'toolbar' },
    ...[kind, layer, state, gate, along].map((part) => part.element),
    unitsField,
    step.element,
    sample.element,
    valueField,
  );
  return {
    element,
    show(draft: Draft, { layers, steps, sequences, reach }: FormFacts) {
      const { type } = draft;
      const own = layers.find((entry) => entry.layer === draft.layer) ?? layers[0];
      kind.show(
        KINDS.filter(({ value: id }) => id !== 'clampGate' || GATES[own.type].length > 0),
        type,
      );
      layer.show(
        layers.map((entry) => ({ value: entry.layer, label: entry.layer })),
        own.layer,
      );
      state.element.hidden = type !== 'clampUnits' || own.type !== 'lstm';
      state.show(
        [
          { value: 'hidden', label: 'Hidden state' },
          { value: 'cell', label: 'Cell' },
        ],
        draft.state,
      );
      gate.element.hidden = type !== 'clampGate';
      gate.show(
        GATES[own.type].map((name) => ({ value: name, label: name })),
        draft.gate,
      );
      along.element.hidden = type !== 'moveState';
      along.show(
        [
          { value: 'runningSum', label: 'What came so far' },
          { value: 'target', label: 'The answer' },
        ],
        draft.along,
      );
      unitsField.hidden = type !== 'clampUnits' && type !== 'clampGate';
      if (document.activeElement !== units) units.value = draft.units.join(', ');
      units.placeholder = type === 'clampGate' ? 'all' : 'pick one in any view';
      step.element.hidden = type !== 'moveState' && type !== 'patchState';
      step.show(draft.step, steps, 'after which the state is changed');
      sample.element.hidden = type !== 'patchState';
      sample.show(draft.sample, sequences, 'whose state is put in');
      valueField.hidden = type === 'patchState';
      const [low, high] = rangeOf(type, reach);
      value.min = String(low);
      value.max = String(high);
      if (document.activeElement !== value) value.valueAsNumber = draft.value;
      setText(valueName, type === 'moveState' ? 'By' : 'At');
      setText(valueText, String(Number(draft.value.toPrecision(3))));
      value.setAttribute('aria-label', type === 'moveState' ? 'By how much it is moved' : 'At what it is held');
    },
  };
}

/** Ends of the slider: a gate is between shut and open, a state between minus and plus one; a sum has a reach of its own. */
function rangeOf(type: InterventionType, reach: number): readonly [number, number] {
  if (type === 'clampGate') return [0, 1];
  return type === 'moveState' ? [-reach, reach] : [-1, 1];
}
