/** A file that is read for a model: its names must be those that the model was trained with. */
import type { ColumnNames, ModelNames } from '../names.js';
import { nearest } from '../nearest.js';
import { BadInputError } from '../problems.js';
import type { ProblemAt } from './load.js';
import type { TextColumn } from './reading/columns.js';
import { type Fault, throwIfAny } from './reading/table.js';

/** So many of the model's names are listed where one is not among them. */
const LISTED = 8;
/** Likeness is looked for among so many names, no longer than this. */
const LOOKED = 200;
const LONGEST = 40;

/**
 * The model's names for each column of names; undefined where no model says any.
 * @param columns of names among the inputs of the file.
 * @throws {BadInputError} where these are not as many as the model's, or are the model's in another order: a network knows
 * its inputs by their place. Columns that are called otherwise are taken in their order, for a file may have other headers.
 */
export function namesFor(
  names: ModelNames | undefined,
  columns: readonly string[],
  problemAt: ProblemAt,
): readonly ColumnNames[] | undefined {
  const inputs = names?.inputs ?? [];
  if (inputs.length === 0) return undefined;
  const own = inputs.map(({ column }) => column);
  const moved = columns.some((column, place) => column !== own[place] && own.includes(column));
  if (own.length === columns.length && moved) {
    const message = `The model was trained with names in ${listed(own)}, in this order; here they are in ${listed(columns)}. Write the inputs in the model's order: it knows them by their place.`;
    throw new BadInputError([problemAt(['data', 'inputs'], message)]);
  }
  if (own.length === columns.length) return inputs;
  const message = `The model was trained with names in ${listed(own)}; here they are in ${listed(columns)}.`;
  throw new BadInputError([problemAt(['data', 'categories'], message)]);
}

/**
 * @param rows of the file that are read.
 * @param names of the model, and others that it takes for unknown.
 * @throws {TableError} at the first cell of each name that is none of them.
 */
export function refuseUnknown(
  columns: readonly TextColumn[],
  rows: Iterable<number>,
  names: readonly string[],
  others: readonly string[] = [],
): void {
  const taken = new Set([...names, ...others]);
  const fresh = columns.map((column) =>
    Uint8Array.from(column.names, (name) => Number(name !== '' && !taken.has(name))),
  );
  if (fresh.every((codes) => !codes.includes(1))) return;
  const faults: Fault[] = [];
  for (const row of rows) {
    for (const [k, column] of columns.entries()) {
      const code = column.codes[row];
      if (fresh[k][code] === 0) continue;
      fresh[k][code] = 0;
      faults.push({ row, column: column.place, message: () => unknownMessage(column.names[code], names) });
    }
  }
  throwIfAny(faults.sort((a, b) => a.row - b.row));
}

function unknownMessage(name: string, names: readonly string[]): string {
  const short = names.slice(0, LOOKED).filter(({ length }) => length <= LONGEST);
  const meant = name.length <= LONGEST ? nearest(name, short) : undefined;
  const guess = meant === undefined ? '' : ` Is "${meant}" meant?`;
  return `The model was not trained with "${cut(name)}", but with ${listed(names)}.${guess} Write a name that it knows, or train it anew.`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, LISTED).map((name) => `"${cut(name)}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function cut(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST)}…`;
}
