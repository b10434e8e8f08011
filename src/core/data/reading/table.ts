/** A data file as typed columns. */
import { beyondMemory, MEBIBYTE } from '../../memory.js';
import { BadInputError, fileFault, fileProblem, type Problem } from '../../problems.js';
import { type Column, Lanes, MOST_PLACES, NumberColumn, TextColumn } from './columns.js';
import { type DateForm, dateForm } from './dates.js';
import { isGap, parseNumber } from './numbers.js';
import type { ReadingTurns } from './source.js';

/**
 * A column that is read, and as what. `time`: numbers, else dates, else texts; `any`: the same, with few texts kept.
 * Columns that nobody wishes for are passed over.
 */
export interface Wish {
  /** Of the column in the file. */
  readonly place: number;
  readonly use: 'number' | 'text' | 'time' | 'any';
  /** Place among the columns that stand side by side; one of its own where there is none. */
  readonly lane?: number;
}

/** Chooses by the names of all columns. @throws {BadInputError} before anything else is read. */
export type Choose = (header: readonly string[]) => readonly Wish[];

/** A row or cell that is at fault. */
export interface Fault {
  readonly row: number;
  /** Place of the column in the file; the whole row where there is none. */
  readonly column?: number;
  /** @param cell as the file writes it. */
  readonly message: string | ((cell: string) => string);
}

/** Finds the places of faults in the file. */
export type Locate = (faults: readonly Fault[]) => Promise<Problem[]>;

/** Content of a table that cannot be used; becomes a `BadInputError` once its places are found. */
export class TableError extends Error {
  constructor(
    readonly faults: readonly Fault[],
    readonly more = 0,
  ) {
    super('The content of a data file is at fault.');
    this.name = 'TableError';
  }
}

export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: number;
  /** One a wish. */
  readonly columns: readonly Column[];
  /** Whether the file has more rows than were asked for. */
  readonly cut?: boolean;
  readonly locate: Locate;
}

/** Runs what looks into a table, and gives its faults their places. @throws {BadInputError} */
export async function placed<T>(locate: Locate, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    const problems = await locate(error.faults);
    const last = problems[problems.length - 1];
    const more = error.more > 0 ? [{ ...last, message: `… and ${error.more} more problems of this kind.` }] : [];
    throw new BadInputError([...problems, ...more]);
  }
}

/** Rows of a file that has no lines. */
export function locateRows(file: string, header: readonly string[], cellText: (fault: Fault) => string): Locate {
  return async (faults) =>
    faults.map((fault) => {
      const message = typeof fault.message === 'string' ? fault.message : fault.message(cellText(fault));
      const column = fault.column === undefined ? '' : `, column "${header[fault.column]}"`;
      return fileProblem(file, `Row ${fault.row + 1}${column}: ${message}`);
    });
}

/** Texts of a column that names sequences, and of one that is only looked at. */
const MOST_TEXTS = { kept: 5_000_000, looked: 100_000 };

export class TableBuilder {
  rows = 0;
  private readonly columns: readonly Column[];
  private readonly rowBytes: number;
  private capacity = 0;

  /**
   * @param turns say how much memory there is.
   * @param sample cells of a column in the first rows, by which its kind is told.
   * @param comma whether numbers have a decimal comma.
   */
  constructor(
    private readonly file: string,
    private readonly header: readonly string[],
    wishes: readonly Wish[],
    private readonly turns: ReadingTurns,
    sample: (column: number) => readonly unknown[],
    comma = false,
  ) {
    const lanes = new Lanes(wishes.filter(({ lane }) => lane !== undefined).length);
    this.columns = wishes.map(({ place, use, lane }): Column => {
      const name = header[place];
      const numbers = (form?: DateForm) =>
        new NumberColumn(name, place, lane === undefined ? new Lanes(1) : lanes, lane ?? 0, comma, form);
      if (use === 'number') return numbers();
      if (use === 'text') return new TextColumn(name, place, MOST_TEXTS.kept);
      const cells = sample(place).filter((cell) => !isGap(cell));
      const dates = cells.length > 0 && cells.every((cell) => cell instanceof Date);
      const texts = cells.filter((cell) => typeof cell === 'string');
      if (!dates && texts.every((cell) => Number.isFinite(parseNumber(cell, comma)))) return numbers();
      const form = dates ? 'iso' : texts.length === cells.length ? dateForm(texts) : undefined;
      if (form) return numbers(form);
      return new TextColumn(name, place, use === 'time' ? MOST_TEXTS.kept : MOST_TEXTS.looked);
    });
    this.rowBytes = this.columns.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Makes room for so many rows in all. @throws {BadInputError} where that is more than may be taken. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    const what = `${rows} rows of the columns that are read`;
    const refusal = beyondMemory(what, rows * this.rowBytes, this.turns.memory);
    if (refusal !== undefined) throw fileFault(this.file, refusal);
    for (const column of this.columns) column.reserve(rows);
    this.capacity = rows;
  }

  /** @param rows cells by their place in the file. */
  add(rows: readonly (readonly unknown[])[]): void {
    this.grow(this.rows + rows.length);
    for (const column of this.columns) {
      const { place } = column;
      for (let i = 0; i < rows.length; i++) column.put(this.rows + i, rows[i][place]);
    }
    this.rows += rows.length;
  }

  /** Some rows of one column; `rows` is to be set once all columns have them. */
  put(place: number, first: number, cells: ArrayLike<unknown>): void {
    this.grow(first + cells.length);
    for (const column of this.columns) {
      if (column.place !== place) continue;
      for (let i = 0; i < cells.length; i++) column.put(first + i, cells[i]);
    }
  }

  /** The columns that are read of each of some places in the file. */
  columnsAt(first: number, count: number): Column[][] {
    return Array.from({ length: count }, (_, i) => this.columns.filter(({ place }) => place === first + i));
  }

  /** Whether a cell of a column of numbers is empty and not wrong. */
  isGap(row: number, place: number): boolean {
    return this.columns.every(
      (column) => column.place !== place || column.kind === 'text' || !column.wrong.rows.includes(row),
    );
  }

  /** Makes room for as many rows as there will likely be, which saves growing. */
  expect(rows: number): void {
    this.reserve(Math.min(rows, Math.floor((this.turns.memory * MEBIBYTE) / this.rowBytes)));
  }

  private grow(rows: number): void {
    if (rows <= this.capacity) return;
    this.expect(Math.max(rows, Math.ceil(this.capacity * 1.25), 1024));
    this.reserve(rows);
  }

  table(locate: Locate): Table {
    if (this.rows === 0) throw fileFault(this.file, 'The file has a header but no rows.');
    for (const column of this.columns) {
      if (column.kind === 'text' && column.tooMany && column.names.length > MOST_TEXTS.looked + 1) {
        throw fileFault(this.file, `Column "${column.name}" has more than ${MOST_TEXTS.kept} different texts.`);
      }
    }
    return { file: this.file, header: this.header, rows: this.rows, columns: this.columns, locate };
  }
}

/**
 * All faults of a kind, with as many places as are listed.
 * @param count of them, where `faults` are only the first.
 */
export function throwIfAny(faults: readonly Fault[], count = faults.length): void {
  if (count > 0) throw new TableError(faults.slice(0, MOST_PLACES), Math.max(0, count - MOST_PLACES));
}
