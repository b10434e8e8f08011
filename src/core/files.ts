/**
 * Files as the core sees them: given from outside, so that it runs in Node and in a browser's worker alike. What fails
 * throws a `FileError`.
 */
export interface Files {
  /** Size in bytes; undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** Some bytes of a file; fewer where it ends before. */
  readPart(path: string, offset: number, length: number): Promise<Uint8Array>;
  /** Writes the whole file or nothing: a crash leaves either the old file or the new one. */
  write(path: string, bytes: Uint8Array | string): Promise<void>;
  /** Adds to the end of a file, which is made where there is none. */
  append(path: string, text: string): Promise<void>;
  /** Names in a folder; empty where there is none. */
  list(folder: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
  /** Removes from a folder what is left of writes that a crash has cut short. */
  clean(folder: string): Promise<void>;
}

/** A file that may not be read where it stands. */
export class OutOfReachError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OutOfReachError';
  }
}

/** A file or folder could not be read or written; the message names it and says why in plain words. */
export class FileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FileError';
  }
}

/** Joins a folder and a path below it; an absolute path stays as it is. */
export function join(folder: string, path: string): string {
  if (isAbsolute(path) || folder === '') return path;
  const { root, rest } = rooted(folder);
  return `${root}${rest.replace(/[/\\]+$/, '')}/${path}`;
}

export function isAbsolute(path: string): boolean {
  return /^([/\\]|[A-Za-z]:[/\\])/.test(path) || inFileSystem(path) !== undefined;
}

/** The parts of a path in a file system that is no disk, `scheme://authority/path`; undefined for one on a disk. */
export function inFileSystem(path: string): { scheme: string; authority: string; path: string } | undefined {
  const { root, rest } = rooted(path);
  if (root === '' || !rest.startsWith('/')) return undefined;
  const [scheme, authority] = root.split('://');
  return { scheme, authority, path: rest };
}

/** A path without its file system's `scheme://authority`, which is empty on a disk. A scheme of one letter is a drive. */
function rooted(path: string): { root: string; rest: string } {
  const [root] = /^[A-Za-z][A-Za-z0-9+.-]+:\/\/[^/]*/.exec(path) ?? [''];
  return { root, rest: path.slice(root.length) };
}

/** The folder of a path; "." where it names none. */
export function folderOf(path: string): string {
  const { root, rest } = rooted(path);
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  return at < 0 ? '.' : `${root}${rest.slice(0, at) || '/'}`;
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}

/** A path as it is seen from a folder, with slashes and as many `..` as it takes; as it is where they share no root. */
export function relativePath(folder: string, path: string): string {
  const [above, below] = [rooted(folder), rooted(path)];
  const from = above.rest.replace(/[/\\]+$/, '').split(/[/\\]/);
  const to = below.rest.split(/[/\\]/);
  const apart = from.findIndex((name, index) => name !== to[index]);
  const shared = apart < 0 ? from.length : apart;
  if (above.root !== below.root || shared === 0) return path;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}
