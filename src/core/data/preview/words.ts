/** Numbers and shares as sentences have them. */

/** About three significant digits. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A percentage, but never 0 % or 100 % where it is not quite. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.5) return 'less than 1 %';
  if (value < 100 && value > 99.5) return 'more than 99 %';
  return `${Math.round(value)} %`;
}

/** "1 sequence", "3 sequences". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
