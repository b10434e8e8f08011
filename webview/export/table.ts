/** Tables as people take them elsewhere. Pure. */

export type Cell = number | string | null | undefined;

export interface Table {
  readonly columns: readonly string[];
  /** As many cells as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

/** RFC 4180, with a first line of names. Numbers as a program reads them back; what is no number is an empty cell. */
export function toCsv({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** A list of objects; what is no number is null. */
export function toJson({ columns, rows }: Table): string {
  const entries = rows.map((row) =>
    Object.fromEntries(columns.map((name, index) => [name, plain(row[index]) ?? null])),
  );
  return `${JSON.stringify(entries, null, 1)}\n`;
}

/** A table of GitHub's Markdown: numbers to the right, with six significant digits. */
export function toMarkdown({ columns, rows }: Table): string {
  const numeric = columns.map((_, index) => rows.some((row) => typeof row[index] === 'number'));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns.map(markdownText)),
    line(numeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(markdownCell))),
  ].join('');
}

/** Typed arrays on their way through messages turn NaN into null: both mean that there is no number. */
function plain(cell: Cell): number | string | undefined {
  return cell === null || (typeof cell === 'number' && !Number.isFinite(cell)) ? undefined : cell;
}

function csvCell(cell: Cell): string {
  const text = String(plain(cell) ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markdownCell(cell: Cell): string {
  const value = plain(cell);
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : markdownText(value ?? '');
}

function markdownText(text: string): string {
  return text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\s+/g, ' ');
}
