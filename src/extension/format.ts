/** Numbers for lenses and lists. */
import type { Metrics } from '../core/training/metrics.js';

/** Three significant digits; 0.9996 stays 0.9996, since rounding an R² to 1 would claim too much. */
export function significant(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—';
  const digits = Math.abs(value) >= 0.999 && Math.abs(value) < 1 ? 4 : 3;
  return String(Number(value.toPrecision(digits)));
}

/** What says most of a fit, between 0 and 1 where it is any good. */
export function fitText(metrics: Metrics): string {
  return 'r2' in metrics ? `R² ${significant(metrics.r2)}` : `accuracy ${significant(metrics.accuracy)}`;
}

export function errorText(metrics: Metrics): string {
  return 'mse' in metrics ? `MSE ${significant(metrics.mse)}` : `loss ${significant(metrics.loss)}`;
}

export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '—';
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
