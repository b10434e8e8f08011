/** Attention and its stand-ins: which step of a layer looks at which, every kind side by side for one sample. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import type { AttentionKind } from '../../../src/core/config/schema.js';
import { h, setText } from '../../dom.js';
import { ATTENTIONS } from '../../explain.js';
import { formatFixed } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Plot } from '../../plot.js';
import { createInputEditor } from '../../whatIf/inputEditor.js';
import { answerFacts, samplePicker } from '../sample.js';
import type { PanelView, ViewContext } from '../view.js';
import { matrixPlot } from './matrixSpec.js';
import { picturesOf } from './pictures.js';

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
        ...picturesOf(shown, selection).map(({ kind, name, layer, ...matrix }) => {
          const title = `${name}, ${layer}`;
          const plot = plotOf(title);
          plot.show(matrixPlot(matrix, title, inspection.length, shown.read));
          const heading = h('h2', {}, title, infoMark(ATTENTIONS[kind]));
          return h('section', { class: 'card', 'data-layer': layer }, heading, plot.element);
        }),
      );
    },
  };
}

function noteOf({ unfit, attentionAgreement }: Inspection, shown: SampleInspection): string {
  const missing = unfit.flatMap(({ id, reason }) =>
    id in ATTENTIONS ? [`No ${ATTENTIONS[id as AttentionKind].name}: ${reason}`] : [],
  );
  const agreements = attentionAgreement.map(
    ({ kind, layer, attention, mean }) =>
      `${ATTENTIONS[kind].name} of ${layer} and ${attention}: ${formatFixed(mean, 2)}.`,
  );
  return [
    first(shown),
    ...(agreements.length > 0 ? ['Rank correlation by row with real attention:', ...agreements] : []),
    ...missing,
  ].join(' ');
}

function first({ attention }: SampleInspection): string {
  if (attention.selfAttention?.length) {
    return 'The attention layer looks by its weights; the other matrices stand in for attention in layers that have none.';
  }
  return Object.values(attention).some((matrices) => matrices.length > 0)
    ? 'An LSTM has no attention; these stand in for it, and none of them knows the answer that the model gives.'
    : 'Nothing to show yet: the matrices are being computed, or "inspect.attention" names none that fits this model.';
}
