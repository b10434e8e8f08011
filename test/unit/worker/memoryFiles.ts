/** A made-up disk. */
import type { Files } from '../../../src/core/files.js';

export function memoryFiles(): Files & { content: Map<string, Uint8Array> } {
  const content = new Map<string, Uint8Array>();
  const bytes = (data: Uint8Array | string) => (typeof data === 'string' ? new TextEncoder().encode(data) : data);
  return {
    content,
    size: async (path) => content.get(path)?.length,
    read: async (path) => {
      const found = content.get(path);
      if (!found) throw new Error(`There is no ${path}.`);
      return found;
    },
    readPart: async (path, offset, length) => {
      const found = content.get(path);
      if (!found) throw new Error(`There is no ${path}.`);
      return found.slice(offset, offset + length);
    },
    write: async (path, data) => void content.set(path, bytes(data)),
    append: async (path, text) => {
      const before = content.get(path) ?? new Uint8Array();
      content.set(path, Uint8Array.from([...before, ...bytes(text)]));
    },
    list: async (folder) => [
      ...new Set(
        [...content.keys()].flatMap((path) =>
          path.startsWith(`${folder}/`) ? path.slice(folder.length + 1).split('/')[0] : [],
        ),
      ),
    ],
    makeFolder: async () => {},
    clean: async () => {},
  };
}
