/**
 * Where a run can go on from: `checkpoints/resume.bin`, written as a whole after an epoch. A JSON header behind its
 * length (uint32, little endian), then the weights, those to keep where they are others, and the trainer's memory.
 */
import { concatenate } from '../bytes.js';
import type { Files } from '../files.js';
import { weightBytes } from '../formats/layersModel.js';
import type { LayerWeights } from '../model/spec.js';
import { RunError, resumePath, weightsFrom } from './runFolder.js';

export interface ResumePoint {
  /** The whole epoch after which it was taken. */
  readonly epoch: number;
  readonly weights: readonly LayerWeights[];
  /** Of `Trainer.memory`. */
  readonly memory: Uint8Array;
  /** Weights to keep, and the epoch they were reached in. */
  readonly kept: { readonly epoch: number; readonly weights: readonly LayerWeights[] };
  /** Spent in the training loop so far. */
  readonly seconds: number;
}

interface Header {
  readonly epoch: number;
  readonly keptEpoch: number;
  readonly seconds: number;
}

export function resumeBytes({ epoch, weights, memory, kept, seconds }: ResumePoint): Uint8Array {
  const header: Header = { epoch, keptEpoch: kept.epoch, seconds };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  const keptBytes = kept.epoch === epoch ? [] : [weightBytes(kept.weights)];
  return concatenate([length, text, weightBytes(weights), ...keptBytes, memory]);
}

/**
 * @param like weights of the same model, for their shapes.
 * @throws {RunError} where there is none, or it is damaged.
 */
export async function readResumePoint(
  files: Files,
  folder: string,
  like: readonly LayerWeights[],
): Promise<ResumePoint> {
  const path = resumePath(folder);
  if ((await files.size(path)) === undefined) throw new RunError(`${folder} has no point to go on from.`);
  const bytes = await files.read(path);
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const { epoch, keptEpoch, seconds } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
    const size = weightBytes(like).length;
    let at = 4 + length;
    const next = () => {
      at += size;
      return weightsFrom(bytes.subarray(at - size, at), like);
    };
    const weights = next();
    const kept = { epoch: keptEpoch, weights: keptEpoch === epoch ? weights : next() };
    return { epoch, weights, kept, seconds, memory: bytes.slice(at) };
  } catch (error) {
    throw new RunError(`${path} is damaged: ${(error as Error).message}`);
  }
}
