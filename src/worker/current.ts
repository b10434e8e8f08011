/** Whether what a config says has been learned already. */
import equal from 'fast-deep-equal';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { WrittenExperiment } from '../core/config/experiment.js';
import { readConfig } from '../core/config/read.js';
import { baseName, folderOf } from '../core/files.js';
import { listRuns, type RunSummary, readRunConfig } from '../core/runs/runFolder.js';
import { dataHash } from './dataHash.js';
import { readingTurns, type WorkerHost } from './host.js';
import { prepare } from './prepare.js';
import type { ConfigText, CurrentModel } from './protocol.js';

/**
 * The newest run that this version has trained to its end of this very experiment on this very data; what is inspected
 * or expected of the model, and how the experiment is called, may be others.
 * @throws {BadInputError} where config or data are at fault; {CancelledError}.
 */
export async function currentModel(
  host: WorkerHost,
  config: ConfigText,
  cancelled: () => boolean,
): Promise<CurrentModel> {
  const { files, version, memory } = host;
  const { experiment, data } = await prepare(config, files, readingTurns(host, cancelled));
  if (experiment.model.from !== undefined) {
    // What a model file holds is in no manifest: it is trained further each time.
    return trains(config.text) ? { kind: 'none' } : { kind: 'file' };
  }
  const runs = await listRuns(files, folderOf(config.path));
  const candidates = runs.filter(
    (run) => run.config === baseName(config.path) && run.status === 'done' && run.version === version,
  );
  if (candidates.length === 0) return { kind: 'none' };
  const hash = await dataHash(data);
  const wanted = trainedBy(experiment);
  const isCurrent = async ({ folder, dataHash: seen }: RunSummary) => {
    if (seen !== hash) return false;
    const own = await readConfig(config.path, await readRunConfig(files, folder), memory);
    return own.experiment !== undefined && equal(wanted, trainedBy(own.experiment));
  };
  for (const run of candidates) if (await isCurrent(run)) return { kind: 'run', folder: run.folder };
  return { kind: 'none' };
}

/** All of an experiment that a trained model depends on. */
function trainedBy({ name: _, inspect: __, expect: ___, sweep: ____, ...others }: WrittenExperiment) {
  return others;
}

/** Whether a config that loads its model says how it goes on to learn. */
function trains(text: string): boolean {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree !== undefined && findNodeAtLocation(tree, ['train']) !== undefined;
}
