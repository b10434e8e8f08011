/** Writes the model of a run as a model file. */
import type { Files } from '../core/files.js';
import { writeModelFile } from '../core/formats/modelFile.js';
import { readManifest } from '../core/runs/runFolder.js';
import { readRunModel } from '../core/runs/runModel.js';
import type { ExportParams } from './protocol.js';

/**
 * Only the run itself is read: the data may be gone.
 * @returns a sentence for everything that the format cannot hold.
 * @throws {ModelFormatError} where the format has no such layer; {RunError}; what `pause` throws.
 */
export async function exportRun(
  files: Files,
  { run, file }: ExportParams,
  pause: () => Promise<void>,
): Promise<readonly string[]> {
  const { name } = await readManifest(files, run);
  const { layers, weights, length = 1, features, scaling } = await readRunModel(files, run);
  await pause();
  return writeModelFile(files, file, { name, spec: { length, features, layers }, weights, scaling });
}
