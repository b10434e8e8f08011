/** What a config may have read in file systems that are no disk: these have no links, so a path tells where it leads. */
import { type Files, inFileSystem, OutOfReachError } from '../core/files.js';

/**
 * The same files, of which none is read that stands elsewhere; as `filesWithin`, which knows links.
 * @param reach folders and files.
 */
export function filesBelow(files: Files, reach: readonly string[]): Files {
  const roots = reach.map(settled);
  const inside = (file: string): string => {
    const place = settled(file);
    if (roots.some((root) => place === root || place.startsWith(root.endsWith('/') ? root : `${root}/`))) return file;
    throw new OutOfReachError(
      `${file} is outside of the folders that are open: add its folder to the workspace, or drop it onto the panel.`,
    );
  };
  return {
    ...files,
    size: async (file) => files.size(inside(file)),
    read: async (file) => files.read(inside(file)),
    readPart: async (file, offset, length) => files.readPart(inside(file), offset, length),
    list: async (folder) => files.list(inside(folder)),
  };
}

/** A path without `.` and `..`, and with slashes only. */
function settled(path: string): string {
  const place = inFileSystem(path);
  const steps: string[] = [];
  for (const step of (place?.path ?? path).split(/[/\\]/)) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `${place ? `${place.scheme}://${place.authority}` : ''}/${steps.join('/')}`;
}
