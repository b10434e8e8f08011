/** Inspects a run, or the model that a config names. */
import { inspect } from '../core/analysis/inspect.js';
import { explainedNetwork } from '../core/analysis/output.js';
import type { Files } from '../core/files.js';
import { readEpochs } from '../core/runs/runFolder.js';
import { batchHere } from './batchHere.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { type OpenModel, openModel } from './open.js';
import { partTeller } from './partTeller.js';
import type { InspectParams, InspectProgress, InspectResult } from './protocol.js';

/** @throws {BadInputError}, {RunError}, {CancelledError}. */
export async function inspectModel(
  host: WorkerHost,
  params: InspectParams,
  report: (progress: InspectProgress) => void,
  cancelled: () => boolean,
): Promise<InspectResult> {
  const { files } = host;
  const { experiment, data, spec, weights, scaling, source, run } = await openModel(
    files,
    params,
    readingTurns(host, cancelled),
  );
  const { dataSamples } = params;
  const engine = await host.viewer(experiment);
  const network = await engine.createNetwork(spec, weights, batchHere(experiment));
  const explained = await explainedNetwork(engine, network, data, batchHere(experiment));
  try {
    const pause = pauser(host, cancelled);
    const about = run && (await aboutRun(files, run));
    const inspection = await inspect({
      ...{ experiment, data, network, explained, scaling, source, dataSamples, pause },
      preview: (early) => report({ kind: 'preview', result: { inspection: early, run: about } }),
      report: partTeller(host, report),
    });
    return { inspection, run: about };
  } finally {
    network.dispose();
    if (explained !== network) explained.dispose();
  }
}

async function aboutRun(
  files: Files,
  { folder, manifest }: NonNullable<OpenModel['run']>,
): Promise<InspectResult['run']> {
  const { started, bestEpoch, seconds } = manifest;
  return { folder, started, epochs: await readEpochs(files, folder), bestEpoch, seconds };
}
