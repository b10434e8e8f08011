/** What each column of a table probably is. */
import {
  type ColumnFacts,
  canBeNamed,
  type Groups,
  namesSequence,
  namesTarget,
  namesTime,
  type TableFacts,
} from './facts.js';
import { MOST_CLASSES } from './target.js';

/** More different names are not read as a feature each. */
const MOST_NAMES = 50;
const MOST_INPUTS = 100;

/** By which the rows make sequences, where a column or the file's records do so. */
export function groupsOf({ records, groups, columns, rows }: TableFacts): Groups | undefined {
  if (records) return records;
  const times = columns.filter(({ kind, name }) => kind === 'date' || namesTime(name));
  const oneSeries = times.some(ordersRows);
  return groups.find(({ column, count, longest, together, clocks }) => {
    if (count < 2 || longest < 2) return false;
    const ticking = times.filter(({ name }) => clocks.includes(name));
    if (namesSequence(column)) return ticking.length > 0 || together;
    // Under a clock of all, most moments are those of several groups.
    if (ticking.length > 0) return ticking.every(({ unique, distinct }) => !unique && rows >= 1.5 * distinct);
    const { kind } = columns.find(({ name }) => name === column) as ColumnFacts;
    return kind === 'text' && together && !oneSeries;
  });
}

function ordersRows({ rising, unique }: ColumnFacts): boolean {
  return rising || unique;
}

/** The column that orders the rows: dates before numbers. */
export function timeOf({ columns }: TableFacts, groups: Groups | undefined): ColumnFacts | undefined {
  const ordering = columns.filter(
    (column) =>
      canBeNamed(column.name) &&
      column.name !== groups?.column &&
      (groups ? groups.clocks.includes(column.name) : ordersRows(column)),
  );
  const dates = ordering.filter(({ kind }) => kind === 'date');
  return dates.find(({ name }) => namesTime(name)) ?? dates[0] ?? ordering.find(({ name }) => namesTime(name));
}

export interface TargetColumn {
  readonly column: ColumnFacts;
  readonly reason: string;
}

/** @param candidates in the order of the file. */
export function targetOf(candidates: readonly ColumnFacts[], groups: Groups | undefined): TargetColumn | undefined {
  const named = candidates.find(({ name }) => namesTarget(name));
  if (named) return { column: named, reason: 'guessed by its name' };
  const constant = candidates.filter(({ name }) => groups?.constant.includes(name)).at(-1);
  if (constant)
    return { column: constant, reason: 'guessed, the last column that says the same in all rows of a sequence' };
  const number = candidates.filter(({ kind }) => kind === 'number').at(-1);
  if (number) return { column: number, reason: 'guessed, the last column of numbers' };
  const name = candidates.at(-1);
  return name && { column: name, reason: 'guessed, the last column of names' };
}

/** Whether a column could be an answer. @param groups where only the last row of each needs one. */
export function couldBeTarget(
  { name, kind, wrong, distinct, missing }: ColumnFacts,
  rows: number,
  groups: Groups | undefined,
): boolean {
  if (!canBeNamed(name) || kind === 'date' || wrong > 0 || distinct < 2) return false;
  const answers = groups?.constant.includes(name) ? groups.count : rows;
  // Names that hardly come twice are no classes.
  if (kind === 'text' && (distinct > MOST_CLASSES || 2 * distinct > answers)) return false;
  return missing <= rows / 2 || (groups !== undefined && !groups.emptyLast.includes(name));
}

export interface Inputs {
  readonly columns: readonly ColumnFacts[];
  /** For a person: what is not among them, and why. */
  readonly left: readonly string[];
}

/** Those of some columns that a model can read. */
export function inputsOf(columns: readonly ColumnFacts[], rows: number): Inputs {
  const left: string[] = [];
  const kept = columns.filter((column) => {
    const reason = unfit(column, rows);
    if (reason !== undefined) left.push(`${JSON.stringify(column.name)} (${reason})`);
    return reason === undefined;
  });
  const more = kept.length - MOST_INPUTS;
  if (more > 0) left.push(`${more} more columns`);
  return { columns: kept.slice(0, MOST_INPUTS), left };
}

/** Where rows without a value are left out, those columns without which half of the rows surely stay. */
export function withFewGaps({ columns, left }: Inputs, target: ColumnFacts, rows: number): Inputs {
  const gaps = (of: readonly ColumnFacts[]) => of.reduce((sum, { missing }) => sum + missing, target.missing);
  const others = columns.filter((column) => column !== target);
  const kept = [...others].sort((a, b) => a.missing - b.missing);
  while (kept.length > 0 && gaps(kept) > rows / 2) kept.pop();
  const gone = others.filter((column) => !kept.includes(column) && column.missing > 0);
  return {
    columns: columns.filter((column) => column === target || !gone.includes(column)),
    left: [...left, ...gone.map(({ name }) => `${JSON.stringify(name)} (many gaps)`)],
  };
}

function unfit({ name, kind, wrong, distinct, missing }: ColumnFacts, rows: number): string | undefined {
  if (!canBeNamed(name)) return name === '' ? 'it has no name' : 'its name has {step}';
  if (missing === rows) return 'empty';
  if (kind === 'date') return 'dates';
  if (wrong > 0) return wrong === 1 ? 'a cell is no number' : `${wrong} cells are no numbers`;
  if (distinct < 2) return 'always the same';
  if (missing > rows / 2) return 'mostly empty';
  if (kind === 'text' && (distinct > MOST_NAMES || 2 * distinct > rows)) return `${distinct} names`;
  return undefined;
}
