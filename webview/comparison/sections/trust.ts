/** How far each influence can be believed in each model. */
import { chooser } from '../../controls.js';
import { h } from '../../dom.js';
import { formatNumber } from '../../format.js';
import { infoMark } from '../../hint.js';
import { intervalText } from '../../views/trust/trustRows.js';
import type { ComparedRun } from '../protocol.js';
import type { Choices } from '../state.js';
import { scoresOf, type TrustLine, trustAsTable, trustLines } from '../trustLines.js';
import { type Section, type SectionContext, TABLE_FRAME } from './section.js';

export function createTrust({ exporter, choose }: SectionContext): Section {
  let shown: { runs: readonly ComparedRun[]; lines: readonly TrustLine[] } = { runs: [], lines: [] };
  const score = chooser('Score', (value) => choose({ score: value as Choices['score'] }));
  const title = h('h2', {});
  const table = h('div', TABLE_FRAME);
  const menu = exporter.tableMenu('trust', () => trustAsTable(shown.runs, shown.lines));
  const element = h('section', { class: 'card' }, title, h('div', { class: 'toolbar' }, score.element), table);
  let drawn = '';
  return {
    element,
    update({ runs }, { choices }) {
      const scores = scoresOf(runs);
      const chosen = scores.find(({ key }) => key === choices.score) ?? scores[0];
      element.hidden = chosen === undefined;
      if (!chosen) return;
      score.show(
        scores.map(({ key, name }) => ({ value: key, label: name })),
        chosen.key,
      );
      const lines = trustLines(runs, chosen.key);
      const key = JSON.stringify([chosen.key, lines]);
      if (key === drawn) return;
      drawn = key;
      shown = { runs, lines };
      title.replaceChildren(`Trust: ${chosen.name} (${chosen.good} is good)`, infoMark(chosen), menu);
      table.replaceChildren(trustTable(runs, lines, chosen.name));
    },
  };
}

function trustTable(runs: readonly ComparedRun[], lines: readonly TrustLine[], score: string): HTMLElement {
  const head = runs.map(({ letter }) => h('th', { scope: 'col' }, letter));
  const body = lines.map(({ name, cells }) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, name),
      ...cells.map((cell) => {
        const interval = cell && intervalText(cell);
        return h('td', {}, formatNumber(cell?.value, 3), interval ? h('span', { class: 'unit' }, interval) : undefined);
      }),
    ),
  );
  return h(
    'table',
    { class: 'scores', 'aria-label': `${score} by method and run` },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Method'), ...head)),
    h('tbody', {}, ...body),
  );
}
