import path from 'node:path';
import type { TrainParams, TrainResult } from '../worker/protocol.js';
import { fromHere, readConfigFile } from './paths.js';
import { progressShower } from './progress.js';
import { withWorker } from './session.js';
import { fitText, number } from './text.js';

/** `lstm-lens train CONFIG [--out DIR] [--json]`. */
export async function train(file: string, options: { out?: string; json?: boolean }): Promise<void> {
  const out = options.out === undefined ? undefined : path.resolve(options.out);
  await showTraining({ config: await readConfigFile(file), out }, options);
}

/** Trains with its progress on stderr and its result on stdout. */
export async function showTraining(
  params: Pick<TrainParams, 'config' | 'out' | 'resume'>,
  options: { json?: boolean },
): Promise<void> {
  const shower = progressShower(process.stderr);
  const result = await withWorker(params, (worker, token) =>
    worker.train({ ...params, dataSamples: 5 }, (progress) => shower.show(progress), token).finally(() => shower.end()),
  );
  process.stdout.write(options.json ? `${JSON.stringify(trainDocument(result))}\n` : `${summary(result)}\n`);
  if (result.status === 'cancelled') throw new Error(`cancelled after ${result.epochs.length} epochs`);
}

/** The document that `train --json` prints: a contract that scripts rely on. */
function trainDocument({ run, engine, epochs, bestEpoch, seconds, metrics }: TrainResult) {
  return { run, engine, epochs, bestEpoch, seconds, metrics };
}

function summary({ run, engine, epochs, bestEpoch, seconds, metrics }: TrainResult): string {
  const best = bestEpoch === undefined ? '' : `, the model of epoch ${bestEpoch} kept`;
  const fit = metrics ? `, ${fitText(metrics)}` : '';
  return `${epochs.length} epochs in ${number(seconds, 3)} s (${engine})${best}${fit}\nrun ${fromHere(run)}`;
}
