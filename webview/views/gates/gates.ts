/** How the gates of recurrent layers work, over many sequences. */
import type { LayerPopulation, Population } from '../../../src/core/analysis/population/population.js';
import { GATES, type Gate } from '../../../src/core/model/spec.js';
import { chooser } from '../../controls.js';
import { type Fact, facts, h, setText } from '../../dom.js';
import { GATE_VIEW, TRACE_NAMES } from '../../explain.js';
import { formatPercent } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Plot } from '../../plot.js';
import { layerChoices } from '../layers.js';
import { noneText, overText } from '../population.js';
import { isGate } from '../states/rows.js';
import type { PanelView, ViewContext } from '../view.js';
import { openPlot } from './openSpec.js';
import { saturationPlot } from './saturationSpec.js';

/** Value of the chooser that stands for every layer. */
const ALL_LAYERS = ' all';

export function createGates({ plots, dispatch }: ViewContext): PanelView {
  const layer = chooser('Layer', (value) => {
    dispatch({ type: 'options', options: { allLayers: value === ALL_LAYERS } });
    if (value !== ALL_LAYERS) dispatch({ type: 'select', selection: { layer: value } });
  });
  const drawn = new Map<string, Plot>();
  const plotOf = (key: string) => {
    const plot = drawn.get(key) ?? plots.create();
    drawn.set(key, plot);
    return plot;
  };
  const none = h('p', { class: 'quiet' });
  const note = h('p', { class: 'quiet' });
  const numbers = h('div', {});
  const over = h('div', { class: 'cards' });
  const scatter = h('div', { class: 'cards' });
  const content = h(
    'div',
    { class: 'view' },
    note,
    numbers,
    h('h2', { class: 'section' }, 'Over the steps: mean and one standard deviation', infoMark(GATE_VIEW.open)),
    over,
    h('h2', { class: 'section' }, 'Saturation, one point a unit', infoMark(GATE_VIEW.saturation)),
    scatter,
  );
  return {
    element: h('div', { class: 'view' }, h('div', { class: 'toolbar' }, layer.element), none, content),
    update({ inspection, selection, page: { options } }) {
      const population = inspection?.population;
      const gated = population?.layers.filter(({ mean }) => GATES[mean.type].length > 0) ?? [];
      content.hidden = layer.element.hidden = gated.length === 0;
      none.hidden = gated.length > 0;
      setText(
        none,
        noneText(population, NO_GATES, 'Waiting for the statistics of the gates: the model is still being inspected.'),
      );
      if (!population || gated.length === 0) return;
      const chosen = gated.some(({ mean }) => mean.layer === selection.layer) ? selection.layer : gated[0].mean.layer;
      const all = gated.length > 1 && options.allLayers;
      layer.show(
        [
          ...layerChoices(gated.map(({ mean }) => mean)),
          ...(gated.length > 1 ? [{ value: ALL_LAYERS, label: 'All layers' }] : []),
        ],
        all ? ALL_LAYERS : chosen,
      );
      hideBubble();
      const shown = gated.filter(({ mean }) => all || mean.layer === chosen);
      setText(note, noteOf(population));
      numbers.replaceChildren(facts(shown.flatMap((entry) => saturationFacts(entry, shown.length > 1))));
      over.replaceChildren(
        ...shown.flatMap((entry) =>
          gatesOf(entry).map((gate) => {
            const plot = plotOf(`open ${entry.mean.layer} ${gate}`);
            plot.show(openPlot(gate, entry.gates[gate]!));
            return card(gate, shown.length > 1 ? `${entry.mean.layer}: ` : '', plot, entry.mean.layer);
          }),
        ),
      );
      const kinds = [...new Set(shown.flatMap(gatesOf))].filter(isGate);
      scatter.replaceChildren(
        ...kinds.map((gate) => {
          const plot = plotOf(`saturation ${gate}`);
          plot.show(
            saturationPlot(
              gate,
              shown.filter((entry) => entry.gates[gate]),
            ),
          );
          return card(gate, '', plot);
        }),
      );
    },
  };
}

const NO_GATES =
  'This model has no gates: only LSTM and GRU layers have them. A simple RNN layer shows what it does in the States view.';

function gatesOf({ mean, gates }: LayerPopulation): Gate[] {
  return GATES[mean.type].filter((gate) => gates[gate]);
}

function card(gate: Gate, prefix: string, plot: Plot, layer?: string): HTMLElement {
  const { name } = TRACE_NAMES[gate];
  const title = h('h3', {}, prefix ? `${prefix}${name.toLowerCase()}` : name, infoMark(TRACE_NAMES[gate]));
  return h('section', { class: 'card', 'data-layer': layer }, title, plot.element);
}

function noteOf(population: Population): string {
  return `Over ${overText(population)}.`;
}

/** How saturated the gates of a layer are as a whole. */
function saturationFacts(entry: LayerPopulation, named: boolean): Fact[] {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return gatesOf(entry)
    .filter(isGate)
    .map((gate) => {
      const { closed, open } = entry.gates[gate]!;
      const { name } = TRACE_NAMES[gate];
      return [
        `${named ? `${entry.mean.layer}: ` : ''}${named ? name.toLowerCase() : name}`,
        `${formatPercent(mean(closed))} shut, ${formatPercent(mean(open))} open`,
        'Share of all units, steps and sequences at which the gate is under 0.1, and over 0.9',
      ];
    });
}
