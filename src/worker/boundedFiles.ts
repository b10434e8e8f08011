/** Files of which some may not be read. Where results are written is never a config's choice, so that is not bounded. */
import { type Files, OutOfReachError } from '../core/files.js';

/** @param check throws where a file or folder may not be read. */
export function boundedFiles(files: Files, check: (path: string) => Promise<void>): Files {
  const checked = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
    await check(path);
    return read();
  };
  return {
    ...files,
    size: (path) => checked(path, () => files.size(path)),
    read: (path) => checked(path, () => files.read(path)),
    readPart: (path, offset, length) => checked(path, () => files.readPart(path, offset, length)),
    list: (folder) => checked(folder, () => files.list(folder)),
  };
}

/** @param what is read, and where that leads. */
export function outOfReach(what: string): OutOfReachError {
  return new OutOfReachError(
    `${what} is outside of the folders that are open: add its folder to the workspace, or drop it onto the panel.`,
  );
}
