/** Records with names for their values, as JSON has them: each a row, or a whole sequence of rows. */
import { fileFault } from '../../problems.js';
import type { ReadingTurns } from './source.js';
import { type Choose, type Fault, type Locate, type Table, TableBuilder } from './table.js';

/** Name of the column that numbers the records, from 1, where each of them is a sequence. */
export const RECORD = '(record)';

/** Records by which columns and their kinds are told. */
const SAMPLE_RECORDS = 1000;

/** Takes records one after the other and makes a table of them. */
export class Records {
  private header: string[] = [];
  private builder: TableBuilder | undefined;
  private waiting: unknown[] = [];
  private batch: unknown[][] = [];
  private records = 0;
  /** First row of each record, where records are sequences. */
  private firstRows: number[] | undefined;

  /** @param locate finds the place of a value in a record, which counts from 0. */
  constructor(
    private readonly path: string,
    private readonly choose: Choose,
    private readonly turns: ReadingTurns,
    private readonly locate: (faults: readonly (Fault & { record: number; name?: string })[]) => ReturnType<Locate>,
  ) {}

  add(record: unknown): void {
    if (this.builder) this.put(record);
    else if (this.waiting.push(record) === SAMPLE_RECORDS) this.begin();
  }

  table(): Table {
    if (!this.builder) this.begin();
    this.flush();
    return (this.builder as TableBuilder).table((faults) =>
      this.locate(
        faults.map((fault) => ({
          ...fault,
          record: this.recordOf(fault.row),
          name: fault.column === undefined ? undefined : this.header[fault.column],
        })),
      ),
    );
  }

  private begin(): void {
    if (this.waiting.length === 0) throw fileFault(this.path, 'The file has no records.');
    const sequences = this.waiting.some(isSequence);
    const names = new Set<string>();
    for (const record of this.waiting) {
      const rows = Array.isArray(record) ? record : [record];
      for (const row of rows.slice(0, 1)) if (isObject(row)) for (const name of Object.keys(row)) names.add(name);
    }
    if (names.size === 0)
      throw fileFault(this.path, 'The records have no named values: write objects, { "x": 1, "y": 2 }.');
    this.header = [...names, ...(sequences ? [RECORD] : [])];
    if (sequences) this.firstRows = [];
    const rows = this.waiting.slice(0, 100).flatMap((record, index) => this.rowsOf(record, index));
    this.builder = new TableBuilder(this.path, this.header, this.choose(this.header), this.turns, (column) =>
      rows.map((row) => row[column]),
    );
    for (const record of this.waiting) this.put(record);
    this.waiting = [];
  }

  private put(record: unknown): void {
    const rows = this.rowsOf(record, this.records);
    this.firstRows?.push((this.builder as TableBuilder).rows + this.batch.length);
    this.records += 1;
    for (const row of rows) this.batch.push(row);
    if (this.batch.length >= 1 << 14) this.flush();
  }

  private flush(): void {
    this.builder?.add(this.batch);
    this.batch = [];
  }

  /** Rows of a record, in the order of the header. */
  private rowsOf(record: unknown, index: number): unknown[][] {
    const sequences = this.header[this.header.length - 1] === RECORD;
    const row = (of: unknown, pick: (value: unknown) => unknown): unknown[] => {
      if (!isObject(of)) throw fileFault(this.path, `Record ${index + 1} is no object with named values.`);
      return this.header.map((name) => (name === RECORD ? String(index + 1) : pick(of[name])));
    };
    if (Array.isArray(record)) return record.map((step) => row(step, (value) => value));
    if (!sequences || !isObject(record)) return [row(record, (value) => value)];
    const lists = Object.values(record).filter((value) => Array.isArray(value));
    const length = lists[0]?.length ?? 1;
    if (lists.some((list) => list.length !== length)) {
      throw fileFault(this.path, `The lists of record ${index + 1} have different lengths; all have one value a step.`);
    }
    return Array.from({ length }, (_, step) => row(record, (value) => (Array.isArray(value) ? value[step] : value)));
  }

  private recordOf(row: number): number {
    if (!this.firstRows) return row;
    let low = 0;
    let high = this.firstRows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstRows[middle] <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Whether a record stands for many rows. */
function isSequence(record: unknown): boolean {
  return Array.isArray(record) || (isObject(record) && Object.values(record).some((value) => Array.isArray(value)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
