/** Zip archives, of which nothing is unpacked but what was asked for. */
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { MOST_EXPANSION } from '../limits.js';
import { entryCounter } from '../zipEntries.js';
import { ModelFormatError } from './formatError.js';

/**
 * @param names of the entries that are wanted; what is not there is left out.
 * @throws {ModelFormatError} where the archive is damaged or cut off, an entry's name leads out of it, there are two of one
 * name, or an entry claims to be larger than `MOST_EXPANSION` times the archive.
 */
export function unzip(bytes: Uint8Array, names: readonly string[]): Map<string, Uint8Array> {
  const most = bytes.length * MOST_EXPANSION;
  const count = entryCounter(bytes);
  const seen = new Set<string>();
  const filter = ({ name, originalSize, size }: UnzipFileInfo) => {
    count();
    if (/(^|[/\\])\.\.([/\\]|$)|^([/\\]|[A-Za-z]:)/.test(name)) {
      throw new ModelFormatError(`The archive's entry ${JSON.stringify(name)} leads out of it.`);
    }
    if (!names.includes(name)) return false;
    if (seen.has(name)) throw new ModelFormatError(`The archive has two entries ${name}.`);
    seen.add(name);
    if (originalSize > most) {
      const claim = `claims ${originalSize} bytes, more than ${MOST_EXPANSION} times the size of the file`;
      throw new ModelFormatError(`The archive's entry ${name} ${claim}.`);
    }
    if (size > bytes.length) throw new ModelFormatError(`The archive's entry ${name} is cut off.`);
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })));
  } catch (error) {
    if (error instanceof ModelFormatError) throw error;
    throw new ModelFormatError(`The archive is damaged or cut off: ${(error as Error).message}.`);
  }
}
