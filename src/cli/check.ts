import { sweepSize } from '../core/config/sweep/sweep.js';
import { previewData } from '../core/data/preview/preview.js';
import { NO_TURNS, type ReadingTurns } from '../core/data/reading/source.js';
import { memoryIn } from '../core/memory.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { prepare } from '../worker/prepare.js';
import { describeProblem, fromHere, readConfigFile } from './paths.js';

/**
 * `lstm-lens check CONFIG`: all problems of a config and its data, or one line that all is well. What the data make one
 * wonder about goes to stderr and changes nothing else.
 */
export async function check(file: string): Promise<void> {
  const turns: ReadingTurns = { ...NO_TURNS, memory: memoryIn(process.env) };
  const config = await readConfigFile(file);
  const { experiment, data, problemAt } = await prepare(config, nodeFiles, turns);
  const sequences = `${data.training.length} training and ${data.validation.length} validation sequences`;
  process.stdout.write(
    `${fromHere(config.path)}: ${sequences} of ${data.length} steps × ${data.features.length} features\n`,
  );
  if (experiment.sweep) {
    const { trials, configurations, seeds } = sweepSize(experiment.sweep);
    process.stdout.write(`sweep: ${trials} trials, ${configurations} configurations × ${seeds} seeds\n`);
  }
  const { warnings } = await previewData(experiment, data, turns);
  for (const { path, message, why, advice } of warnings) {
    process.stderr.write(`${describeProblem(problemAt(path, `warning: ${message} ${why} ${advice}`))}\n`);
  }
}
