/** What can be read off a layer's states, and whether the answer follows when that is moved. */
import type { CarriedLayer, ProbedQuantity } from '../../../src/core/analysis/dynamics/results.js';
import { chooser } from '../../controls.js';
import { type Fact, facts, h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import type { Table } from '../../export/table.js';
import { formatCount, formatFixed, formatPercent } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import { layerChoices } from '../layers.js';
import { capitalized } from '../space/colors.js';
import type { PanelView, ViewContext } from '../view.js';
import { createAnswered } from './answered.js';
import { integratorReading } from './integratorWords.js';
import { type LagLine, scorePlot } from './lagSpec.js';
import { pulledPlot } from './steeringSpec.js';

export function createProbes({ plots, exporter, dispatch, host }: ViewContext): PanelView {
  const layer = chooser('Layer', (value) => dispatch({ type: 'select', selection: { layer: value } }));
  const answered = createAnswered(host, 'what the layers carry');
  const reading = h('p', { class: 'headline', role: 'status' });
  const numbers = h('div', {});
  const note = h('p', { class: 'quiet' });
  const none = h('p', { class: 'quiet', role: 'status' });
  let shown: CarriedLayer | undefined;
  const card = (title: HTMLElement, element: HTMLElement) => h('section', { class: 'card' }, title, element);
  const [running, target, steering] = [plots.create(), plots.create(), plots.create()];
  const [runningTitle, targetTitle] = [h('h2', {}), h('h2', {})];
  const runningCard = card(runningTitle, running.element);
  const targetCard = card(targetTitle, target.element);
  const steeringCard = card(h('h2', {}, 'Moved along it', infoMark(DYNAMICS_VIEW.steering)), steering.element);
  const steeringNone = h('p', { class: 'quiet' });
  const see = h('button', { type: 'button', class: 'link' }, 'Show this direction in the state space');
  see.addEventListener('click', () => {
    dispatch({ type: 'options', options: { direction: 'running', method: 'pca' } });
    dispatch({ type: 'select', selection: { view: 'space', layer: shown?.layer } });
  });
  const content = h(
    'div',
    { class: 'view' },
    numbers,
    h('p', {}, see),
    h(
      'h2',
      {},
      'R² by step',
      infoMark(DYNAMICS_VIEW.probes),
      exporter.tableMenu('probes', () => probesAsTable(shown!)),
    ),
    h('div', { class: 'cards' }, runningCard, targetCard, steeringCard),
    steeringNone,
    note,
  );
  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, layer.element),
      reading,
      answered.element,
      none,
      content,
    ),
    update(state) {
      const answer = answered.show(state, { about: 'carried' });
      const own = answer?.layers.find((entry) => entry.layer === state.selection.layer) ?? answer?.layers[0];
      layer.element.hidden = reading.hidden = !own;
      content.hidden = !own || 'reason' in own.probes;
      none.hidden = !own || !content.hidden;
      shown = own;
      if (!answer || !own) return;
      hideBubble();
      layer.show(layerChoices(answer.layers), own.layer);
      setText(reading, integratorReading(own));
      const { probes, steering: steered, integrator } = own;
      if ('reason' in probes) {
        setText(none, `${own.layer}: ${probes.reason}`);
        return;
      }
      numbers.replaceChildren(facts('reason' in integrator ? [] : integratorFacts(own)));
      runningTitle.replaceChildren(capitalized(probes.running.name));
      running.show(scorePlot(linesOf(probes.running), `R² of ${probes.running.name} from ${own.layer}`, 'step', 1));
      targetCard.hidden = 'reason' in probes.target;
      if (!('reason' in probes.target)) {
        targetTitle.replaceChildren(`Answer: ${probes.target.name}`);
        target.show(scorePlot(linesOf(probes.target), `R² of ${probes.target.name} from ${own.layer}`, 'step', 1));
      }
      const unsteered = 'reason' in steered;
      steeringCard.hidden = unsteered;
      steeringNone.hidden = !unsteered;
      setText(steeringNone, unsteered ? `The state is not moved: ${steered.reason}` : '');
      if (!unsteered) steering.show(pulledPlot(steered.slopes, own.layer, probes.running.name));
      setText(
        note,
        `Fitted on ${formatCount(probes.fitted)} sequences, measured on ${formatCount(probes.heldOut)} others. Dashed: a ` +
          'control task, the same probe for random values of the inputs.',
      );
    },
  };
}

/** h, c and both, each beside its control. */
function linesOf({ hidden, cell, state }: ProbedQuantity): LagLine[] {
  const both = cell
    ? [
        { name: 'cell', scores: cell },
        { name: 'both', scores: state },
      ]
    : [];
  return [{ name: 'hidden', scores: hidden }, ...both].flatMap(({ name, scores }) => [
    { name, values: scores.r2 },
    { name, values: scores.control, control: true },
  ]);
}

function integratorFacts({ integrator }: CarriedLayer): Fact[] {
  if ('reason' in integrator) return [];
  const { r2, gain, leak, readout } = integrator;
  return [
    ['R², same weights at all steps', formatFixed(r2, 3), 'On sequences that the probe has not seen'],
    ['Gain', formatFixed(gain, 3), 'What is gained by one unit of what a step brings; one is perfect'],
    ['Leak a step', formatPercent(leak), 'Share of the quantity that is lost at a step; zero is perfect'],
    ...(typeof readout === 'number'
      ? [
          [
            'Read by the answer',
            formatFixed(readout, 2),
            'Size of the cosine between this direction and the one that the answer reads',
          ] as Fact,
        ]
      : []),
  ];
}

export function probesAsTable({ probes }: Pick<CarriedLayer, 'probes'>): Table {
  const columns = ['quantity', 'from', 'step', 'R²', 'control R²', 'selectivity'];
  if ('reason' in probes) return { columns, rows: [] };
  const quantities = [probes.running, ...('reason' in probes.target ? [] : [probes.target])];
  return {
    columns,
    rows: quantities.flatMap(({ name, hidden, cell, state }) =>
      Object.entries({ hidden, cell, both: cell && state }).flatMap(([from, scores]) =>
        Array.from(scores?.r2 ?? [], (r2, step) => [
          name,
          from,
          step + 1,
          r2,
          scores?.control[step],
          scores?.selectivity[step],
        ]),
      ),
    ),
  };
}
