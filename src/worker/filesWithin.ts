/** What a config may have read: files below the folders that are open, and those that the user has chosen. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../core/files.js';
import { boundedFiles, outOfReach } from './boundedFiles.js';

/** Names a JSON list of paths. */
export const REACH_VARIABLE = 'LSTM_LENS_REACH';

/** As the environment says; everything where it says nothing, as in a terminal. */
export function reachIn(environment: NodeJS.ProcessEnv): readonly string[] | undefined {
  const text = environment[REACH_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as string[]);
}

/**
 * The same files, of which none is read that stands elsewhere, a link among them that leads elsewhere.
 * @param reach folders and files.
 */
export function filesWithin(files: Files, reach: readonly string[]): Files {
  const real = Promise.all(reach.map(realOf));
  return boundedFiles(files, async (file) => {
    const place = await realOf(file);
    if ((await real).some((root) => isWithin(place, root))) return;
    throw outOfReach(place === path.resolve(file) ? file : `${file} leads to ${place}, which`);
  });
}

/** Where links lead; of what is not there, where the folder above it is. */
async function realOf(file: string): Promise<string> {
  const whole = path.resolve(file);
  try {
    return await realpath(whole);
  } catch {
    const above = path.dirname(whole);
    return above === whole ? whole : path.join(await realOf(above), path.basename(whole));
  }
}

function isWithin(place: string, root: string): boolean {
  const way = path.relative(root, place);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
