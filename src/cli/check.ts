import { nodeFiles } from '../worker/nodeFiles.js';
import { prepare } from '../worker/prepare.js';
import { fromHere, readConfigFile } from './paths.js';

/** `lstm-lens check CONFIG`: all problems of a config and its data, or one line that all is well. */
export async function check(file: string): Promise<void> {
  const config = await readConfigFile(file);
  const { data } = await prepare(config, nodeFiles);
  const sequences = `${data.training.length} training and ${data.validation.length} validation sequences`;
  process.stdout.write(
    `${fromHere(config.path)}: ${sequences} of ${data.length} steps × ${data.features.length} features\n`,
  );
}
