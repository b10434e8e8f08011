/** How the model carries its inputs: its parts stand under tabs of their own. */
import { tabs } from '../../controls.js';
import { h, setText } from '../../dom.js';
import type { Section } from '../../protocol.js';
import type { PanelView, ViewContext } from '../view.js';
import { createInterventions } from './interventions.js';
import { createMemory } from './memory.js';
import { createProbes } from './probes.js';
import { createRest } from './rest.js';

const ENTRIES: readonly { id: Section; label: string; create(context: ViewContext): PanelView }[] = [
  { id: 'rest', label: 'Fixed points', create: createRest },
  { id: 'memory', label: 'Memory', create: createMemory },
  { id: 'probes', label: 'Probes', create: createProbes },
  { id: 'interventions', label: 'Interventions', create: createInterventions },
];

export function createDynamics(context: ViewContext): PanelView {
  const sections = ENTRIES.map(({ id, label, create }) => ({ id, label, view: create(context) }));
  const tabList = tabs(
    'Dynamics',
    sections.map(({ id, label, view }) => ({ id, label, content: view.element })),
    (id) => context.dispatch({ type: 'select', selection: { section: id as Section } }),
  );
  tabList.element.classList.add('sections');
  const note = h('p', { class: 'quiet', role: 'status', hidden: true });
  return {
    element: h('div', { class: 'view' }, note, tabList.element),
    update(shown) {
      const { inspection, selection, epoch, snapshot } = shown;
      const recurrent = (inspection?.population?.layers.length ?? 0) > 0;
      tabList.element.hidden = !recurrent;
      note.hidden = recurrent && epoch === undefined;
      setText(note, recurrent ? OF_FINAL : inspection?.population ? NO_LAYERS : WAITING);
      if (!recurrent) return;
      const section = sections.find(({ id }) => id === selection.section) ?? sections[0];
      tabList.show(section.id);
      // Whatever epoch is looked at elsewhere.
      section.view.update({ ...shown, inspection: snapshot.inspection ?? inspection });
    },
  };
}

const NO_LAYERS =
  'There is no recurrent layer with finite states here, so there are no dynamics to show: an input is carried from step ' +
  'to step only by LSTM, GRU and SimpleRNN layers.';
const WAITING = 'Waiting for the states of many sequences: the model is still being inspected.';
const OF_FINAL =
  'Of the final model, whichever epoch the other views show; the Training view has these numbers by epoch.';
