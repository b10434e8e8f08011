/** Bytes of an entry in the list at the end of a zip archive, without its name. */
const LEAST_ENTRY = 46;

/**
 * An archive may claim billions of entries, and the library would look for each of them.
 * @returns to be called for every entry. @throws {Error} once there are more than the archive has room for.
 */
export function entryCounter({ length }: Uint8Array): () => void {
  let left = Math.floor(length / LEAST_ENTRY);
  return () => {
    left -= 1;
    if (left < 0) throw new Error('it claims more entries than it has room for');
  };
}
