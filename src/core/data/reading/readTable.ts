/** Reads a data file of any format into a table: its ending says which. */
import type { FileData } from '../../config/experiment.js';
import { readCsv } from './csv.js';
import type { ReadingTurns, Source } from './source.js';
import type { Choose, Table } from './table.js';

/** What a config says of how a file is written. */
export type FormatSettings = Pick<FileData, 'delimiter' | 'decimal' | 'header'>;

/**
 * @param choose which columns are read, and as what, once their names are known.
 * @throws {BadInputError} with the place in the file.
 */
export async function readTable(
  source: Source,
  settings: FormatSettings,
  choose: Choose,
  turns: ReadingTurns,
): Promise<Table> {
  return readCsv(source, settings, choose, turns);
}
