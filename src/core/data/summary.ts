/** What a data file holds, column by column, before anything is made of it: for a look before training. */
import type { Column, NumberColumn, TextColumn } from './reading/columns.js';
import type { Table } from './reading/table.js';

export interface ColumnSummary {
  readonly name: string;
  /** Dates are milliseconds since 1970. */
  readonly kind: Column['kind'];
  /** Cells with a value that fits the kind. */
  readonly count: number;
  /** Empty cells, and those that say NA, NaN, null or the like. */
  readonly missing: number;
  /** Cells that are no number, or no date, in a column of them. */
  readonly wrong: number;
  /** Of numbers and dates; undefined where there is no value. */
  readonly min?: number;
  readonly max?: number;
  /** Of numbers. */
  readonly mean?: number;
  /** Of the population, as a standardized column is divided by it. */
  readonly deviation?: number;
  /** Different values; `MOST_DISTINCT` stands for that many or more. */
  readonly distinct: number;
  /** The most frequent texts, the most frequent first. */
  readonly frequent: readonly { readonly text: string; readonly count: number }[];
}

export interface TableSummary {
  readonly file: string;
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly ColumnSummary[];
}

/** Different numbers are counted up to this many. */
const MOST_DISTINCT = 10_000;
const FREQUENT = 20;

export function summarize({ file, rows, columns }: Table): TableSummary {
  return { file, rows, columns: columns.map((column) => summaryOf(column, rows)) };
}

function summaryOf(column: Column, rows: number): ColumnSummary {
  return column.kind === 'text' ? textSummary(column, rows) : numberSummary(column, rows);
}

function numberSummary(column: NumberColumn, rows: number): ColumnSummary {
  const { name, kind, gaps: missing, wrong } = column;
  const count = rows - missing - wrong.count;
  const seen = new Set<number>();
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let row = 0; row < rows; row++) {
    const value = column.at(row);
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    if (seen.size < MOST_DISTINCT) seen.add(value);
  }
  const common = { name, kind, count, missing, wrong: wrong.count, distinct: seen.size, frequent: [] };
  if (count === 0) return common;
  if (kind === 'date') return { ...common, min, max };
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const value = column.at(row);
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { ...common, min, max, mean, deviation: Math.sqrt(squares / count) };
}

function textSummary({ name, kind, names, codes, gaps: missing }: TextColumn, rows: number): ColumnSummary {
  const counts = new Uint32Array(names.length);
  for (let row = 0; row < rows; row++) counts[codes[row]] += 1;
  const frequent = names
    .map((text, code) => ({ text, count: counts[code] }))
    .slice(1)
    .sort((a, b) => b.count - a.count)
    .slice(0, FREQUENT);
  return { name, kind, count: rows - missing, missing, wrong: 0, distinct: names.length - 1, frequent };
}
