/** Numbers and tables for people. */
import type { Metrics } from '../core/training/metrics.js';

/** Four significant digits unless said otherwise; an em dash where there is no number. */
export function number(value: number | undefined, digits = 4): string {
  if (value === undefined || !Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(digits - 1);
  return String(Number(value.toPrecision(digits)));
}

export function fitText(metrics: Metrics): string {
  return 'r2' in metrics
    ? `R² ${number(metrics.r2)}, MSE ${number(metrics.mse)}`
    : `accuracy ${number(metrics.accuracy)}, loss ${number(metrics.loss)}`;
}

/** Columns as wide as their widest cell; the first is left-aligned, the others right-aligned. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
