/** Columns of a table, each in one typed array that grows while a file is read. */
import { type DateForm, parseDate } from './dates.js';
import { isGap, parseNumber } from './numbers.js';

/** Cells that do not fit their column: how many, and the rows of the first of them. */
export interface WrongCells {
  readonly count: number;
  readonly rows: readonly number[];
}

/** So many wrong cells keep their place. */
export const MOST_PLACES = 100;

class Wrong implements WrongCells {
  count = 0;
  readonly rows: number[] = [];

  add(row: number): void {
    this.count += 1;
    if (this.rows.length < MOST_PLACES) this.rows.push(row);
  }
}

/** [rows, width] numbers side by side. Columns that a model reads share one, so that it holds rows as the model reads them. */
export class Lanes {
  values = new Float64Array();

  constructor(readonly width: number) {}

  reserve(rows: number): void {
    const wanted = new Float64Array(rows * this.width);
    wanted.set(this.values.subarray(0, wanted.length));
    this.values = wanted;
  }
}

/** Numbers, or dates as milliseconds since 1970; NaN where the cell is a gap or wrong. */
export class NumberColumn {
  readonly kind: 'number' | 'date';
  /** Of a row, as they are reserved. */
  readonly bytes: number;
  readonly wrong = new Wrong();
  gaps = 0;

  /**
   * @param place of the column in the file.
   * @param form of its dates; undefined for numbers.
   */
  constructor(
    readonly name: string,
    readonly place: number,
    readonly lanes: Lanes,
    readonly lane: number,
    private readonly comma = false,
    private readonly form?: DateForm,
  ) {
    this.kind = form === undefined ? 'number' : 'date';
    this.bytes = lane === 0 ? 8 * lanes.width : 0;
  }

  at(row: number): number {
    return this.lanes.values[row * this.lanes.width + this.lane];
  }

  /** @param cell as the file has it. */
  put(row: number, cell: unknown): void {
    const value = this.read(cell);
    this.lanes.values[row * this.lanes.width + this.lane] = value;
    // NaN - NaN and the difference of infinities are NaN.
    if (value - value === 0) return;
    this.lanes.values[row * this.lanes.width + this.lane] = Number.NaN;
    if (isGap(cell)) this.gaps += 1;
    else this.wrong.add(row);
  }

  reserve(rows: number): void {
    if (this.lane === 0) this.lanes.reserve(rows);
  }

  private read(cell: unknown): number {
    if (typeof cell === 'string') {
      return this.form === undefined ? parseNumber(cell, this.comma) : parseDate(cell, this.form);
    }
    if (typeof cell === 'number') return cell;
    if (typeof cell === 'bigint' || typeof cell === 'boolean') return Number(cell);
    return cell instanceof Date ? cell.getTime() : Number.NaN;
  }
}

/** Texts by their place among those of the column; place 0 is the gap. */
export class TextColumn {
  readonly kind = 'text';
  readonly bytes = 4;
  readonly names: string[] = [''];
  codes = new Uint32Array();
  gaps = 0;
  /** Whether there were more texts than are kept: the code of all further ones is 0. */
  tooMany = false;
  private readonly places = new Map<string, number>();

  constructor(
    readonly name: string,
    readonly place: number,
    private readonly most: number,
  ) {}

  at(row: number): string {
    return this.names[this.codes[row]];
  }

  put(row: number, cell: unknown): void {
    const text = typeof cell === 'string' ? cell.trim() : textOf(cell);
    let code = this.places.get(text);
    if (code === undefined) {
      if (text === '') code = 0;
      else if (this.names.length > this.most) {
        this.tooMany = true;
        return;
      } else {
        const own = owned(text);
        code = this.names.push(own) - 1;
        this.places.set(own, code);
      }
    }
    if (code === 0) this.gaps += 1;
    this.codes[row] = code;
  }

  reserve(rows: number): void {
    const wanted = new Uint32Array(rows);
    wanted.set(this.codes.subarray(0, rows));
    this.codes = wanted;
  }
}

export type Column = NumberColumn | TextColumn;

/** What is no text as one. */
export function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : String(cell ?? '');
}

/** A part of a text keeps all of it in memory; this one does not. */
function owned(text: string): string {
  return text.length < 13 ? text : JSON.parse(JSON.stringify(text));
}
