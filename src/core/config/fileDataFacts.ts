/** What the keys of a data file's config come to together. */
import type { FileData } from './experiment.js';

/** Names of the target columns. */
export function targetNames({ target }: Pick<FileData, 'target'>): readonly string[] {
  return typeof target === 'string' ? [target] : target;
}

/** How numbers are brought into the model's units. */
export function scalingOf({
  scaling,
  standardize,
}: Pick<FileData, 'scaling' | 'standardize'>): 'standardize' | 'minMax' | 'none' {
  return scaling ?? (standardize ? 'standardize' : 'none');
}

/** Stands in a name for the number of a step. */
export const STEP = '{step}';

/** Whether each row is a sequence, with a column a step. */
export function isWide({ inputs }: Pick<FileData, 'inputs'>): boolean {
  return inputs.some((name) => name.includes(STEP));
}

/** Whether the names are those of arrays, which have as many columns as the file says. */
export function holdsArrays({ file }: Pick<FileData, 'file'>): boolean {
  return /\.np[yz]$/i.test(file);
}

/** The one column of a plain text. */
export const CHARACTER = 'character';

/** Whether the file is a text, of which each character is a row. */
export function isText({ file }: Pick<FileData, 'file'>): boolean {
  return /\.txt$/i.test(file);
}

/** Files of which the content may make sequences by itself. */
export function holdsSequences({ file }: Pick<FileData, 'file'>): boolean {
  return /\.(json|jsonl|ndjson|parquet|npy|npz)$/i.test(file);
}

/** How the rows make sequences. */
export function formOf(data: Pick<FileData, 'inputs' | 'window'>): 'wide' | 'windows' | 'steps' {
  if (isWide(data)) return 'wide';
  return data.window === undefined ? 'steps' : 'windows';
}
