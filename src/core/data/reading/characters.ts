/** A plain text as a table: a row for each character. */
import { CHARACTER } from '../../config/fileDataFacts.js';
import { fileFault, fileProblem, type Problem } from '../../problems.js';
import { NO_TURNS, type ReadingTurns, type Source, tooLarge } from './source.js';
import { type Choose, type Fault, type Table, TableBuilder } from './table.js';
import { textParts } from './text.js';

const LARGEST_TEXT = 256 * 1024 * 1024;

/** What cannot be seen has a sign, as in an editor. */
const SIGNS: Readonly<Record<string, string>> = { ' ': '␣', '\n': '⏎', '\t': '⇥' };

/** @throws {BadInputError} where the file is no text, or has none. */
export async function readCharacters(source: Source, choose: Choose, turns: ReadingTurns): Promise<Table> {
  const { path, size } = source;
  if (size > LARGEST_TEXT) throw tooLarge(source, LARGEST_TEXT);
  if (size === 0) throw fileFault(path, 'The file is empty.');
  const header = [CHARACTER];
  const builder = new TableBuilder(path, header, choose(header), turns, () => ['a']);
  builder.expect(size);
  for await (const { text } of textParts(source, turns)) {
    const characters = Array.from(text.replaceAll('\r', ''), characterName);
    builder.put(0, builder.rows, characters);
    builder.rows += characters.length;
  }
  return builder.table((faults) => findPlaces(source, faults));
}

/** Reads the text once more, up to the last fault. */
async function findPlaces(source: Source, faults: readonly Fault[]): Promise<Problem[]> {
  const problems = new Map<Fault, Problem>();
  const wanted = [...faults].sort((a, b) => a.row - b.row);
  let [row, line, column, next] = [0, 1, 1, 0];
  for await (const { text } of textParts(source, NO_TURNS)) {
    for (const character of text) {
      for (; character !== '\r' && wanted[next]?.row === row; next++) {
        const { message } = wanted[next];
        const said = typeof message === 'string' ? message : message(character);
        problems.set(wanted[next], fileProblem(source.path, said, line, column, character.length));
      }
      if (next === wanted.length) return faults.map((fault) => problems.get(fault) as Problem);
      if (character !== '\r') row += 1;
      column += character.length;
      if (character === '\n') [line, column] = [line + 1, 1];
    }
  }
  // A fault of the text as a whole has no character.
  return faults.map((fault) => problems.get(fault) ?? fileProblem(source.path, String(fault.message)));
}

/** What a character is called in its column: other spaces would be trimmed to nothing. */
export function characterName(character: string): string {
  const sign = SIGNS[character];
  if (sign !== undefined) return sign;
  return character.trim() === ''
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
