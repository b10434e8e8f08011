/** The influence table: a number and its bar in each cell, sortable by every column, the trust of each method above. */
import equal from 'fast-deep-equal/es6';
import type { TrustRow } from '../../../src/core/analysis/inspection.js';
import type { InfluenceMethod } from '../../../src/core/config/schema.js';
import { h } from '../../dom.js';
import { AGREEMENT, CONTRIBUTION, type Explanation, METHODS, UNIT_NAMES } from '../../explain.js';
import { decimalsFor, formatFixed, isNumber } from '../../format.js';
import { addHint, hideBubble, infoMark } from '../../hint.js';
import type { PageState, SortColumn } from '../../store.js';
import { type Column, scaleSizes, sortedSteps } from './columns.js';

export interface TableData {
  readonly columns: readonly Column[];
  readonly trust: readonly TrustRow[];
  readonly sort: PageState['sort'];
  /** The step that is picked. */
  readonly step: number | undefined;
  /** What the input column is called. */
  readonly inputName: string;
}

/** The table in its frame: it is made anew only where it would be another one. */
export function createInfluenceTable(onSort: (column: SortColumn) => void, onPick: (step: number) => void) {
  const frame = h('div', { class: 'table-frame' });
  let shown: TableData | undefined;
  return {
    element: frame,
    /** Whoever sorts by keyboard stays on the header. */
    show(data: TableData) {
      if (equal(data, shown)) return;
      shown = data;
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.column : undefined;
      hideBubble();
      frame.replaceChildren(influenceTable(data, onSort, onPick));
      if (focused) frame.querySelector<HTMLElement>(`[data-column="${focused}"]`)?.focus();
    },
  };
}

function influenceTable(
  data: TableData,
  onSort: (column: SortColumn) => void,
  onPick: (step: number) => void,
): HTMLTableElement {
  const { columns, trust } = data;
  return h(
    'table',
    { class: 'influence', 'aria-label': 'Influence by step and method' },
    h('thead', {}, h('tr', {}, ...columns.map((column) => header(column, data, onSort)))),
    ...(trust.length > 0 ? [trustBody(columns, trust)] : []),
    valuesBody(data, onPick),
  );
}

function header(
  { id, scale }: Column,
  { sort, inputName }: TableData,
  onSort: (column: SortColumn) => void,
): HTMLElement {
  const explanation = explanationOf(id);
  const sorted = sort.column === id;
  const name = explanation?.name ?? (id === 'step' ? 'Step' : inputName);
  const sorter = h('button', { type: 'button', class: 'sorter' }, name);
  if (explanation) addHint(sorter, explanation);
  if (sorted) sorter.append(h('span', { class: 'arrow', 'aria-hidden': 'true' }, sort.descending ? '▼' : '▲'));
  if (scale === 'state' || scale === 'slope') sorter.append(h('span', { class: 'unit' }, UNIT_NAMES[scale]));
  sorter.dataset.column = id;
  sorter.addEventListener('click', () => onSort(id));
  const direction = sort.descending ? 'descending' : 'ascending';
  return h(
    'th',
    { scope: 'col', class: scale === 'none' ? undefined : 'measured', 'aria-sort': sorted ? direction : 'none' },
    sorter,
  );
}

function explanationOf(id: SortColumn): Explanation | undefined {
  if (id === 'contribution') return CONTRIBUTION;
  return id === 'step' || id === 'input' ? undefined : METHODS[id];
}

/** How each method agrees with the truth, where that is known; the columns before the methods make room for the names. */
function trustBody(columns: readonly Column[], trust: readonly TrustRow[]): HTMLElement {
  const byMethod = new Map<SortColumn, TrustRow>(trust.map((row) => [row.method, row]));
  const isMethod = ({ id }: Column) => id in METHODS;
  const methods = columns.filter(isMethod).map(({ id }) => id as InfluenceMethod);
  const measures = (Object.entries(AGREEMENT) as [keyof typeof AGREEMENT, Explanation][]).filter(([measure]) =>
    trust.some((row) => isNumber(row[measure])),
  );
  return h(
    'tbody',
    { class: 'trust' },
    ...measures.map(([measure, explanation]) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row', colspan: columns.length - methods.length }, explanation.name, infoMark(explanation)),
        ...methods.map((method) => h('td', {}, formatFixed(byMethod.get(method)?.[measure], 2))),
      ),
    ),
  );
}

function valuesBody({ columns, sort, step: picked }: TableData, onPick: (step: number) => void): HTMLElement {
  const sizes = scaleSizes(columns);
  const decimals = columns.map(({ id, scale, values }) => {
    if (id === 'step') return 0;
    const together =
      scale === 'none' ? values : columns.filter((other) => other.scale === scale).flatMap((c) => c.values);
    return decimalsFor(together.filter(isNumber));
  });
  const rows = sortedSteps(columns, sort).map((step) => {
    const row = h(
      'tr',
      { 'data-picked': step === picked },
      ...columns.map((column, index) => {
        const value = column.values[step];
        const text = column.texts?.[step] ?? formatFixed(value, decimals[index]);
        if (column.id === 'step') return h('th', { scope: 'row' }, text);
        if (column.scale === 'none' || !isNumber(value)) return h('td', {}, text);
        return barCell(text, value / (sizes[column.scale] || 1), column);
      }),
    );
    row.addEventListener('click', () => onPick(step));
    return row;
  });
  return h('tbody', {}, ...rows);
}

/** @param share of a full bar, between -1 and 1. */
function barCell(text: string, share: number, { scale, id }: Column): HTMLElement {
  const kind = scale === 'state' ? 'unsigned' : share < 0 ? 'negative' : 'positive';
  const bar = h('span', { class: `bar ${kind}`, 'aria-hidden': 'true' });
  bar.style.setProperty('--share', String(Math.abs(share)));
  return h('td', { class: id === 'contribution' ? 'bars truth' : 'bars' }, bar, h('span', { class: 'value' }, text));
}
