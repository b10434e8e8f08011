/** How much each step mattered for the prediction of one sample: every method beside the truth, with its trust. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import { chooser } from '../../controls.js';
import { type Fact, h, setText } from '../../dom.js';
import { METHODS, UNIT_NAMES } from '../../explain.js';
import { formatCount, formatNumber, isNumber } from '../../format.js';
import type { Plot } from '../../plot.js';
import { createInputEditor } from '../../whatIf/inputEditor.js';
import { OVER_MANY, type OverMany } from '../options.js';
import { answerFacts, samplePicker } from '../sample.js';
import type { Shown } from '../shown.js';
import type { PanelView, ViewContext } from '../view.js';
import { barsPlot } from './barsSpec.js';
import { createBaseline } from './baseline.js';
import { type Column, columnsAsTable, columnsOf, columnsOverMany, scaleSizes } from './columns.js';
import { createInitialState } from './initialState.js';
import { influenceNotes } from './notes.js';
import { createInfluenceTable } from './table.js';

/** The sum over the features, in the chooser. */
const ALL = 'all';

export function createInfluence(context: ViewContext): PanelView {
  const { plots, exporter, dispatch } = context;
  const input = createInputEditor(context);
  const sample = samplePicker(context, (other) =>
    dispatch({ type: 'options', options: { many: OVER_MANY.find((many) => many === other) } }),
  );
  const feature = chooser('Feature', (value) =>
    dispatch({ type: 'feature', feature: value === ALL ? undefined : Number(value) }),
  );
  const answer = h('div', {});
  const table = createInfluenceTable(
    (column) => dispatch({ type: 'sort', column }),
    (step) => dispatch({ type: 'select', selection: { step } }),
  );
  const note = h('p', { class: 'quiet' });
  const initialState = createInitialState();
  const baseline = createBaseline(context);
  let columns: readonly Column[] = [];
  const menu = exporter.tableMenu('influence', () => columnsAsTable(columns));
  const bars = h('div', { class: 'cards small' });
  const cards = new Map<string, BarsCard>();
  const cardOf = (id: string) => {
    const card = cards.get(id) ?? new BarsCard(plots.create());
    cards.set(id, card);
    return card;
  };
  return {
    element: h(
      'div',
      { class: 'view' },
      h('div', { class: 'toolbar' }, sample.element, feature.element, baseline.element),
      answer,
      input.element,
      h('h2', {}, 'By step', menu),
      table.element,
      note,
      initialState.element,
      bars,
    ),
    update(shown) {
      const { inspection, selection } = shown;
      const current = inspection?.samples[selection.sample];
      if (!inspection || !current) return;
      const chosen = chosenFeature(shown);
      const many = inspection.overMany && shown.page.options.many;
      sample.show(inspection, selection, manyChoices(inspection), many);
      answer.hidden = input.element.hidden = initialState.element.hidden = many !== undefined;
      baseline.show(shown);
      feature.element.hidden = inspection.features.length === 1;
      feature.show(featureChoices(inspection), chosen === undefined ? ALL : String(chosen));
      if (!many) {
        answer.replaceChildren(answerFacts(current, inspection, completeness(current)));
        input.update(shown);
        initialState.show(inspection, current);
      }
      columns = many ? columnsOverMany(inspection, many, chosen) : columnsOf(inspection, selection.sample, chosen);
      const { features, trust } = inspection;
      const inputName = features.length > 1 && chosen !== undefined ? features[chosen] : 'Input';
      table.show({ columns, trust, sort: shown.page.sort, step: selection.step, inputName });
      setText(note, influenceNotes(inspection, many ? undefined : current, chosen));
      const truth = columns.find(({ id }) => id === 'contribution');
      const sizes = scaleSizes(columns);
      const methods = columns.filter(({ id, values }) => id in METHODS && values.some(isNumber));
      bars.replaceChildren(
        ...methods.map((column) => {
          const comparable = column.scale === 'target' ? truth : undefined;
          return cardOf(column.id).show(column, comparable, sizes[column.scale], many ? undefined : current.read);
        }),
      );
    },
  };
}

class BarsCard {
  private readonly title = h('h2', {});
  private readonly element: HTMLElement;

  constructor(private readonly plot: Plot) {
    this.element = h('section', { class: 'card' }, this.title, plot.element);
  }

  show(column: Column, truth: Column | undefined, size: number, read: readonly string[] | undefined): HTMLElement {
    const method = METHODS[column.id as keyof typeof METHODS];
    this.title.replaceChildren(
      h('span', { class: 'key method' }, method.name),
      ...(truth ? [h('span', { class: 'key truth' }, 'truth')] : []),
      ...(column.scale === 'state' || column.scale === 'slope'
        ? [h('span', { class: 'quiet' }, UNIT_NAMES[column.scale])]
        : []),
    );
    this.plot.show(barsPlot(column, truth, size, read));
    return this.element;
  }
}

/** What there is to see over many sequences. */
function manyChoices({ overMany }: Inspection) {
  if (!overMany) return [];
  const of = `of ${formatCount(overMany.sequences)} ${overMany.part} sequences`;
  return [
    { value: 'mean', label: `Mean ${of}` },
    { value: 'meanAbsolute', label: `Mean size ${of}` },
    { value: 'deviation', label: `Spread ${of} (standard deviation)` },
  ] satisfies { value: OverMany; label: string }[];
}

function chosenFeature({ inspection, page }: Pick<Shown, 'inspection' | 'page' | 'selection'>): number | undefined {
  const { feature } = page;
  return inspection && feature !== undefined && feature < inspection.features.length ? feature : undefined;
}

function featureChoices({ features }: Inspection) {
  return [{ value: ALL, label: 'All, summed' }, ...features.map((label, index) => ({ value: String(index), label }))];
}

function completeness({ influence }: SampleInspection): Fact[] {
  const error = influence.integratedGradients?.completenessError;
  if (!isNumber(error)) return [];
  const explanation =
    'How far the sum of the integrated gradients is from the prediction minus the prediction of the baseline, in units ' +
    'of the target. Near zero is right.';
  return [['Completeness error', formatNumber(error, 2), explanation]];
}
