/** The beginning of a large file of lines, as a file of its own. */
import { PART, type Source } from './source.js';

/** @returns the file itself where it is not larger, or its format has no beginning. */
export async function beginningOf(source: Source, bytes: number): Promise<Source> {
  const { path, size } = source;
  if (size <= bytes || /\.(json|parquet|np[yz])$/i.test(path)) return source;
  const [first, second] = await source.part(0, 2);
  // A line of UTF-16 ends somewhere within its last two bytes.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return source;
  const from = Math.max(0, bytes - PART);
  const end = (await source.part(from, bytes - from)).lastIndexOf(10);
  return end < 0
    ? source
    : {
        path,
        size: from + end + 1,
        part: (offset, length) => source.part(offset, Math.max(0, Math.min(length, from + end + 1 - offset))),
      };
}
