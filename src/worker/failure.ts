/** How a run ends that did not come to its end: what is left of it, and what it says. */
import type { Network } from '../core/engine/engine.js';
import { FileError, type Files } from '../core/files.js';
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

/** What cannot be written is no fault of the training: it can go on from what was. A run that has ended stays so. */
export async function writeEnd(failing: Failing, error: Error): Promise<void> {
  if (failing.writer.ended) return;
  if (error instanceof FileError) await writeInterruption(failing, error);
  else await writeFailure(failing, error);
}

/** Where this fails, too, the run still says that it goes on, and whoever asks finds that it does not. */
async function writeInterruption({ writer, recorder }: Failing, { message }: Error): Promise<void> {
  const { epochs, bestEpoch, seconds } = recorder;
  await recorder.flush({ resumable: true }).catch(() => {});
  await writer.end({ status: 'interrupted', epochs: epochs.length, bestEpoch, seconds, message }).catch(() => {});
}

/** Keeps what was learned before the failure, and says why the run failed. */
async function writeFailure(
  { files, writer, recorder, network, scaling, training }: Failing,
  error: Error,
): Promise<void> {
  const { kept, epochs, bestEpoch, seconds } = recorder;
  await recorder.flush({ resumable: false }).catch(() => {});
  if (kept) await writer.model(network.spec, kept.weights, scaling);
  await training.write(files, writer.folder);
  await writer.end({ status: 'failed', epochs: epochs.length, bestEpoch, seconds, message: error.message });
}
