/** A sample that the config gives as a text, as the data's own sequences of characters are. */
import { charactersOf, DIGIT_CHARACTERS } from '../config/dataShape.js';
import type { Rows } from '../config/experiment.js';
import { CHARACTER } from '../config/fileDataFacts.js';
import type { ColumnNames } from '../names.js';
import { idOf } from './categories.js';
import type { Dataset } from './dataset.js';
import { characterName } from './reading/characters.js';

/** So many characters are listed where one is not among them. */
const LISTED = 60;

type Reader = Pick<Dataset, 'names' | 'ids' | 'length'>;
type TextData = Pick<Dataset, 'names' | 'ids' | 'features'>;

/**
 * One-hot characters, or ids where the model begins with an embedding. What only the validation part has is unknown to
 * the model, as it is in a sequence of that part. A question of digits that is short begins with blanks.
 * @returns [T][F], or why there is no such sample.
 */
export function textRows(text: string, { names, ids, length }: Reader): { rows: Rows } | { fault: string } {
  const column = names?.inputs[0];
  if (!column) {
    const rows = charactersOf(text.padStart(length)).map((one) => oneHot(one, DIGIT_CHARACTERS));
    return { rows };
  }
  const characters = charactersOf(text).map(characterName);
  const strange = characters.find((one) => !column.known.includes(one) && !column.others.includes(one));
  if (strange !== undefined) return { fault: strangeFault(strange, column) };
  const row = (one: string) => (ids === undefined ? oneHot(one, column.known) : [idOf(column.known.indexOf(one))]);
  return { rows: characters.map(row) };
}

/**
 * The name that each step reads, where the input is one column of names and nothing else: � for what the model does not
 * know, nothing for a step that is missing.
 * @param input [T,F]
 * @returns [T]
 */
export function namesRead(input: ArrayLike<number>, { names, ids, features }: TextData): string[] | undefined {
  const [column, ...others] = names?.inputs ?? [];
  const width = ids === undefined ? column?.known.length : 1;
  if (!column || others.length > 0 || features.length !== width) return undefined;
  return Array.from({ length: input.length / width }, (_, t) => {
    const row = Array.from({ length: width }, (_, f) => input[t * width + f]);
    if (ids === undefined ? row.every(Number.isNaN) : !(row[0] > 0)) return '';
    return column.known[ids === undefined ? row.indexOf(1) : row[0] - idOf(0)] ?? '�';
  });
}

/** What `textRows` made of a text, with signs for characters that cannot be seen; undefined where the data is no text. */
export function textOf(input: ArrayLike<number>, data: TextData): string | undefined {
  return data.names?.inputs[0]?.column === CHARACTER ? namesRead(input, data)?.join('') : undefined;
}

function oneHot(one: string, all: readonly string[]): number[] {
  return all.map((other) => Number(other === one));
}

function strangeFault(strange: string, { known }: ColumnNames): string {
  const all = known.length <= LISTED ? `, "${known.join('')}"` : '';
  return `"${strange}" is none of the ${known.length} characters that the model reads${all}.`;
}
