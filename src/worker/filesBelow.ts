/** What a config may have read in file systems that are no disk: these have no links, so a path tells where it leads. */
import { type Files, inFileSystem } from '../core/files.js';
import { boundedFiles, outOfReach } from './boundedFiles.js';

/**
 * The same files, of which none is read that stands elsewhere; as `filesWithin`, which knows links.
 * @param reach folders and files.
 */
export function filesBelow(files: Files, reach: readonly string[]): Files {
  const roots = reach.map(settled);
  return boundedFiles(files, async (file) => {
    const place = settled(file);
    if (roots.some((root) => place === root || place.startsWith(root.endsWith('/') ? root : `${root}/`))) return;
    throw outOfReach(file);
  });
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
