/** Tables: whether their rows are one series, several, or sequences, and what of them is learned. */
import type { ColumnFacts, Groups, TableFacts } from './facts.js';
import { type Guess, type GuessedKey, NothingToLearnError, SPLIT, windowFor } from './guess.js';
import { couldBeTarget, groupsOf, inputsOf, type TargetColumn, targetOf, timeOf, withFewGaps } from './roles.js';
import { targetLoss } from './target.js';
import { stepFamilies } from './wide.js';

/** Longer groups whose answer changes from row to row, or fewer of them, are series to forecast. */
const LONG = 30;
const FEW = 8;
const SHORTEST = 5;
const FEWEST_ROWS = 4;
const NAMES_LISTED = 8;

interface Parts {
  readonly file: string;
  readonly facts: TableFacts;
  readonly groups: Groups | undefined;
  readonly time: ColumnFacts | undefined;
}

/** @throws {NothingToLearnError} where no column could be an answer, or there are too few rows. */
export function guessTable(file: string, facts: TableFacts): Guess {
  const groups = groupsOf(facts);
  const parts = { file, facts, groups, time: timeOf(facts, groups) };
  const guess = (groups ? undefined : wide(parts)) ?? rows(parts);
  const header: GuessedKey[] = facts.header
    ? []
    : [{ key: 'header', value: false, comment: 'the first line has no names: columns are "1", "2" and so on' }];
  return { ...guess, keys: [...header, ...guess.keys] };
}

/** One row a sequence, with a column a step; undefined where the columns do not look so. */
function wide({ facts, time, file }: Parts): Guess | undefined {
  const { columns } = facts;
  const numbers = columns.filter(({ kind, name }) => kind === 'number' && name !== time?.name);
  const families = stepFamilies(numbers);
  if (!families) return undefined;
  const { names, steps, columns: inputs } = families;
  // With a time, a few columns with numbers are rather what was measured beside each other.
  if (time && names.length < 2 && steps < 8) return undefined;
  const others = columns.filter((column) => column !== time && !inputs.includes(column));
  const target = targetOf(
    others.filter((column) => couldBeTarget(column, facts.rows, undefined) && !isKey(column, facts.rows)),
    undefined,
  );
  if (!target || inputs.some(({ wrong, missing }) => wrong > 0 || missing === facts.rows)) return undefined;
  requireRows(file, facts.rows);
  const left = others.filter((column) => column !== target.column).map(({ name }) => JSON.stringify(name));
  const told = left.length > 0 ? `; left out: ${listed(left)}` : '';
  const comment = `guessed by their names: a column for each of ${steps} steps, a row for each sequence${told}`;
  return {
    keys: [
      ...timeKey(time),
      { key: 'inputs', value: names, comment },
      ...answer(target),
      ...missing(inputs, target.column, 'mean', target.column.missing > 0),
      timedSplit(time?.kind === 'date'),
    ],
    ...outputs(target),
    before: [],
  };
}

/** One row a step. */
function rows({ file, facts, groups, time }: Parts): Guess {
  const free = facts.columns.filter((column) => column !== time && column.name !== groups?.column);
  const candidates = free.filter((column) => couldBeTarget(column, facts.rows, groups) && !isKey(column, facts.rows));
  const target = targetOf(candidates, groups);
  if (!target) throw new NothingToLearnError(`${file} has no column of numbers, or of names, that could be learned.`);
  requireRows(file, facts.rows);
  const others = inputsOf(
    free.filter((column) => column !== target.column && !isKey(column, facts.rows)),
    facts.rows,
  );
  const fixed = groups?.constant.includes(target.column.name) ?? false;
  const short = facts.records !== undefined || (groups !== undefined && groups.longest < LONG && groups.count >= FEW);
  if (groups && (fixed || short) && others.columns.length > 0) {
    return sequences(facts, groups, time, target, others.columns, others.left);
  }
  if (groups && fixed) {
    const of = facts.records ? 'each record' : `each ${JSON.stringify(groups.column)}`;
    throw new NothingToLearnError(
      `${file} has one answer for ${of}, ${JSON.stringify(target.column.name)}, and no column to tell it from.`,
    );
  }
  // Within so few rows nothing can be forecast.
  if (groups && !facts.records && groups.longest < SHORTEST) {
    return rows({ file, facts, groups: undefined, time: timeOf(facts, undefined) });
  }
  // What is to be forecast is read, too.
  const own = inputsOf(
    free.filter((column) => !isKey(column, facts.rows)),
    facts.rows,
  );
  const read = own.columns.includes(target.column) ? own.columns : [...own.columns, target.column];
  const all = { columns: read, left: own.left };
  const known = target.column.missing > 0 ? withFewGaps(all, target.column, facts.rows) : all;
  return series(facts, groups, time, target, known.columns, known.left);
}

function sequences(
  { records }: TableFacts,
  groups: Groups,
  time: ColumnFacts | undefined,
  target: TargetColumn,
  inputs: readonly ColumnFacts[],
  left: readonly string[],
): Guess {
  const { count, shortest, longest } = groups;
  const ragged = shortest !== longest;
  const drop = groups.emptyLast.includes(target.column.name);
  const forward = canGoForward(inputs, groups, time);
  const steps = ragged ? `${shortest} to ${longest}` : `${longest}`;
  const kind = records
    ? 'each record is a sequence'
    : `guessed: each of its ${count} values is a sequence of ${steps} rows`;
  return {
    keys: [
      ...(records ? [] : [{ key: 'sequence', value: groups.column, comment: kind }]),
      ...timeKey(time),
      ...inputKeys(inputs, left, records ? `${kind}, of ${steps} steps` : undefined),
      ...answer(target, ', learned of the last row of each sequence'),
      ...missing(inputs, target.column, forward ? 'forward' : 'mean', drop),
      timedSplit(time?.kind === 'date' && groups.apart.includes(time.name)),
    ],
    ...outputs(target),
    // Shorter sequences are filled up with what this layer leaves out.
    before: ragged ? [{ type: 'masking' }] : [],
  };
}

function series(
  { rows: count, records }: TableFacts,
  groups: Groups | undefined,
  time: ColumnFacts | undefined,
  target: TargetColumn,
  inputs: readonly ColumnFacts[],
  left: readonly string[],
): Guess {
  const drop = target.column.missing > 0;
  const forward = canGoForward(inputs, groups, time);
  // Where each series has a clock of its own, one moment would not part them.
  const byGroup = groups !== undefined && !records && groups.count >= 5 && time?.kind !== 'date';
  const each =
    groups && !records
      ? [{ key: 'sequence', value: groups.column, comment: `guessed: each of its ${groups.count} values is a series` }]
      : [];
  return {
    keys: [
      ...each,
      ...timeKey(time),
      ...inputKeys(inputs, left, time || groups ? undefined : 'read as one series, in the order of the file'),
      ...answer(target, ', to be forecast'),
      { key: 'window', value: windowFor(groups?.longest ?? count), comment: 'guessed: rows it sees at once' },
      { key: 'horizon', value: 1, comment: 'rows ahead that it forecasts' },
      ...missing(inputs, target.column, forward ? 'forward' : 'mean', drop),
      byGroup
        ? { key: 'split', value: { validation: 0.2, by: 'group' }, comment: 'whole series validate' }
        : { ...SPLIT, comment: 'the latest windows validate' },
    ],
    ...outputs(target),
    before: [],
  };
}

/** Whether each series begins with a value of each input; which row is the first is known where the file is in order. */
function canGoForward(
  inputs: readonly ColumnFacts[],
  groups: Groups | undefined,
  time: ColumnFacts | undefined,
): boolean {
  const inOrder = time === undefined || (groups ? groups.inOrder.includes(time.name) : time.rising);
  return inOrder && inputs.every(({ name, emptyFirst }) => !(groups ? groups.emptyFirst.includes(name) : emptyFirst));
}

/** A number or name for each row says nothing of the next one. */
function isKey({ name, kind, distinct }: ColumnFacts, count: number): boolean {
  return distinct === count && (kind === 'text' || /^(id|index|row|no|nr|#)$/i.test(name) || /[_ -]id$/i.test(name));
}

function requireRows(file: string, count: number): void {
  if (count >= FEWEST_ROWS) return;
  throw new NothingToLearnError(
    `${file} has ${count} ${count === 1 ? 'row' : 'rows'}; nothing can be learned of fewer than ${FEWEST_ROWS}.`,
  );
}

function timeKey(time: ColumnFacts | undefined): GuessedKey[] {
  if (!time) return [];
  const comment = time.kind === 'date' ? 'dates that order the rows' : 'guessed by its name: orders the rows';
  return [{ key: 'time', value: time.name, comment }];
}

function inputKeys(inputs: readonly ColumnFacts[], left: readonly string[], about?: string): GuessedKey[] {
  const names = inputs.filter(({ kind }) => kind === 'text');
  const told = [about, left.length > 0 ? `left out: ${listed(left)}` : undefined].filter((one) => one !== undefined);
  return [
    {
      key: 'inputs',
      value: inputs.map(({ name }) => name),
      comment: told.join('; ') || 'columns that the model reads',
    },
    ...(names.length > 0
      ? [{ key: 'categories', value: names.map(({ name }) => name), comment: 'names, a feature for each' }]
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_LISTED;
  return [...names.slice(0, NAMES_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function answer({ column, reason }: TargetColumn, what = ''): GuessedKey[] {
  const { comment } = targetLoss(column, 1, column.name);
  return [{ key: 'target', value: column.name, comment: `${reason}${comment ? `: ${comment}` : ''}${what}` }];
}

function outputs({ column }: TargetColumn): Pick<Guess, 'loss' | 'units'> {
  const { loss, units } = targetLoss(column, 1, column.name);
  return { loss, units };
}

const POLICIES = {
  drop: 'rows without a value are left out',
  mean: "the mean of the training part's values stands for them",
  forward: 'the value before stands for them',
} as const;

/** @param fill where only inputs have gaps. @param drop whether a target is missing that is needed. */
function missing(
  inputs: readonly ColumnFacts[],
  target: ColumnFacts,
  fill: 'mean' | 'forward',
  drop: boolean,
): GuessedKey[] {
  const gaps = [...inputs, ...(drop && !inputs.includes(target) ? [target] : [])].filter((one) => one.missing > 0);
  if (gaps.length === 0) return [];
  const value = drop ? 'drop' : fill;
  const where = listed(gaps.map(({ name }) => JSON.stringify(name)));
  return [{ key: 'missing', value, comment: `${where} ${gaps.length > 1 ? 'have' : 'has'} gaps: ${POLICIES[value]}` }];
}

function timedSplit(timed: boolean): GuessedKey {
  return timed
    ? { key: 'split', value: { validation: 0.2, by: 'time' }, comment: 'the latest sequences validate' }
    : SPLIT;
}
