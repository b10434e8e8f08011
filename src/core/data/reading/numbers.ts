/** Numbers and gaps as files write them. */

const POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const MINUS = 45;
const POINT = 46;
const COMMA = 44;

/**
 * The same double as `Number(text)` gives, NaN for what is no number or is empty; several times as fast for plain
 * decimals: up to 15 digits are a whole number that a double holds, and one division by a power of ten that it holds,
 * too, is rounded once (Clinger 1990, How to read floating point numbers accurately).
 * @param comma whether a comma stands before the decimals.
 */
export function parseNumber(text: string, comma = false): number {
  const { length } = text;
  const negative = length > 0 && text.charCodeAt(0) === MINUS;
  const first = negative ? 1 : 0;
  if (length - first > 16) return parseSlowly(text, comma);
  const mark = comma ? COMMA : POINT;
  let whole = 0;
  let decimals = -1;
  for (let at = first; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) whole = 10 * whole + code - 48;
    else if (code === mark && decimals < 0) decimals = length - 1 - at;
    else return parseSlowly(text, comma);
  }
  const digits = length - first - (decimals < 0 ? 0 : 1);
  if (digits === 0 || digits > 15) return parseSlowly(text, comma);
  const size = decimals > 0 ? whole / POWERS[decimals] : whole;
  return negative ? -size : size;
}

function parseSlowly(text: string, comma: boolean): number {
  const trimmed = text.trim();
  if (trimmed === '') return Number.NaN;
  if (!comma) return Number(trimmed);
  return trimmed.includes('.') ? Number.NaN : Number(trimmed.replace(',', '.'));
}

const GAPS = new Set(['', 'na', 'n/a', 'nan', 'null', 'none']);

/** Whether a cell says that there is no value. */
export function isGap(cell: unknown): boolean {
  if (typeof cell === 'string') return GAPS.has(cell.trim().toLowerCase());
  return cell === undefined || cell === null || (typeof cell === 'number' && Number.isNaN(cell));
}

/** Whether all of some names are numbers. */
export function areNumbers(names: Iterable<string>): boolean {
  return [...names].every((name) => Number.isFinite(parseNumber(name)));
}
