/** The influence of the same inputs in each model. */
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import { chooser } from '../../controls.js';
import { h, setText } from '../../dom.js';
import { METHODS } from '../../explain.js';
import { formatNumber } from '../../format.js';
import { infoMark } from '../../hint.js';
import {
  type InfluenceLines,
  influenceAsTable,
  influenceLines,
  influencePlot,
  methodsOf,
  samplesOf,
  sharing,
} from '../influences.js';
import type { ComparedRun } from '../protocol.js';
import type { Choices } from '../state.js';
import type { Section, SectionContext } from './section.js';

export function createInfluences({ plots, exporter, choose }: SectionContext): Section {
  let lines = NOTHING;
  const plot = plots.create();
  const sample = chooser('Sample', (value) => choose({ sample: Number(value) }));
  const method = chooser('Method', (value) => choose({ method: value as Choices['method'] }));
  const title = h('h2', {});
  const menu = exporter.tableMenu('influence', () => influenceAsTable(lines));
  const answers = h('p', {});
  const note = h('p', { class: 'quiet' });
  const waiting = h('p', { class: 'quiet', role: 'status' }, 'The models are being inspected…');
  const content = h('div', {}, h('div', { class: 'toolbar' }, sample.element, method.element), answers, plot.element);
  let explained = '';
  return {
    element: h('section', { class: 'card' }, title, content, waiting, note),
    update({ runs }, { choices }) {
      const { shown, others } = sharing(runs);
      const samples = samplesOf(shown[0]);
      const index = Math.min(choices.sample, samples.length - 1);
      const methods = methodsOf(shown, index);
      const chosen = methods.find((one) => one === choices.method) ?? comparable(methods);
      content.hidden = chosen === undefined;
      waiting.hidden = runs.every(({ model }) => model.kind !== 'working');
      lines = chosen ? influenceLines(shown, index, chosen) : NOTHING;
      const notes = [
        ...(lines.truth ? [TRUE_LINES] : []),
        ...(chosen && METHODS[chosen].unit === 'state' ? [STATE_UNITS] : []),
      ];
      setText(note, [...notes, ...others].join(' '));
      if (explained !== (chosen ?? 'none')) {
        explained = chosen ?? 'none';
        title.replaceChildren('Influence', ...(chosen ? [infoMark(METHODS[chosen]), menu] : []));
      }
      if (!chosen) return;
      sample.show(
        samples.map(({ label }, at) => ({ value: String(at), label })),
        String(index),
      );
      method.show(
        methods.map((id) => ({ value: id, label: METHODS[id].name })),
        chosen,
      );
      setText(answers, answersOf(shown, index));
      plot.show(influencePlot(chosen, lines));
    },
  };
}

/** What is in units of the target means the same in every model. */
function comparable(methods: readonly InfluenceMethod[]): InfluenceMethod | undefined {
  return methods.find((id) => METHODS[id].unit === 'target') ?? methods[0];
}

const NOTHING: InfluenceLines = { lines: [], steps: 0 };
const TRUE_LINES = 'The lines across the bars are the true contributions.';
const STATE_UNITS =
  'Each model has states of its own: these sizes can be compared by their course, and not by their height.';

/** For example "A answers 2.29, B 2.31; true is 2.3." */
function answersOf(runs: readonly ComparedRun[], sample: number): string {
  const numbers = (values: Float64Array) =>
    Array.from(values.subarray(0, 6), (value) => formatNumber(value)).join(', ');
  const answers = runs.flatMap((run) => {
    const found = samplesOf(run)[sample];
    return found ? [`${run.letter} answers ${numbers(found.prediction)}`] : [];
  });
  const target = samplesOf(runs[0])[sample]?.target;
  return `${answers.join(', ')}${target ? `; true is ${numbers(target)}` : ''}.`;
}
