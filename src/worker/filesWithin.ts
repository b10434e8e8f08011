/** What a config may have read: files below the folders that are open, and those that the user has chosen. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type Files, OutOfReachError } from '../core/files.js';

/** Names a JSON list of paths. */
export const REACH_VARIABLE = 'LSTM_LENS_REACH';

/** As the environment says; everything where it says nothing, as in a terminal. */
export function reachIn(environment: NodeJS.ProcessEnv): readonly string[] | undefined {
  const text = environment[REACH_VARIABLE];
  return text === undefined ? undefined : (JSON.parse(text) as string[]);
}

/**
 * The same files, of which none is read that stands elsewhere, a link among them that leads elsewhere. Where results are
 * written is never a config's choice, so that is not bounded.
 * @param reach folders and files.
 */
export function filesWithin(files: Files, reach: readonly string[]): Files {
  const real = Promise.all(reach.map(realOf));
  const inside = async (file: string): Promise<string> => {
    const place = await realOf(file);
    if ((await real).some((root) => isWithin(place, root))) return file;
    const leads = place === path.resolve(file) ? file : `${file} leads to ${place}, which`;
    throw new OutOfReachError(
      `${leads} is outside of the folders that are open: add its folder to the workspace, or drop it onto the panel.`,
    );
  };
  return {
    ...files,
    size: async (file) => files.size(await inside(file)),
    read: async (file) => files.read(await inside(file)),
    readPart: async (file, offset, length) => files.readPart(await inside(file), offset, length),
    list: async (folder) => files.list(await inside(folder)),
  };
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
