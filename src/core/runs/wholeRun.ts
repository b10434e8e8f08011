/** Whether a run folder is all that its manifest says. */
import { type Files, join } from '../files.js';
import { WEIGHTS_FILE } from '../formats/layersModel.js';
import { type Manifest, RunError, readEpochs, readManifest } from './runFolder.js';
import { readRunModel } from './runModel.js';

/**
 * The manifest of a run that has ended and has all its parts: its config, the metrics of every epoch, and, where there
 * are epochs, a model that can be read.
 * @throws {RunError} that says what is missing.
 */
export async function readWholeRun(files: Files, folder: string): Promise<Manifest> {
  const manifest = await readManifest(files, folder);
  if (manifest.status === 'running') throw new RunError(`${folder} has not ended.`);
  const needed = ['config.lstm.json', ...(manifest.epochs > 0 ? ['metrics.jsonl', 'model.json', WEIGHTS_FILE] : [])];
  for (const name of needed) {
    if ((await files.size(join(folder, name))) === undefined) throw new RunError(`${folder} has no ${name}.`);
  }
  const epochs = await readEpochs(files, folder).catch((error: Error) => {
    throw new RunError(`${join(folder, 'metrics.jsonl')} is damaged: ${error.message}`);
  });
  if (epochs.length !== manifest.epochs) {
    throw new RunError(`${folder} has the metrics of ${epochs.length} epochs and not of ${manifest.epochs}.`);
  }
  if (manifest.epochs > 0) {
    await readRunModel(files, folder).catch((error: Error) => {
      throw new RunError(`The model of ${folder} cannot be read: ${error.message}`);
    });
  }
  return manifest;
}
