/** The model that a config loads from a file. */
import type { WrittenExperiment } from '../core/config/experiment.js';
import type { ConfigReading } from '../core/config/read.js';
import { type Files, join, OutOfReachError } from '../core/files.js';
import { ModelFormatError, ModelMismatchError } from '../core/formats/formatError.js';
import { type LoadedModel, wholeModel } from '../core/formats/loadedModel.js';
import { readModelFile } from '../core/formats/modelFile.js';
import { BadInputError } from '../core/problems.js';

/**
 * @param folder of the config.
 * @returns undefined where the config loads none.
 * @throws {BadInputError} at `model.from`, or at what in the config does not fit the file.
 */
export async function configuredModel(
  { experiment, problemAt }: { experiment: WrittenExperiment; problemAt: ConfigReading['problemAt'] },
  files: Files,
  folder: string,
): Promise<LoadedModel | undefined> {
  const { from, layers, names } = experiment.model;
  if (from === undefined) return undefined;
  const fault = (message: string) => new BadInputError([problemAt(['model', 'from'], message)]);
  const path = join(folder, from);
  const size = await files.size(path).catch((error) => {
    throw error instanceof OutOfReachError ? fault(error.message) : error;
  });
  if (size === undefined) throw fault(`There is no file ${from}.`);
  try {
    return wholeModel(await readModelFile(files, path, { layers, names }));
  } catch (error) {
    if (error instanceof ModelMismatchError) {
      throw new BadInputError([problemAt([...error.path], `${from}: ${error.message}`, error.fixes)]);
    }
    if (error instanceof ModelFormatError) throw fault(`${from}: ${error.message}`);
    throw fault(`${from} cannot be read: ${(error as Error).message}`);
  }
}
