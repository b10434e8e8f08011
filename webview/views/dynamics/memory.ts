/** How long a layer holds what it has been given. */
import type { LayerMemory } from '../../../src/core/analysis/dynamics/memory.js';
import { chooser } from '../../controls.js';
import { type Fact, facts, h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import { formatCount } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import { layerChoices } from '../layers.js';
import type { PanelView, ViewContext } from '../view.js';
import { createAnswered } from './answered.js';
import { halfLivesPlot } from './halfLivesSpec.js';
import { scorePlot, sizePlot } from './lagSpec.js';
import { stepsText } from './pointWords.js';
import { gradientLines, gradientText, inputLines, readableText } from './reachWords.js';

export function createMemory({ plots, dispatch, host }: ViewContext): PanelView {
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const answered = createAnswered(host, 'how long the layers hold what they have');
  const numbers = h('div', {});
  const note = h('p', { class: 'quiet' });
  const halfLives = plots.create();
  const halfLivesCard = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Half-life of each unit', infoMark(DYNAMICS_VIEW.halfLife)),
    halfLives.element,
    h('p', { class: 'quiet' }, 'Dashed: the length of a sequence. What is above it is still half there at the end.'),
  );
  const carried = createAnswered(host, 'how far back the layers reach');
  const readable = plots.create();
  const gradient = plots.create();
  const readableNote = h('p', { class: 'quiet' });
  const gradientNote = h('p', {});
  const readableCard = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'How long an input can be read', infoMark(DYNAMICS_VIEW.readable)),
    readable.element,
    readableNote,
  );
  const gradientCard = h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Gradient by lag', infoMark(DYNAMICS_VIEW.gradient)),
    gradient.element,
    gradientNote,
  );
  const reach = h('div', { class: 'cards' }, readableCard, gradientCard);
  const none = h('p', { class: 'quiet' });
  const content = h(
    'div',
    { class: 'view' },
    numbers,
    none,
    h('div', { class: 'cards' }, halfLivesCard),
    carried.element,
    reach,
    note,
  );
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'toolbar' }, layer.element), answered.element, content),
    update(state) {
      const answer = answered.show(state, { about: 'memory' });
      content.hidden = layer.element.hidden = !answer;
      const shown = answer?.layers.find((entry) => entry.layer === state.selection.layer) ?? answer?.layers[0];
      if (!answer || !shown) return;
      hideBubble();
      layer.show(layerChoices(answer.layers), shown.layer);
      const gated = shown.halfLives;
      halfLivesCard.hidden = !gated;
      none.hidden = gated !== undefined;
      setText(
        none,
        `${shown.layer} has no gates, so its units have no half-life: look at the modes of its fixed points.`,
      );
      setText(note, `Over ${formatCount(answer.sequences)} sequences of the ${answer.part} part.`);
      numbers.replaceChildren(facts(gated ? halfLifeFacts(shown, gated) : []));
      if (gated) halfLives.show(halfLivesPlot(gated, shown.layer, shown.steps));
      const found = carried.show(state, { about: 'carried' });
      const own = found?.layers.find((entry) => entry.layer === shown.layer);
      reach.hidden = !found || !own;
      if (!found || !own) return;
      const { probes } = own;
      const lines = 'reason' in probes ? [] : inputLines(probes);
      readable.element.hidden = lines.length === 0;
      if (lines.length > 0)
        readable.show(scorePlot(lines, `R² of an input from the state of ${own.layer}`, 'lag, steps', 0));
      setText(readableNote, 'reason' in probes ? probes.reason : readableText(probes));
      const sizes = gradientLines(own, found.inputGradient);
      gradient.element.hidden = sizes.length === 0;
      if (sizes.length > 0)
        gradient.show(sizePlot(sizes, `Size of the gradient by lag, ${own.layer}`, 'lag, steps', 'size'));
      setText(gradientNote, gradientText(own, found.inputGradient));
    },
  };
}

function halfLifeFacts({ steps }: LayerMemory, halfLives: Float64Array): Fact[] {
  const sorted = halfLives.toSorted();
  const at = (share: number) => stepsText(sorted[Math.floor(share * (sorted.length - 1))]);
  const long = halfLives.filter((value) => value >= steps).length;
  return [
    ['Half-life, median', `${at(0.5)} steps`],
    ['Shortest', `${at(0)} steps`],
    ['Longest', `${at(1)} steps`],
    [
      'Hold to the end',
      `${formatCount(long)} of ${formatCount(halfLives.length)} units`,
      `Units whose half-life is at least the ${steps} steps of a sequence`,
    ],
  ];
}
