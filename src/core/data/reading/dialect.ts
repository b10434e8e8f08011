/// <reference path="./papaparse.d.ts" />
/** How a CSV file is written, told by its beginning. */
import Papa from 'papaparse';
import { parseNumber } from './numbers.js';

export interface Dialect {
  /** What papaparse is told of it. */
  readonly parser: { readonly delimiter: string; readonly newline: string };
  readonly delimiter: string;
  readonly newline: '\n' | '\r';
  /** Whether numbers have a decimal comma. */
  readonly comma: boolean;
  readonly header: boolean;
}

/** What a config says of it; the rest is told by the file. */
export interface DialectSettings {
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly header?: boolean;
}

const DELIMITERS = [',', ';', '\t', '|'];
/** Records that are looked at. */
const SAMPLE = 50;

/** @param text the file's beginning, which may end within a record. */
export function dialectOf(path: string, text: string, settings: DialectSettings): Dialect {
  const newline = text.includes('\n') || !text.includes('\r') ? '\n' : '\r';
  const delimiter = settings.delimiter ?? (/\.(tsv|tab)$/i.test(path) ? '\t' : likeliest(text, newline));
  const { decimal, header = true } = settings;
  const comma = decimal === undefined ? delimiter !== ',' && hasCommas(text, delimiter, newline) : decimal === ',';
  return { parser: { delimiter, newline }, delimiter, newline, comma, header };
}

/** The one with which all records have the most values; where none gives even records, the header's most. */
function likeliest(text: string, newline: string): string {
  const rated = DELIMITERS.map((delimiter) => {
    const widths = recordsOf(text, delimiter, newline).map((record) => record.length);
    return { delimiter, width: widths[0] ?? 1, even: widths.every((width) => width === widths[0]) };
  });
  const even = rated.filter((one) => one.even && one.width > 1);
  return (even.length > 0 ? even : rated).reduce((best, one) => (one.width > best.width ? one : best)).delimiter;
}

function hasCommas(text: string, delimiter: string, newline: string): boolean {
  const cells = recordsOf(text, delimiter, newline).flat();
  const some = (pattern: RegExp) => cells.some((cell) => pattern.test(cell.trim()));
  return some(/^[+-]?\d+,\d+$/) && !cells.some((cell) => /\./.test(cell) && Number.isFinite(parseNumber(cell)));
}

/** The first records that are whole, blank lines left out. */
function recordsOf(text: string, delimiter: string, newline: string): string[][] {
  const begin = text.slice(0, 1 << 16);
  const whole = begin.length < text.length || begin.endsWith(newline);
  const { data } = new Papa.Parser({ delimiter, newline }).parse(begin, 0, whole);
  return data.filter((record) => !isBlank(record)).slice(0, SAMPLE);
}

export function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0].trim() === '';
}
