/** A plain text as a table: a row for each character. */
import { CHARACTER } from '../../config/fileDataFacts.js';
import { fileFault, type ReadingTurns, type Source, tooLarge } from './source.js';
import { type Choose, locateRows, type Table, TableBuilder } from './table.js';
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
    const characters = Array.from(text.replaceAll('\r', ''), (character) => SIGNS[character] ?? signOf(character));
    builder.put(0, builder.rows, characters);
    builder.rows += characters.length;
  }
  return builder.table(locateRows(path, header, () => ''));
}

/** Other spaces would be trimmed to nothing. */
function signOf(character: string): string {
  return character.trim() === ''
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
