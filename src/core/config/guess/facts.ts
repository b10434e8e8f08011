/** What a data file says of itself, before a config does: what guesses are made from. */
import { STEP } from '../fileDataFacts.js';

export interface ColumnFacts {
  readonly name: string;
  /** Dates are milliseconds since 1970. */
  readonly kind: 'number' | 'date' | 'text';
  /** Cells that are empty, or no number in a column of numbers. */
  readonly missing: number;
  readonly wrong: number;
  /** Different values, counted up to some thousands. */
  readonly distinct: number;
  readonly min?: number;
  readonly max?: number;
  /** Whether all numbers are whole. */
  readonly whole: boolean;
  readonly emptyFirst: boolean;
  /** Whether every row has a value, and none is less than the one above it. */
  readonly rising: boolean;
  /** Whether every row has a value, and none comes twice. */
  readonly unique: boolean;
}

/** The rows with the same value in a column. */
export interface Groups {
  /** The column; of records that are sequences themselves, the name that numbers them. */
  readonly column: string;
  readonly count: number;
  /** Rows of the smallest group and of the largest. */
  readonly shortest: number;
  readonly longest: number;
  /** Whether the rows of each group stand together in the file. */
  readonly together: boolean;
  /** Columns that say the same in all rows of each group that say anything. */
  readonly constant: readonly string[];
  /** Columns that are empty in the first row of some group, and in the last of some. */
  readonly emptyFirst: readonly string[];
  readonly emptyLast: readonly string[];
  /** Columns of which no group has a value twice, or an empty cell. */
  readonly clocks: readonly string[];
  /** Those of them that rise within each group, from row to row. */
  readonly inOrder: readonly string[];
  /** Those of them in which no group begins before the one above it has ended. */
  readonly apart: readonly string[];
}

export interface TableFacts {
  readonly kind: 'table';
  readonly rows: number;
  /** Whether all of the file was looked at, and not only its beginning. */
  readonly all: boolean;
  /** False where the first line of a CSV file is no header. */
  readonly header: boolean;
  readonly columns: readonly ColumnFacts[];
  /** Where each record holds a sequence. */
  readonly records?: Groups;
  /** Of columns that could name sequences, the likeliest first. */
  readonly groups: readonly Groups[];
}

/** A text with a row for each character. */
export interface TextFacts {
  readonly kind: 'text';
  readonly rows: number;
  readonly all: boolean;
  /** Different characters. */
  readonly distinct: number;
}

export interface ArrayFacts {
  /** As a config names it: an array of the file, or another file beside it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Of its values, where they were looked at. */
  readonly values?: Pick<ColumnFacts, 'missing' | 'wrong' | 'distinct' | 'min' | 'max' | 'whole'>;
}

export interface ArraysFacts {
  readonly kind: 'arrays';
  readonly arrays: readonly ArrayFacts[];
}

export type FileFacts = TableFacts | TextFacts | ArraysFacts;

/** Whether a config can speak of a column: {step} in its name would stand for a number. */
export function canBeNamed(name: string): boolean {
  return name !== '' && !name.includes(STEP);
}

/** Whether a column's name says that it orders the rows. */
export function namesTime(name: string): boolean {
  return /^(date|datetime|time|timestamp|step|t|index|day|minute|hour|year|month|cycle|frame|tick)$/i.test(name);
}

const SEQUENCES = [
  'id|sequence|seq|series|group|subject|patient|person|machine|unit|device|sensor|user|customer|store|station',
  'trial|session|episode|engine|ticker|symbol',
].join('|');

/** Whether it says that a column names sequences. */
export function namesSequence(name: string): boolean {
  return new RegExp(`^(${SEQUENCES})$`, 'i').test(name) || /[_ -]id$/i.test(name) || /[a-z]I[dD]$/.test(name);
}

/** Whether it says that a column is an answer. */
export function namesTarget(name: string): boolean {
  return /^(target|y|labels?|class|output|outcome|result|answer|close|failure|species|category|rul|churn)$/i.test(name);
}
