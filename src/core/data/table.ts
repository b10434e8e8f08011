/** A CSV file as a table with the place of every cell, so that a wrong cell can be named. */
import { CsvError, parse } from 'csv-parse/sync';
import { BadInputError, LineMap, type Problem } from '../problems.js';

/** After this many problems the rest of a file is not listed. */
const MOST_PROBLEMS = 100;

export class Table {
  private constructor(
    readonly file: string,
    readonly header: readonly string[],
    /** Cells of each row, as text. */
    readonly cells: readonly (readonly string[])[],
    /** Line, from 1, on which each row begins. */
    private readonly rowLines: readonly number[],
    private readonly text: string,
  ) {}

  get rows(): number {
    return this.cells.length;
  }

  /**
   * @param file name used in problems.
   * @throws {BadInputError} where the text is no CSV, has no header, no rows, or rows of different lengths.
   */
  static parse(file: string, text: string): Table {
    const records = parseRecords(file, text);
    if (records.length === 0) throw fault(file, text, 1, 'The file is empty; a header line is needed.');
    const [header, ...rows] = records;
    const table = new Table(
      file,
      header.record,
      rows.map((row) => row.record),
      rows.map((row) => row.line),
      text,
    );
    const twice = header.record.find((name, index) => header.record.indexOf(name) !== index);
    if (twice !== undefined) throw fault(file, text, header.line, `Two columns are named "${twice}".`);
    if (rows.length === 0) throw fault(file, text, header.line, 'The file has a header but no rows.');
    const uneven = rows.filter(({ record }) => record.length !== header.record.length);
    throwIfAny(uneven, ({ record, line }) =>
      lineProblem(file, text, line, `The row has ${record.length} values, the header ${header.record.length}.`),
    );
    return table;
  }

  /** Index of a column; undefined where there is none of that name. */
  columnIndex(name: string): number | undefined {
    const index = this.header.indexOf(name);
    return index < 0 ? undefined : index;
  }

  /**
   * A column as finite numbers.
   * @throws {BadInputError} with the place of every cell that is none.
   */
  numbers(column: number): Float64Array {
    const wrong: number[] = [];
    const values = Float64Array.from(this.cells, (row, index) => {
      const cell = row[column].trim();
      const value = cell === '' ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) wrong.push(index);
      return value;
    });
    throwIfAny(wrong, (row) => {
      const cell = this.cells[row][column].trim();
      const what = cell === '' ? 'is empty' : `is "${cell.slice(0, 40)}"`;
      return this.cellProblem(row, column, `Column "${this.header[column]}" ${what}, not a finite number.`);
    });
    return values;
  }

  /** A problem at one cell. */
  cellProblem(row: number, column: number, message: string): Problem {
    const lines = new LineMap(this.text);
    const lineStart = lineOffset(this.text, this.rowLines[row]);
    const [from, to] = cellRange(this.text, lineStart, column);
    return lines.problem(this.file, from, to - from, message, 'meaning');
  }
}

/**
 * The header and the first row of a CSV file.
 * @param text the file's beginning; the rest is not looked at.
 * @throws {Error} where that is no CSV.
 */
export function readHead(text: string): { header: string[]; first: string[] } {
  const options = { bom: true, skip_empty_lines: true, relax_column_count: true, to: 2 };
  const [header = [], first = []] = parse(text, options) as unknown as string[][];
  return { header, first };
}

function parseRecords(file: string, text: string): { record: string[]; line: number }[] {
  const records: { record: string[]; line: number }[] = [];
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (record: string[], { lines }: { lines: number }) => {
        // `lines` counts up to the record's last line; quoted cells may hold line breaks.
        records.push({ record, line: lines - record.join().split('\n').length + 1 });
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = (error as CsvError & { lines?: number }).lines ?? 1;
    throw fault(file, text, at, error.message);
  }
}

function throwIfAny<T>(wrong: readonly T[], problemOf: (item: T) => Problem): void {
  if (wrong.length === 0) return;
  const problems = wrong.slice(0, MOST_PROBLEMS).map(problemOf);
  const more = wrong.length - problems.length;
  if (more > 0)
    problems.push({ ...problemOf(wrong[MOST_PROBLEMS]), message: `… and ${more} more problems of this kind.` });
  throw new BadInputError(problems);
}

function fault(file: string, text: string, line: number, message: string): BadInputError {
  return new BadInputError([lineProblem(file, text, line, message)]);
}

function lineProblem(file: string, text: string, line: number, message: string): Problem {
  const start = lineOffset(text, line);
  const end = text.indexOf('\n', start);
  return new LineMap(text).problem(file, start, (end < 0 ? text.length : end) - start, message, 'meaning');
}

function lineOffset(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}

/** Start and end of the n-th cell of the row that begins at `start`, quotes included. */
function cellRange(text: string, start: number, column: number): [number, number] {
  let from = start;
  let quoted = false;
  for (let at = start, cell = 0; ; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    const ends = char === undefined || (!quoted && (char === ',' || char === '\n' || char === '\r'));
    if (!ends) continue;
    if (cell === column || char !== ',') return [from, at];
    cell += 1;
    from = at + 1;
  }
}
