/** Writes what `python/train.py` reads, into a folder of its own. */
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrainingPlan } from '../../core/config/training.js';
import type { TrainingData } from '../../core/engine/engine.js';
import { writeKerasArchive } from '../../core/formats/keras/writeArchive.js';
import { idsOf, type LayerWeights, layerShapes, type ModelSpec } from '../../core/model/spec.js';
import { scaleInto } from '../../core/scaler.js';

export interface Job {
  readonly spec: ModelSpec;
  readonly weights: readonly LayerWeights[];
  readonly data: TrainingData;
  /** Indices of the sequences. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly plan: TrainingPlan;
  /** Of a run that goes on: `memory` of the trainer that has trained it so far. */
  readonly memory?: Uint8Array;
}

/** Numbers that are brought into the model's units, and written, at once. */
const CHUNK = 1 << 20;

/**
 * @param temporary folder for folders like this one.
 * @returns the folder.
 * @throws {UnsupportedLayerError} where Keras 3 has no such layer.
 */
export async function writeJob(job: Job, temporary = tmpdir()): Promise<string> {
  const { spec, weights, data, training, validation, plan, memory } = job;
  const folder = await mkdtemp(path.join(temporary, 'lstm-lens-keras-'));
  const file = (name: string) => path.join(folder, name);
  try {
    await writeFile(file('model.keras'), await writeKerasArchive({ name: 'model', spec, weights }));
    await writeRows(file('rows.bin'), data);
    await writeFile(file('starts.bin'), bytesOf(data.starts));
    await writeFile(file('targets.bin'), bytesOf(data.targets));
    await writeFile(file('validation.bin'), bytesOf(validation));
    if (memory) await writeFile(file('memory.npz'), memory);
    await writeFile(
      file('job.json'),
      JSON.stringify({
        rows: [data.rows.length / data.features, data.features],
        sequences: data.starts.length,
        length: spec.length,
        ids: idsOf(spec) !== undefined,
        target: targetShape(job),
        training: training.length,
        validation: validation.length,
        batchSize: plan.batchSize,
        optimizer: plan.optimizer,
        schedule: plan.schedule,
        loss: plan.loss,
        seed: plan.seed ?? 0,
        resume: memory !== undefined,
      }),
    );
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  return folder;
}

/** Of one sequence: [K], or [S,K]; classes by their index have no axis of their own. */
function targetShape({ spec, plan }: Job): number[] {
  const shapes = layerShapes(spec);
  const { outputSteps, outputUnits } = shapes[shapes.length - 1];
  const units = plan.loss.type === 'sparseCategoricalCrossentropy' ? [] : [outputUnits];
  return [...(outputSteps === undefined ? [] : [outputSteps]), ...units];
}

/** A part at a time, so that the data need no second copy in memory. */
async function writeRows(file: string, { rows, scaler, features }: TrainingData): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    const size = Math.max(1, Math.floor(CHUNK / features)) * features;
    for (let at = 0; at < rows.length; at += size) {
      const part = rows.subarray(at, at + size);
      const values = new Float32Array(part.length);
      if (scaler) scaleInto(values, part, scaler);
      else values.set(part);
      await handle.writeFile(bytesOf(values));
    }
  } finally {
    await handle.close();
  }
}

/** Little endian, as every machine that this runs on is. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
