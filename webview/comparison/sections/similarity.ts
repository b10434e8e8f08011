/** How alike the state spaces of two of the models are, layer by layer. */

import type { SimilarityResult } from '../../../src/worker/protocol.js';
import { chooser } from '../../controls.js';
import { h, setText } from '../../dom.js';
import type { Explanation } from '../../explain.js';
import { formatCount, formatFixed, formatNumber } from '../../format.js';
import { infoMark } from '../../hint.js';
import type { ComparedRun } from '../protocol.js';
import { MEASURE_NAMES, similarityAsTable, similarityPlot } from '../similaritySpec.js';
import { MEASURES, type Measure } from '../state.js';
import { type Section, type SectionContext, TABLE_FRAME } from './section.js';

const EXPLAINED: Readonly<Record<Measure, Explanation>> = {
  cka: {
    name: MEASURE_NAMES.cka,
    what:
      'How much two layers tell the same sequences apart in the same way: 1 where the states of one are those of the ' +
      'other turned and scaled, 0 where they have nothing in common.',
    caution:
      'The directions in which the states differ most count most; small ones that the answer may hang on hardly do.',
    source: 'Kornblith et al. 2019, Similarity of Neural Network Representations Revisited',
    paper: 'https://arxiv.org/abs/1905.00414',
  },
  procrustes: {
    name: MEASURE_NAMES.procrustes,
    what:
      'What remains between the states of two layers, each of length one in all, when one is turned onto the other as ' +
      'well as can be: 0 where they are the same up to that, 2 where they have nothing in common. The distance squared.',
    caution: 'A layer with more units than the other always keeps some distance where it uses them.',
    source: 'Schönemann 1966; Ding et al. 2021, Grounding Representation Similarity with Statistical Testing',
    paper: 'https://arxiv.org/abs/2108.01661',
  },
};

export function createSimilarity({ plots, exporter, choose, post }: SectionContext): Section {
  let result: SimilarityResult | undefined;
  let asked = '';
  const plot = plots.create();
  const first = chooser('Of run', (value) => choose({ first: value }));
  const second = chooser('with run', (value) => choose({ second: value }));
  const measure = chooser('Measure', (value) => choose({ measure: value as Measure }));
  const title = h('h2', {});
  const menu = exporter.tableMenu('similarity', () => (result ? similarityAsTable(result) : { columns: [], rows: [] }));
  const status = h('p', { class: 'quiet', role: 'status' });
  const table = h('div', TABLE_FRAME);
  const content = h('div', {}, plot.element, table);
  let explained: Measure | undefined;
  return {
    element: h(
      'section',
      { class: 'card' },
      title,
      h('div', { class: 'toolbar' }, first.element, second.element, measure.element),
      status,
      content,
    ),
    update({ runs }, { choices, similarities }) {
      const [one, other] = pairOf(runs, choices.first, choices.second);
      if (explained !== choices.measure) {
        explained = choices.measure;
        title.replaceChildren('Similarity of state spaces', infoMark(EXPLAINED[choices.measure]), menu);
      }
      const letters = runs.map(({ letter }) => ({ value: letter, label: letter }));
      first.show(letters, one.letter);
      second.show(letters, other.letter);
      first.element.hidden = second.element.hidden = runs.length === 2;
      measure.show(
        MEASURES.map((value) => ({ value, label: MEASURE_NAMES[value] })),
        choices.measure,
      );
      const answer = similarities.find((known) => known.first === one.id && known.second === other.id);
      // The inspection of the models comes first: they are what one waits for.
      const opened = runs.every(({ model }) => model.kind !== 'working');
      const question = `${one.id}\n${other.id}`;
      if (!answer && opened && asked !== question) {
        asked = question;
        post({ type: 'similarity', first: one.id, second: other.id });
      }
      content.hidden = answer?.kind !== 'done';
      if (answer?.kind === 'failed') setText(status, `Their states cannot be compared: ${answer.message}`);
      if (!answer) setText(status, 'The states are being compared…');
      if (answer?.kind !== 'done') return;
      setText(status, sentence(answer.result, one, other));
      const changed = result !== answer.result;
      result = answer.result;
      plot.show(similarityPlot(result, choices.measure, [one.letter, other.letter]));
      if (changed) table.replaceChildren(pairTable(result, one, other));
    },
  };
}

/** Two that are not the same. */
function pairOf(runs: readonly ComparedRun[], first: string, second: string): [ComparedRun, ComparedRun] {
  const one = runs.find(({ letter }) => letter === first) ?? runs[0];
  const wanted = runs.find(({ letter }) => letter === second);
  return [one, wanted && wanted !== one ? wanted : (runs.find((run) => run !== one) as ComparedRun)];
}

function sentence({ sequences, part, sameData }: SimilarityResult, one: ComparedRun, other: ComparedRun): string {
  const both = `Both were shown ${formatCount(sequences)} ${part} sequences of ${one.letter}.`;
  return sameData ? both : `${both} ${other.letter} was trained on other data.`;
}

function pairTable({ pairs }: SimilarityResult, one: ComparedRun, other: ComparedRun): HTMLElement {
  const head = [`Layer of ${one.letter}`, `Layer of ${other.letter}`, MEASURE_NAMES.cka, MEASURE_NAMES.procrustes];
  const body = pairs.map(({ first, second, cka, procrustes, reason }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, first),
      h('th', { scope: 'row' }, second),
      ...(reason === undefined
        ? [h('td', {}, formatFixed(cka, 3)), h('td', {}, formatNumber(procrustes, 3))]
        : [h('td', { colspan: 2, class: 'quiet' }, reason)]),
    ),
  );
  return h(
    'table',
    { class: 'scores', 'aria-label': 'Similarity by pairs of layers' },
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...body),
  );
}
