/** The model of a run. In a file of its own: whoever lists runs needs no reader of model files. */
import { type Files, join } from '../files.js';
import { type LoadedModel, wholeModel } from '../formats/loadedModel.js';
import { readModelFile } from '../formats/modelFile.js';

/** The model that the run has learned. @throws {ModelFormatError} where its file is damaged. */
export async function readRunModel(files: Files, folder: string): Promise<LoadedModel> {
  return wholeModel(await readModelFile(files, join(folder, 'model.json')));
}
