import { previewData } from '../core/data/preview/preview.js';
import type { ReadingTurns } from '../core/data/reading/source.js';
import type { Problem } from '../core/problems.js';
import type { Prepared } from './prepare.js';

/** What is to be said of a config and its data that are well: no errors, but warnings and informations. */
export async function notesOf(
  { experiment, data, problemAt, notes }: Prepared,
  turns: ReadingTurns,
): Promise<readonly Problem[]> {
  const { warnings } = await previewData(experiment, data, turns);
  const ofData = warnings.map(
    ({ path, message, why, advice }): Problem => ({
      ...problemAt(path, `${message} ${why} ${advice}`),
      severity: 'warning',
    }),
  );
  return [...notes, ...ofData];
}
