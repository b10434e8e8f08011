/** A plot's numbers as a table. */
import type { PlotSpec } from '../views/plotSpec.js';
import type { Table } from './table.js';

/** The numbers that a plot shows, under the names that its spec has for them. */
export function numbersOf({ data, numbers }: PlotSpec): Table {
  const rows =
    numbers?.() ?? Object.values(data).reduce((most, other) => (other.length > most.length ? other : most), []);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows: rows.map((row) => columns.map((name) => row[name])) };
}
