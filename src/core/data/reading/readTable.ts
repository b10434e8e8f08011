/** Reads a data file of any format into a table: its ending says which. */
import type { FileData } from '../../config/experiment.js';
import { readCharacters } from './characters.js';
import { readCsv } from './csv.js';
import { readJson, readJsonLines } from './json.js';
import { readNumpy } from './numpy.js';
import type { ReadingTurns, Source } from './source.js';
import type { Choose, Table } from './table.js';

/**
 * @param choose which columns are read, and as what, once their names are known; a file of sequences asks twice.
 * @param open a file that is named beside this one.
 * @param mostRows of a compressed file, whose bytes do not tell how much it holds.
 * @throws {BadInputError} with the place in the file.
 */
export async function readTable(
  source: Source,
  data: FileData,
  choose: Choose,
  turns: ReadingTurns,
  open: (name: string) => Promise<Source>,
  mostRows = Number.POSITIVE_INFINITY,
): Promise<Table> {
  const ending = /\.([^.]*)$/.exec(source.path)?.[1].toLowerCase();
  switch (ending) {
    case 'json':
      return readJson(source, choose, turns);
    case 'jsonl':
    case 'ndjson':
      return readJsonLines(source, choose, turns);
    case 'parquet': {
      // With its decompressors it is large.
      const { readParquet } = await import('./parquet.js');
      return readParquet(source, choose, turns, mostRows);
    }
    case 'txt':
      return readCharacters(source, choose, turns);
    case 'npy':
    case 'npz':
      return readNumpy(source, data, choose, turns, open);
    default:
      return readCsv(source, data, choose, turns);
  }
}
