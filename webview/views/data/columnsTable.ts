/** The columns of the data, a row each. */
import type { ColumnPreview, DataPreview } from '../../../src/core/data/preview/preview.js';
import { h } from '../../dom.js';
import type { Exporter } from '../../export/exporter.js';
import type { Table } from '../../export/table.js';
import { formatCount, formatNumber } from '../../format.js';
import { distributionWords, smallDistribution } from './distribution.js';

export function columnsTable({ columns }: DataPreview, exporter: Exporter): HTMLElement {
  const text = ['Column', 'Distribution', 'Kind'].map((name) => h('th', { scope: 'col' }, name));
  const numbers = ['Mean', 'Deviation', 'Smallest', 'Largest', 'Missing'].map((name) =>
    h('th', { scope: 'col', class: 'number' }, name),
  );
  const head = h('tr', {}, ...text, ...numbers);
  return h(
    'section',
    { class: 'card' },
    h(
      'h2',
      {},
      'Columns',
      h('span', { class: 'quiet' }, 'of the training part'),
      exporter.tableMenu('columns', () => asTable(columns)),
    ),
    h(
      'div',
      { class: 'table-frame', tabindex: 0 },
      h('table', { class: 'plain columns' }, h('thead', {}, head), h('tbody', {}, ...columns.map(row))),
    ),
  );
}

function row(column: ColumnPreview): HTMLElement {
  const { name, role, kind, missing, training, validation, bins, counts } = column;
  const numbers = kind !== 'classes';
  const cell = (value: keyof typeof training) => {
    const text = numbers ? formatNumber(training[value]) : '';
    const title = numbers && validation.values > 0 ? `Validation part: ${formatNumber(validation[value])}` : undefined;
    return h('td', { class: 'number', title }, text);
  };
  const kindText = kind === 'classes' ? `${counts.training.length} classes` : kind;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name, role === 'target' ? h('span', { class: 'tag' }, 'target') : undefined),
    h(
      'td',
      {},
      smallDistribution(counts.training, distributionWords({ name, bins, counts: counts.training }, formatNumber)),
    ),
    h('td', {}, kindText),
    ...(['mean', 'deviation', 'min', 'max'] as const).map(cell),
    h('td', { class: 'number', 'data-some': missing > 0 }, formatCount(missing)),
  );
}

function asTable(columns: readonly ColumnPreview[]): Table {
  const parts = ['training', 'validation'] as const;
  const values = ['min', 'max', 'mean', 'deviation'] as const;
  return {
    columns: [
      'Column',
      'Role',
      'Kind',
      'Missing',
      ...parts.flatMap((part) => values.map((value) => `${part} ${value}`)),
    ],
    rows: columns.map((column) => [
      ...[column.name, column.role, column.kind, column.missing],
      ...parts.flatMap((part) => values.map((value) => column[part][value])),
    ]),
  };
}
