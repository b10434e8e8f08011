/** Columns of a table, and its rows in the order of one of them. Pure. */
import type { Explanation } from '../explain.js';
import { isNumber } from '../format.js';

export interface DataColumn<R> {
  readonly id: string;
  readonly name: string;
  readonly explanation?: Explanation;
  /** What the rows are sorted by. */
  value(row: R): number | string | null | undefined;
  /** What the cell says. */
  text(row: R): string;
  /** Words begin at the left; numbers end at the right. */
  readonly words?: boolean;
  /** A bar behind the text: a share of the cell between -1 and 1. */
  share?(row: R): number;
}

/** How a table is sorted; undefined as its rows come. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows in the order of a column; those without a value come last, and equal ones stay as they were. */
export function sortedRows<R>(rows: readonly R[], columns: readonly DataColumn<R>[], sort: Sort | undefined): R[] {
  const column = columns.find(({ id }) => id === sort?.column);
  if (!column || !sort) return [...rows];
  const known = (value: unknown) => (typeof value === 'number' ? isNumber(value) : typeof value === 'string');
  return rows.toSorted((one, other) => {
    const [a, b] = [column.value(one), column.value(other)];
    if (!known(a) || !known(b)) return Number(known(b)) - Number(known(a));
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    return sort.descending ? -order : order;
  });
}
