/** `Files` by VS Code: of every file system that the window has, and of no Node. */
import * as vscode from 'vscode';
import { baseName, FileError, type Files, folderOf, join } from '../core/files.js';
import { isTemporary, temporaryName } from '../worker/temporary.js';
import { uriOf } from './paths.js';

/** Milliseconds for which a file that is read in parts is kept: VS Code gives files only as a whole. */
const KEPT = 10_000;

interface Whole {
  readonly path: string;
  readonly mtime: number;
  readonly size: number;
  readonly bytes: Uint8Array;
}

export function workspaceFiles(fs = vscode.workspace.fs): Files {
  let kept: Whole | undefined;
  let forgetting: ReturnType<typeof setTimeout> | undefined;

  const stat = async (path: string) => {
    const found = await orMissing(fs.stat(uriOf(path)));
    return found && (found.type & vscode.FileType.File) !== 0 ? found : undefined;
  };
  const whole = async (path: string): Promise<Uint8Array> => {
    const { mtime = 0, size = 0 } = (await stat(path)) ?? {};
    if (kept?.path !== path || kept.mtime !== mtime || kept.size !== size)
      kept = { path, mtime, size, bytes: await fs.readFile(uriOf(path)) };
    clearTimeout(forgetting);
    forgetting = setTimeout(() => {
      kept = undefined;
    }, KEPT);
    return kept.bytes;
  };

  const files: Files = {
    size: (path) => named(path, 'read', async () => (await stat(path))?.size),

    read: (path) => named(path, 'read', () => fs.readFile(uriOf(path))),

    readPart: (path, offset, length) =>
      named(path, 'read', async () => (await whole(path)).subarray(offset, offset + length)),

    write: (path, content) =>
      named(path, 'written', async () => {
        const temporary = uriOf(join(folderOf(path), temporaryName(baseName(path))));
        try {
          await fs.writeFile(temporary, bytesOf(content));
          await fs.rename(temporary, uriOf(path), { overwrite: true });
        } catch (error) {
          await Promise.allSettled([fs.delete(temporary)]);
          throw error;
        }
      }),

    append: (path, text) =>
      named(path, 'written', async () => {
        const before = (await orMissing(fs.readFile(uriOf(path)))) ?? new Uint8Array();
        const added = bytesOf(text);
        const bytes = new Uint8Array(before.length + added.length);
        bytes.set(before);
        bytes.set(added, before.length);
        await fs.writeFile(uriOf(path), bytes);
      }),

    list: (folder) =>
      named(folder, 'read', async () =>
        ((await orMissing(fs.readDirectory(uriOf(folder)))) ?? []).map(([name]) => name),
      ),

    makeFolder: (path) => named(path, 'made', () => fs.createDirectory(uriOf(path))),

    async clean(folder) {
      const left = (await files.list(folder)).filter(isTemporary);
      await Promise.all(left.map((name) => orMissing(fs.delete(uriOf(join(folder, name))))));
    },
  };
  return files;
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

async function named<T>(path: string, verb: 'read' | 'written' | 'made', work: () => Thenable<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FileError(`${path} cannot be ${verb}: ${(error as Error).message}`, { cause: error });
  }
}

/** @returns undefined where there is nothing. */
async function orMissing<T>(work: Thenable<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && ['FileNotFound', 'FileNotADirectory'].includes(error.code))
      return undefined;
    throw error;
  }
}
