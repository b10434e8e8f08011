/** A table that is sorted by any of its columns and whose rows can be picked, by pointer or keyboard. */
import { h } from '../dom.js';
import { addHint, hideBubble } from '../hint.js';
import { type DataColumn, type Sort, sortedRows } from './sorting.js';

export interface DataTableOptions<R> {
  /** What the table is called. */
  readonly label: string;
  /** The first one heads each row, and is the button that picks it. */
  readonly columns: readonly DataColumn<R>[];
  readonly onPick?: (row: R) => void;
  /** Rows that can be picked; all by default. */
  readonly canPick?: (row: R) => boolean;
  /** Rows that are shown; of more, the first ones in the order chosen. */
  readonly most?: number;
}

export function createDataTable<R>({ label, columns, onPick, canPick = () => true, most }: DataTableOptions<R>) {
  const element = h('div', { class: 'table-frame', tabindex: 0 });
  let rows: readonly R[] = [];
  let picked: (row: R) => boolean = () => false;
  let sort: Sort | undefined;
  const header = (column: DataColumn<R>) => {
    const sorter = h('button', { type: 'button', class: 'sorter' }, column.name);
    if (column.explanation) addHint(sorter, column.explanation);
    const sorted = sort?.column === column.id;
    if (sorted) sorter.append(h('span', { class: 'arrow', 'aria-hidden': 'true' }, sort?.descending ? '▼' : '▲'));
    sorter.dataset.column = column.id;
    sorter.addEventListener('click', () => {
      // Numbers are looked through from the largest on.
      const numeric = rows.some((row) => typeof column.value(row) === 'number');
      sort = { column: column.id, descending: sorted ? !sort?.descending : numeric };
      draw();
    });
    const direction = sort?.descending ? 'descending' : 'ascending';
    const kind = column.words ? 'words' : undefined;
    return h('th', { scope: 'col', class: kind, 'aria-sort': sorted ? direction : 'none' }, sorter);
  };
  const cell = (column: DataColumn<R>, row: R, index: number) => {
    const text = column.text(row);
    if (index === 0) {
      if (!onPick || !canPick(row)) return h('th', { scope: 'row' }, text);
      const button = h('button', { type: 'button', class: 'link', 'aria-pressed': String(picked(row)) }, text);
      button.dataset.row = text;
      return h('th', { scope: 'row' }, button);
    }
    const share = column.share?.(row);
    if (share === undefined || !Number.isFinite(share)) {
      return h('td', { class: column.words ? 'words' : undefined }, text);
    }
    const bar = h('span', { class: `bar ${share < 0 ? 'negative' : 'positive'} from-left`, 'aria-hidden': 'true' });
    bar.style.setProperty('--share', String(Math.abs(share)));
    return h('td', { class: 'bars' }, bar, h('span', { class: 'value' }, text));
  };
  /** Whoever sorts or picks by keyboard stays where they are. */
  const draw = () => {
    const { column, row: focused } = (document.activeElement as HTMLElement | null)?.dataset ?? {};
    const within = element.contains(document.activeElement);
    hideBubble();
    const body = sortedRows(rows, columns, sort)
      .slice(0, most)
      .map((row) => {
        const line = h('tr', { 'data-picked': picked(row) }, ...columns.map((entry, i) => cell(entry, row, i)));
        if (onPick && canPick(row)) line.addEventListener('click', () => onPick(row));
        return line;
      });
    element.replaceChildren(
      h(
        'table',
        { class: 'data', 'aria-label': label },
        h('thead', {}, h('tr', {}, ...columns.map(header))),
        h('tbody', {}, ...body),
      ),
    );
    if (!within) return;
    const again = [...element.querySelectorAll<HTMLElement>('[data-column], [data-row]')];
    const same = ({ dataset }: HTMLElement) =>
      column !== undefined ? dataset.column === column : focused !== undefined && dataset.row === focused;
    again.find(same)?.focus();
  };
  return {
    element,
    show(next: readonly R[], isPicked: (row: R) => boolean = () => false) {
      rows = next;
      picked = isPicked;
      draw();
    },
  };
}
