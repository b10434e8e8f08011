/** What a recurrent layer holds at each step of one sample, or of many on average. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import { type LayerTrace, traceValues } from '../../../src/core/engine/engine.js';
import { chooser } from '../../controls.js';
import { h, setChildren, setText } from '../../dom.js';
import { TRACE_NAMES } from '../../explain.js';
import { formatCount } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import type { Plots } from '../../plot.js';
import { TRACES } from '../../store.js';
import { createInputEditor } from '../../whatIf/inputEditor.js';
import { layerChoices } from '../layers.js';
import { type Options, UNIT_ORDERS, type UnitOrder } from '../options.js';
import type { PlotSpec } from '../plotSpec.js';
import { overText } from '../population.js';
import { answerFacts, samplePicker } from '../sample.js';
import type { PanelView, ViewContext } from '../view.js';
import { heatMapPlot } from './heatMapSpec.js';
import { linesPlot } from './linesSpec.js';
import { ORDER_NAMES, ORDER_NOTES, unitsInOrder } from './order.js';
import { domainOf, type Trace, valueDomain } from './rows.js';
import { createUnitSearch } from './unitSearch.js';

/** Values of the choosers that stand for more than one of a kind. */
const ALL_LAYERS = ' all';
const AVERAGE = ' mean';

export function createStates(context: ViewContext): PanelView {
  const { plots, dispatch } = context;
  const set = (options: Partial<Options>) => dispatch({ type: 'options', options });
  const sample = samplePicker(context, (other) => set({ average: other === AVERAGE }));
  const layer = chooser('Layer', (value) => {
    set({ allLayers: value === ALL_LAYERS });
    if (value !== ALL_LAYERS) dispatch({ type: 'select', selection: { layer: value } });
  });
  const trace = chooser('Values', (value) => dispatch({ type: 'select', selection: { trace: value as Trace } }));
  const order = chooser('Order of units', (value) => set({ order: value as UnitOrder }));
  const answer = h('div', {});
  const input = createInputEditor(context);
  const none = h('p', { class: 'quiet', role: 'status', hidden: true });
  const note = h('p', { class: 'quiet' });
  const cards = new Map<string, LayerCard>();
  const grid = h('div', { class: 'cards' });
  let again: (() => void) | undefined;
  const search = createUnitSearch(context, () => again?.());
  const view: PanelView = {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, sample.element, layer.element, trace.element, order.element),
      answer,
      none,
      input.element,
      note,
      grid,
      search.element,
    ),
    update(state) {
      again = () => view.update(state);
      const { snapshot, inspection, selection } = state;
      const { options } = state.page;
      const shown = inspection?.samples[selection.sample];
      if (!inspection || !shown) return;
      const { population } = inspection;
      const average = options.average && population !== undefined;
      const mean = population ? [{ value: AVERAGE, label: averageName(inspection) }] : [];
      sample.show(inspection, selection, mean, average ? AVERAGE : undefined);
      const traces = shown.withheld ? (population?.layers.map(({ mean }) => mean) ?? []) : shown.layers;
      const several = traces.length > 1;
      layer.show(
        [...layerChoices(traces), ...(several ? [{ value: ALL_LAYERS, label: 'All layers' }] : [])],
        several && options.allLayers ? ALL_LAYERS : selection.layer,
      );
      order.show(
        UNIT_ORDERS.map((value) => ({ value, label: ORDER_NAMES[value] })),
        options.order,
      );
      answer.hidden = input.element.hidden = average;
      const visible = layersShown(inspection, shown, average, options.allLayers ? undefined : selection.layer);
      const waiting = shown.withheld === true && !average;
      // What is shown stays until the states of this sample are here: mostly for less than a frame.
      none.hidden = visible.length > 0 || (waiting && grid.childElementCount > 0);
      setText(none, waiting ? 'Waiting for the states of this sample…' : NO_STATES);
      if (waiting) return;
      answer.replaceChildren(answerFacts(shown, inspection));
      const choices = TRACES.filter((name) => visible.some((values) => traceValues(values, name)));
      const chosen = choices.includes(selection.trace) ? selection.trace : 'hidden';
      trace.show(
        choices.map((value) => ({ value, label: TRACE_NAMES[value].name })),
        chosen,
      );
      hideBubble();
      setText(note, notesOf(inspection, average, options.order));
      if (!average) input.update(state);
      const drawn = visible.filter((values) => traceValues(values, chosen));
      // Of one layer, one sample and the final model: the worker looks through the states of no other.
      const [only] = drawn;
      const searched = drawn.length === 1 && !average && state.epoch === undefined && context.host !== undefined;
      search.element.hidden = !searched;
      if (searched) search.update(state, only.layer, only.steps);
      setChildren(
        grid,
        drawn.map((values) => {
          const card = cards.get(values.layer) ?? createLayerCard(plots);
          cards.set(values.layer, card);
          card.element.dataset.layer = values.layer;
          card.show(inspection, snapshot.inspection, values, chosen, options.order, {
            average,
            named: visible.length > 1,
            search: searched ? search : undefined,
          });
          return card.element;
        }),
      );
    },
  };
  return view;
}

const NO_STATES = 'This model has no recurrent layer, so there are no states to show.';

function layersShown(
  { population }: Inspection,
  { layers }: SampleInspection,
  average: boolean,
  only: string | undefined,
): readonly LayerTrace[] {
  const all = average && population ? population.layers.map(({ mean }) => mean) : layers;
  return all.filter(({ layer }) => only === undefined || layer === only);
}

function averageName({ population }: Inspection): string {
  return `Mean of ${formatCount(population?.sequences ?? 0)} sequences`;
}

function notesOf({ population }: Inspection, average: boolean, order: UnitOrder): string {
  if (!population) return order === 'given' ? '' : 'The order of the units is still being found.';
  const over = overText(population);
  return [
    average ? `Mean of ${over}.` : '',
    ORDER_NOTES[order] && `${ORDER_NOTES[order]} Measured on ${over}; the same for all samples.`,
  ]
    .filter((part) => part)
    .join(' ');
}

/** The scale of the final model for its checkpoints, too, unless one of them goes beyond it. */
function wider(own: [number, number], other: [number, number] | undefined): [number, number] {
  return other && other[1] > own[1] ? other : own;
}

/** A drag over the plot chooses a range of steps. */
function brushed(plot: PlotSpec, search: ReturnType<typeof createUnitSearch>, steps: number): PlotSpec {
  const { link } = plot;
  return {
    ...plot,
    drag: search.drag(steps),
    link: link && { ...link, shapes: (selection) => [...link.shapes(selection), ...search.shapes(steps)] },
  };
}

type LayerCard = ReturnType<typeof createLayerCard>;

function createLayerCard(plots: Plots) {
  const lines = plots.create();
  const heatMap = plots.create();
  const linesTitle = h('h2', {});
  const mapTitle = h('h2', {});
  const element = h(
    'section',
    { class: 'card' },
    linesTitle,
    lines.element,
    h('p', { class: 'quiet' }, 'One line a unit, coloured by its value at the last step.'),
    mapTitle,
    heatMap.element,
  );
  return {
    element,
    show(
      inspection: Inspection,
      final: Inspection | undefined,
      values: LayerTrace,
      trace: Trace,
      order: UnitOrder,
      { average, named, search }: { average: boolean; named: boolean; search?: ReturnType<typeof createUnitSearch> },
    ) {
      const explanation = TRACE_NAMES[trace];
      // A mean is smaller than what it is the mean of, and is compared with no sample.
      const domain = average
        ? domainOf([values], trace)
        : wider(valueDomain(inspection, values.layer, trace), final && valueDomain(final, values.layer, trace));
      const orders = inspection.population?.layers.find(({ mean }) => mean.layer === values.layer)?.orders;
      linesTitle.replaceChildren(
        named ? `${values.layer}: ${explanation.name.toLowerCase()}` : explanation.name,
        infoMark(explanation),
      );
      setText(mapTitle, 'Units by steps, one row a unit');
      const plot = linesPlot(values, trace, domain);
      lines.show(search ? brushed(plot, search, values.steps) : plot);
      heatMap.show(heatMapPlot(values, trace, unitsInOrder(order, orders, values.units), domain));
    },
  };
}
