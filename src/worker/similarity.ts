/** Opens two runs at once, and says how alike their state spaces are. */
import { type Side, type Similarity, similarityOf } from '../core/analysis/similarity/similarity.js';
import { batchHere } from './batchHere.js';
import { pauser, readingTurns, type WorkerHost } from './host.js';
import { openModel } from './open.js';
import type { SimilarityParams, SimilarityResult } from './protocol.js';

/** @throws {Error} why they cannot be compared; {BadInputError}, {RunError}, {CancelledError}. */
export async function compareStates(
  host: WorkerHost,
  { runs }: SimilarityParams,
  cancelled: () => boolean,
): Promise<SimilarityResult> {
  const pause = pauser(host, cancelled);
  const turns = readingTurns(host, cancelled);
  const [first, second] = await Promise.all(runs.map((run) => openModel(host.files, { run }, turns)));
  const open: Side[] = [];
  try {
    for (const { experiment, spec, weights, data, scaling } of [first, second]) {
      // The embedded engine runs every model, also one that another has trained.
      const engine = await host.viewer({ engine: 'wasm', precision: experiment.precision });
      const network = await engine.createNetwork(spec, weights, batchHere(experiment));
      open.push({ data, network, scaling });
    }
    const [one, other] = open;
    const similarity: Similarity = await similarityOf(one, other, pause);
    return { ...similarity, sameData: first.run?.manifest.dataHash === second.run?.manifest.dataHash };
  } finally {
    for (const { network } of open) network.dispose();
  }
}
