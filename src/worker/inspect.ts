/** Inspects a run, or the model that a config names. */
import { inspect } from '../core/analysis/inspect.js';
import { explainedNetwork } from '../core/analysis/output.js';
import { readEpochs } from '../core/runs/runFolder.js';
import { batchHere } from './batchHere.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { openModel } from './open.js';
import type { InspectParams, InspectResult } from './protocol.js';

/** @throws {BadInputError}, {RunError}, {CancelledError}. */
export async function inspectModel(
  host: WorkerHost,
  params: InspectParams,
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
    const inspection = await inspect({ experiment, data, network, explained, scaling, source, dataSamples, pause });
    if (!run) return { inspection };
    const { folder, manifest } = run;
    return {
      inspection,
      run: {
        folder,
        started: manifest.started,
        epochs: await readEpochs(files, folder),
        bestEpoch: manifest.bestEpoch,
        seconds: manifest.seconds,
      },
    };
  } finally {
    network.dispose();
    if (explained !== network) explained.dispose();
  }
}
