/** One `Files` of two. */
import { type Files, inFileSystem } from '../core/files.js';

/** Files on a disk, and those of other file systems. */
export function byPlace(disk: Files, others: Files): Files {
  const of = (path: string) => (inFileSystem(path) ? others : disk);
  return {
    size: (path) => of(path).size(path),
    read: (path) => of(path).read(path),
    readPart: (path, offset, length) => of(path).readPart(path, offset, length),
    write: (path, content) => of(path).write(path, content),
    append: (path, text) => of(path).append(path, text),
    list: (folder) => of(folder).list(folder),
    makeFolder: (path) => of(path).makeFolder(path),
    clean: (folder) => of(folder).clean(folder),
  };
}
