/** Stand-ins for attention: which step of a layer looks at which, every kind side by side for one sample. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { AttentionKind } from '../../../src/core/config/schema.js';
import { h, setText } from '../../dom.js';
import { ATTENTIONS } from '../../explain.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Plot } from '../../plot.js';
import { createInputEditor } from '../../whatIf/inputEditor.js';
import { answerFacts, samplePicker } from '../sample.js';
import type { PanelView, ViewContext } from '../view.js';
import { matrixPlot } from './matrixSpec.js';

export function createAttention(context: ViewContext): PanelView {
  const { plots } = context;
  const input = createInputEditor(context);
  const sample = samplePicker(context);
  const answer = h('div', {});
  const note = h('p', { class: 'quiet' });
  const grid = h('div', { class: 'cards' });
  const drawn = new Map<string, Plot>();
  const plotOf = (key: string) => {
    const plot = drawn.get(key) ?? plots.create();
    drawn.set(key, plot);
    return plot;
  };
  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, sample.element),
      answer,
      input.element,
      note,
      grid,
    ),
    update(state) {
      const { inspection, selection } = state;
      const shown = inspection?.samples[selection.sample];
      if (!inspection || !shown) return;
      sample.show(inspection, selection);
      answer.replaceChildren(answerFacts(shown, inspection));
      input.update(state);
      hideBubble();
      setText(note, noteOf(inspection, shown));
      grid.replaceChildren(
        ...matricesOf(shown).map(({ kind, matrix }) => {
          const explanation = ATTENTIONS[kind];
          const plot = plotOf(`${kind} ${matrix.layer}`);
          plot.show(matrixPlot(matrix, explanation.name, inspection.length));
          const title = h('h2', {}, `${explanation.name}, ${matrix.layer}`, infoMark(explanation));
          return h('section', { class: 'card', 'data-layer': matrix.layer }, title, plot.element);
        }),
      );
    },
  };
}

/** Layer by layer, so that the kinds stand side by side. */
function matricesOf({ attention }: SampleInspection) {
  const kinds = Object.keys(attention) as AttentionKind[];
  const all = kinds.flatMap((kind) => (attention[kind] ?? []).map((matrix) => ({ kind, matrix })));
  const layers = [...new Set(all.map(({ matrix }) => matrix.layer))];
  return layers.flatMap((layer) => all.filter(({ matrix }) => matrix.layer === layer));
}

function noteOf({ unfit }: Inspection, shown: SampleInspection): string {
  const missing = unfit.flatMap(({ id, reason }) =>
    id in ATTENTIONS ? [`No ${ATTENTIONS[id as AttentionKind].name}: ${reason}`] : [],
  );
  const some = matricesOf(shown).length > 0;
  const first = some
    ? 'An LSTM has no attention; these stand in for it, and none of them knows the answer that the model gives.'
    : 'Nothing to show yet: the matrices are being computed, or "inspect.attention" names none that fits this model.';
  return [first, ...missing].join(' ');
}
