/** How a run ends that did not come to its end: what is left of it, and what it says. */
import type { Network } from '../core/engine/engine.js';
import type { Files } from '../core/files.js';
import type { Scaling } from '../core/formats/loadedModel.js';
import type { RunWriter } from '../core/runs/runWriter.js';
import type { Recorder } from './recorder.js';
import type { Training } from './training.js';

export interface Failing {
  readonly files: Files;
  readonly network: Network;
  readonly scaling: Scaling;
  readonly writer: RunWriter;
  readonly recorder: Recorder;
  readonly training: Training;
}

/** Where this fails, too, the run still says that it goes on, and whoever asks finds that it does not. */
export async function writeInterruption({ writer, recorder }: Failing, { message }: Error): Promise<void> {
  const { epochs, bestEpoch, seconds } = recorder;
  if (writer.ended) return;
  await recorder.flush({ resumable: true }).catch(() => {});
  await writer.end({ status: 'interrupted', epochs: epochs.length, bestEpoch, seconds, message }).catch(() => {});
}

/** Keeps what was learned before the failure, and says why the run failed. */
export async function writeFailure(
  { files, writer, recorder, network, scaling, training }: Failing,
  error: Error,
): Promise<void> {
  const { kept, epochs, bestEpoch, seconds } = recorder;
  await recorder.flush({ resumable: false }).catch(() => {});
  if (kept) await writer.model(network.spec, kept.weights, scaling);
  await training.write(files, writer.folder);
  await writer.end({ status: 'failed', epochs: epochs.length, bestEpoch, seconds, message: error.message });
}
