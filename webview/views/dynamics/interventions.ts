/** The model is changed while it runs: by hand, as the config says, and each unit by itself, ranked. */
import type { Ablation } from '../../../src/core/analysis/dynamics/ablation.js';
import type { UnitAblations } from '../../../src/core/analysis/dynamics/unitAblations.js';
import { h, setText } from '../../dom.js';
import { DYNAMICS_VIEW } from '../../explainDynamics.js';
import type { Table } from '../../export/table.js';
import { formatCount, formatNumber, formatSigned } from '../../format.js';
import { infoMark } from '../../hint.js';
import { createDataTable } from '../dataTable.js';
import type { PanelView, ViewContext } from '../view.js';
import { createAnswered } from './answered.js';
import { createKept } from './kept.js';
import { createWhatIf } from './whatIf.js';

/** Rows that a page has room for; the saved table has all. */
const MOST = 40;

export function createInterventions(context: ViewContext): PanelView {
  const { exporter, dispatch, host } = context;
  const whatIf = createWhatIf(context);
  const kept = createKept(context);
  const answered = createAnswered(host, 'what the answer owes to each unit');
  let shown: UnitAblations | undefined;
  let largest = 1;
  const table = createDataTable<Ablation>({
    label: 'Units held at zero',
    columns: [
      {
        id: 'unit',
        name: 'Unit',
        value: ({ layer, unit }) => `${layer} ${String(unit).padStart(6)}`,
        text: ({ layer, unit }) => `${layer} unit ${unit + 1}`,
      },
      {
        id: 'change',
        name: 'Change of the answer',
        value: ({ change }) => change,
        text: ({ change }) => formatNumber(change, 3),
        share: ({ change }) => change / largest,
      },
      {
        id: 'error',
        name: 'Rise of the squared error',
        value: ({ error }) => error,
        text: ({ error }) => formatSigned(error, 3),
      },
    ],
    onPick: ({ layer, unit }) => dispatch({ type: 'select', selection: { layer, unit } }),
    most: MOST,
  });
  const note = h('p', { class: 'quiet' });
  const unfit = h('p', { class: 'quiet' });
  const content = h(
    'div',
    { class: 'view' },
    h(
      'h2',
      {},
      'Units held at zero',
      infoMark(DYNAMICS_VIEW.ablations),
      exporter.tableMenu('ablations', () => ablationsAsTable(shown!)),
    ),
    note,
    table.element,
    unfit,
  );
  return {
    element: h('div', { class: 'view' }, whatIf.element, kept.element, answered.element, content),
    update(state) {
      whatIf.update(state);
      kept.update(state);
      const answer = answered.show(state, { about: 'ablations' });
      content.hidden = !answer;
      shown = answer;
      if (!answer) return;
      const { rows, sequences, part } = answer;
      largest = Math.max(...rows.map(({ change }) => change)) || 1;
      const { layer, unit } = state.selection;
      table.show(rows, (row) => row.layer === layer && row.unit === unit);
      const left = rows.length - MOST;
      setText(
        note,
        `Root mean square over ${formatCount(sequences)} sequences of the ${part} part, target units. Click a unit to ` +
          `pick it in all views.${left > 0 ? ` ${formatCount(left)} more units are in the saved table.` : ''}`,
      );
      setText(unfit, answer.unfit.map((entry) => `${entry.layer}: ${entry.reason}`).join(' '));
    },
  };
}

export function ablationsAsTable({ rows }: UnitAblations): Table {
  return {
    columns: ['layer', 'unit', 'change of the answer', 'rise of the squared error'],
    rows: rows.map(({ layer, unit, change, error }) => [layer, unit + 1, change, error]),
  };
}
