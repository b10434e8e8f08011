/** Which files hold data, by their names. */
import { baseName } from '../files.js';

export const DATA_ENDINGS = ['csv', 'tsv', 'tab', 'json', 'jsonl', 'ndjson', 'parquet', 'npy', 'npz', 'txt'] as const;

export function isDataName(path: string): boolean {
  return DATA_ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`));
}

/** JSON files and texts that every folder has, and models; the menu of `package.json` leaves out the same. */
const OTHERS = [
  /\.lstm\.json$/i,
  /^(model|package|package-lock|tsconfig|jsconfig|settings|launch|tasks|extensions)\.json$/i,
  /^(requirements|license|readme|cmakelists)\.txt$/i,
];

/** Whether a file is offered as data, unasked. */
export function looksLikeData(path: string): boolean {
  return isDataName(path) && !OTHERS.some((other) => other.test(baseName(path)));
}
