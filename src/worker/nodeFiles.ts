/** `Files` on a disk. */
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileError, type Files } from '../core/files.js';
import { isTemporary, temporaryName } from './temporary.js';

export const nodeFiles: Files = {
  async size(file) {
    try {
      const found = await stat(file);
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw fileError(file, 'read', error);
    }
  },

  read: (file) => named(file, 'read', () => readFile(file)),

  readPart: (file, offset, length) => named(file, 'read', () => readPart(file, offset, length)),

  write: (file, content) => named(file, 'written', () => writeWhole(file, content)),

  append: (file, text) => named(file, 'written', () => appendFile(file, text)),

  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw fileError(folder, 'read', error);
    }
  },

  async makeFolder(folder) {
    await named(folder, 'made', () => mkdir(folder, { recursive: true }));
  },

  async clean(folder) {
    const left = (await nodeFiles.list(folder)).filter(isTemporary);
    await named(folder, 'written', () => Promise.all(left.map((name) => rm(path.join(folder, name), { force: true }))));
  },
};

async function readPart(file: string, offset: number, length: number): Promise<Uint8Array> {
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
}

async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = path.join(path.dirname(file), temporaryName(path.basename(file)));
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
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its disk',
  EDQUOT: 'the quota of its disk is used up',
  EROFS: 'its disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOENT: 'it, or its folder, is not there',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'a file stands in its place',
  EIO: 'its disk has failed',
  EMFILE: 'too many files are open',
};

type Verb = 'read' | 'written' | 'made';

async function named<T>(file: string, verb: Verb, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(file, verb, error);
  }
}

/** Node's own errors name the path only sometimes, and a system call instead of what it means. */
function fileError(file: string, verb: Verb, error: unknown): FileError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new FileError(`${file} cannot be ${verb}: ${REASONS[code] ?? message}.`, { cause: error });
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
