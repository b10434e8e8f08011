/** Numbers as people read them: few digits, a real minus sign, a dash where there is no number. */

const MISSING = '–';

/** About four significant digits; powers of ten only where the number is very large or very small. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (!isNumber(value)) return MISSING;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return withMinus(value.toExponential(digits - 2));
  return withMinus(String(Number(value.toPrecision(digits))));
}

/** A fixed number of decimals, so that a column lines up. */
export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (!isNumber(value)) return MISSING;
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A number that says which way it goes. */
export function formatSigned(value: number | null | undefined, digits = 3): string {
  return isNumber(value) && value > 0 ? `+${formatNumber(value, digits)}` : formatNumber(value, digits);
}

/** Decimals that give the largest of the values `digits` significant ones. */
export function decimalsFor(values: Iterable<number>, digits = 3): number {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return digits - 1;
  return Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
}

/** A share as a percentage without decimals, but never 0 % or 100 % where it is not quite. */
export function formatPercent(share: number): string {
  if (!isNumber(share)) return MISSING;
  const percent = 100 * share;
  if (percent > 0 && percent < 0.5) return '<\u202f1\u202f%';
  if (percent < 100 && percent > 99.5) return '>\u202f99\u202f%';
  return `${withMinus(String(Math.round(percent)))}\u202f%`;
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US').replace(/,/g, '\u202f');
}

export function formatSeconds(seconds: number): string {
  if (!isNumber(seconds)) return MISSING;
  if (seconds < 10) return `${formatNumber(seconds, 2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Messages to a webview turn NaN into null: both mean that there is no number. */
export function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function withMinus(text: string): string {
  return text.replace(/-/g, '−');
}
