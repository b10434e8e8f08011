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

export function createTrust({ exporter }: ViewContext): PanelView {
  let shown: Inspection | undefined;
  const reading = h('h2', { class: 'reading' });
  const note = h('p', { class: 'quiet' });
  const table = h('div', { class: 'table-frame' });
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

function trustTable(inspection: Inspection): HTMLElement {
  const columns = trustColumns(inspection);
  return h(
    'table',
    { class: 'scores', 'aria-label': 'Trust by method, best first' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'Method'),
        ...columns.map((column) =>
          h(
            'th',
            { scope: 'col' },
            column.name,
            infoMark(column),
            h('span', { class: 'unit' }, `${column.good} is good`),
          ),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      ...trustLines(inspection).map(({ name, uninformed, cells }) =>
        h('tr', { class: uninformed ? 'quiet' : undefined }, h('th', { scope: 'row' }, name), ...cells.map(scoreCell)),
      ),
    ),
  );
}

function scoreCell(cell: TrustCell): HTMLElement {
  const interval = intervalText(cell);
  return h('td', {}, formatNumber(cell.value, 3), interval ? h('span', { class: 'unit' }, interval) : undefined);
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
      { class: 'table-frame' },
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
