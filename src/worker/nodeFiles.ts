/** `Files` on a disk. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../core/files.js';

/** Names of files that `write` has not finished. */
const TEMPORARY = /^\..+\.[0-9a-f-]{36}\.tmp$/;

export const nodeFiles: Files = {
  async size(file) {
    try {
      const found = await stat(file);
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  read: (file) => readFile(file),

  async readPart(file, offset, length) {
    const handle = await open(file, 'r');
    try {
      // A size that a file only claims is never allocated.
      const { size } = await handle.stat();
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },

  async write(file, content) {
    // The temporary file stands in the same folder, so that the rename cannot cross a file system.
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  },

  append: (file, text) => appendFile(file, text),

  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },

  async makeFolder(folder) {
    await mkdir(folder, { recursive: true });
  },

  async clean(folder) {
    const left = (await nodeFiles.list(folder)).filter((name) => TEMPORARY.test(name));
    await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true })));
  },
};

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
