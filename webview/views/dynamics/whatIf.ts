/** The model is changed while it runs: what becomes of the answer and of all later states, beside the untouched run. */
import type {
  IntervenedLayer,
  IntervenedSample,
  InterventionResult,
} from '../../../src/core/analysis/dynamics/results.js';
import type { LayerTrace } from '../../../src/core/engine/engine.js';
import { button } from '../../controls.js';
import { facts, h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import type { Table } from '../../export/table.js';
import { formatNumber, formatSigned } from '../../format.js';
import { infoMark } from '../../hint.js';
import { samplePicker } from '../sample.js';
import type { Shown } from '../shown.js';
import { capitalized } from '../space/colors.js';
import { heatMapPlot } from '../states/heatMapSpec.js';
import { domainOf } from '../states/rows.js';
import type { ViewContext } from '../view.js';
import { createAnswered } from './answered.js';
import { distancePlot } from './distanceSpec.js';
import { FIRST_DRAFT, fittingDraft, interventionOf } from './draft.js';
import { createWhatIfForm } from './whatIfForm.js';

/** Milliseconds without a change after which the model is asked. */
const REST = 120;

export function createWhatIf(context: ViewContext) {
  const { plots, exporter, host } = context;
  let draft = FIRST_DRAFT;
  let state: Shown | undefined;
  let waiting: number | undefined;
  /** The unit that was picked when the units were last typed. */
  let pickedUnit: string | undefined;
  const form = createWhatIfForm((part) => {
    draft = {
      ...draft,
      ...part,
      ...(part.type && part.type !== draft.type ? { value: part.type === 'clampGate' ? 1 : 0 } : {}),
    };
    clearTimeout(waiting);
    // While a slider is dragged there are more drafts than answers.
    waiting = window.setTimeout(() => state && update(state), REST);
    if (state) showForm(state);
  });
  const sample = samplePicker(context);
  const answered = createAnswered(host, 'what becomes of the answer');
  const hint = h('p', { class: 'quiet' });
  const name = h('p', { class: 'headline', role: 'status' });
  const numbers = h('div', {});
  const distance = plots.create();
  const change = plots.create();
  const changeTitle = h('h3', {});
  const cards = h(
    'div',
    { class: 'cards' },
    h('section', { class: 'card' }, h('h3', {}, 'How far the states are moved'), distance.element),
    h('section', { class: 'card' }, changeTitle, change.element),
  );
  let result: InterventionResult | undefined;
  /** What was found last stays while the next is looked for: a slider is dragged over it. */
  let last: InterventionResult | undefined;
  const menu = exporter.tableMenu('intervention', () => interventionAsTable(result!));
  const keep = button('Keep in config', 'secondary', () => {
    const intervention = interventionOf(draft);
    if (intervention) host?.post({ type: 'keepIntervention', intervention });
  });
  const unfit = h('p', { class: 'quiet', role: 'status' });
  const content = h('div', { class: 'view' }, name, numbers, cards);
  const element = h(
    'section',
    { class: 'view', 'aria-label': 'What if' },
    h('h2', {}, 'What if', infoMark(DYNAMICS_VIEW.whatIf), menu),
    h('div', { class: 'toolbar' }, sample.element),
    form.element,
    hint,
    answered.element,
    unfit,
    content,
    h('div', { class: 'actions' }, keep),
  );

  function showForm({ inspection }: Shown): void {
    const population = inspection?.population;
    const layers = population?.layers.map(({ mean }) => mean) ?? [];
    if (layers.length === 0 || !population || !inspection) return;
    draft = fittingDraft(draft, layers, inspection.length);
    form.show(draft, {
      layers,
      steps: inspection.length,
      sequences: population.available,
      reach: reachOf(population.running),
    });
  }

  function update(shown: Shown): void {
    state = shown;
    const { inspection, selection } = shown;
    // A report has no one who could run the model.
    element.hidden = !host;
    if (!inspection || !host) return;
    // A unit that is picked anywhere is the one to be held.
    const picked = selection.unit === undefined ? undefined : `${selection.layer} ${selection.unit}`;
    if (picked !== undefined && picked !== pickedUnit) {
      draft = { ...draft, layer: selection.layer, units: [selection.unit! + 1] };
    }
    pickedUnit = picked;
    showForm(shown);
    sample.show(inspection, selection);
    const intervention = interventionOf(draft);
    keep.hidden = !host || !intervention;
    hint.hidden = intervention !== undefined;
    setText(hint, 'Type the numbers of units, or pick one in any view or in the table below.');
    answered.element.hidden = true;
    if (!intervention) {
      result = undefined;
    } else {
      const answer = answered.show(shown, {
        about: 'interventions',
        interventions: [intervention],
        sample: selection.sample,
      });
      if (answer) last = answer[0];
      result = answer?.[0] ?? (answered.failed ? undefined : last);
      // No flicker while a slider is dragged.
      if (!answer && result) answered.element.hidden = true;
    }
    const failed = result && 'reason' in result.result ? result.result.reason : undefined;
    unfit.hidden = failed === undefined;
    setText(unfit, failed ?? '');
    const label = inspection.samples[selection.sample]?.label;
    const own = result && !('reason' in result.result) ? result.result.find((one) => one.label === label) : undefined;
    content.hidden = !own;
    menu.hidden = !result || failed !== undefined;
    if (!own || !result) return;
    setText(name, `${capitalized(result.name)}: the answer changes by ${formatSigned(own.change)}.`);
    numbers.replaceChildren(facts(answerFacts(own)));
    distance.show(distancePlot(own.layers));
    const layer = own.layers.find((entry) => entry.layer === draft.layer) ?? own.layers[0];
    cards.hidden = !layer;
    if (!layer) return;
    changeTitle.replaceChildren(`Change of the hidden state of ${layer.layer}`);
    const trace = changeOf(layer, inspection.population?.layers.find(({ mean }) => mean.layer === layer.layer)?.mean);
    const units = Array.from({ length: layer.units }, (_, unit) => unit);
    if (trace) change.show(heatMapPlot(trace, 'hidden', units, domainOf([trace], 'hidden')));
  }
  return { element, update };
}

/** As far as the quantity itself goes, either way. */
export function reachOf(running: ArrayLike<number>): number {
  let [low, high] = [0, 0];
  for (let i = 0; i < running.length; i++) {
    low = Math.min(low, running[i]);
    high = Math.max(high, running[i]);
  }
  return high - low || 1;
}

/** Changed minus untouched, in the shape that the plots of states take. */
function changeOf(
  { changed, untouched, steps }: IntervenedLayer,
  like: LayerTrace | undefined,
): LayerTrace | undefined {
  if (!like) return undefined;
  const hidden = Float32Array.from(changed.hidden, (value, i) => value - untouched.hidden[i]);
  return { ...like, steps, hidden, cell: undefined, gates: {} };
}

function answerFacts({ untouched, changed, change }: IntervenedSample) {
  const last = (values: Float64Array) => formatNumber(values.at(-1));
  const one = untouched.length === 1;
  return [
    [one ? 'Untouched' : 'Untouched, last output', last(untouched)],
    [one ? 'Changed' : 'Changed, last output', last(changed)],
    ['Change of what is explained', formatSigned(change), 'Target units'],
  ] as const;
}

export function interventionAsTable({ name, result }: InterventionResult): Table {
  const samples = 'reason' in result ? [] : result;
  return {
    columns: ['intervention', 'sample', 'output', 'untouched', 'changed', 'change of what is explained'],
    rows: samples.flatMap(({ label, untouched, changed, change }) =>
      Array.from(untouched, (value, output) => [name, label, output + 1, value, changed[output], change]),
    ),
  };
}
