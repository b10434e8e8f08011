/** How far each influence can be believed, and whether the state changes with the input beyond chance. */
import type { InputCorrelation } from '../../../src/core/analysis/correlation/inputCorrelation.js';
import type { Inspection } from '../../../src/core/analysis/inspection.js';
import { h, setText } from '../../dom.js';
import type { Explanation } from '../../explain.js';
import { formatCount, formatFixed, formatNumber, isNumber } from '../../format.js';
import { hideBubble, infoMark } from '../../hint.js';
import { verdict } from '../overview/verdict.js';
import type { PanelView, ViewContext } from '../view.js';
import {
  correlationRows,
  correlationSentence,
  correlationsAsTable,
  MOST_ROWS,
  pText,
  SIGNIFICANT,
  unitSentence,
} from './correlationRows.js';
import { intervalText, type TrustCell, trustAsTable, trustColumns, trustLines } from './trustRows.js';

const CORRELATION: Explanation = {
  name: 'Change of state and input',
  what: 'Correlation of how far the state moves at a step with the input of that step, over many sequences.',
  caution:
    'It tells that the state takes notice of the input, not that the output does. The p values are corrected for the ' +
    'number of tests of the layer.',
  source: 'Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure',
};
const DIRECTION: Explanation = {
  name: 'Direction of change',
  what:
    'Mean cosine of the change of state with the change before it, and with the direction that the output reads: 1 is ' +
    'the same way, 0 across, −1 back.',
  caution: 'In many dimensions two random directions are nearly across.',
};

/** Scrolls where the table is wider than the page, also by the arrow keys. */
const FRAME = { class: 'table-frame', tabindex: 0 } as const;

export function createTrust({ exporter }: ViewContext): PanelView {
  let shown: Inspection | undefined;
  const reading = h('h2', { class: 'reading' });
  const note = h('p', { class: 'quiet' });
  const table = h('div', FRAME);
  const correlations = h('div', {});
  const sections = [
    h(
      'h2',
      {},
      'Trust',
      exporter.tableMenu('trust', () => trustAsTable(shown!)),
    ),
    table,
    note,
    h(
      'h2',
      {},
      CORRELATION.name,
      infoMark(CORRELATION),
      exporter.tableMenu('input-correlation', () => correlationsAsTable(shown!.inputCorrelation, shown!.features)),
    ),
    correlations,
  ];
  return {
    element: h('div', { class: 'view' }, reading, ...sections),
    update({ inspection }) {
      if (!inspection || inspection === shown) return;
      shown = inspection;
      const measured = inspection.trust.length > 0;
      for (const section of sections) section.hidden = !measured && section !== note;
      hideBubble();
      setText(reading, measured ? verdict(inspection).headline : '');
      setText(note, `${inspection.trustNote}${measured ? ' In small print: bootstrap 95 % intervals.' : ''}`);
      table.replaceChildren(trustTable(inspection));
      correlations.replaceChildren(
        ...inspection.inputCorrelation.flatMap((entry) => correlationOf(entry, inspection.features)),
      );
    },
  };
}

/** A column a method, as in the influence table; a row a score. */
function trustTable(inspection: Inspection): HTMLElement {
  const lines = trustLines(inspection);
  const head = lines.map(({ name, uninformed }) =>
    h('th', { scope: 'col', class: uninformed ? 'quiet' : undefined }, name),
  );
  const body = trustColumns(inspection).map((score, index) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, score.name, infoMark(score), h('span', { class: 'unit' }, `${score.good} is good`)),
      ...lines.map(({ cells, uninformed }) => scoreCell(cells[index], uninformed)),
    ),
  );
  return h(
    'table',
    { class: 'scores', 'aria-label': 'Trust by method, best first' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Score'), ...head)),
    h('tbody', {}, ...body),
  );
}

function scoreCell(cell: TrustCell, uninformed: boolean): HTMLElement {
  const interval = intervalText(cell);
  return h(
    'td',
    { class: uninformed ? 'quiet' : undefined },
    formatNumber(cell.value, 3),
    interval ? h('span', { class: 'unit' }, interval) : undefined,
  );
}

function correlationOf(entry: InputCorrelation, features: readonly string[]): HTMLElement[] {
  const rows = correlationRows(entry, features);
  const several = features.length > 1;
  const head = ['Step', ...(several ? ['Input'] : []), 'Pearson r', 'p', 'Rank r', 'p', 'Previous change'];
  const names = entry.readoutCosine ? [...head, 'Readout'] : head;
  const significant = (p: number) => (isNumber(p) && p < SIGNIFICANT ? 'significant' : undefined);
  const body = rows
    .slice(0, MOST_ROWS)
    .map((row) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, String(row.step)),
        several ? h('td', {}, row.feature) : undefined,
        h('td', { class: significant(row.pearsonP) }, formatFixed(row.pearson, 2)),
        h('td', {}, pText(row.pearsonP)),
        h('td', { class: significant(row.spearmanP) }, formatFixed(row.spearman, 2)),
        h('td', {}, pText(row.spearmanP)),
        h('td', {}, formatFixed(row.previousCosine, 2)),
        entry.readoutCosine ? h('td', {}, formatFixed(row.readoutCosine, 2)) : undefined,
      ),
    );
  const units = unitSentence(entry, features);
  const left = rows.length - body.length;
  return [
    h('h3', {}, entry.layer, infoMark(DIRECTION)),
    h('p', {}, correlationSentence(entry)),
    h(
      'div',
      FRAME,
      h(
        'table',
        { class: 'scores', 'aria-label': `${CORRELATION.name}, ${entry.layer}` },
        h('thead', {}, h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, ...body),
      ),
    ),
    ...(left > 0 ? [h('p', { class: 'quiet' }, `${formatCount(left)} more rows are in the saved table.`)] : []),
    ...(units ? [h('p', {}, units)] : []),
  ];
}
