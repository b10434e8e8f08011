/** What every engine refuses. */
import { idsOf, type LayerShape, type LayerWeights, type ModelSpec, valueCount } from '../model/spec.js';
import type { Numbers } from '../scaler.js';
import type { TrainingData } from './engine.js';
import type { LossSpec } from './trainingSpec.js';

/** @throws {RangeError} where weights and layers do not belong together. */
export function checkWeights(shapes: readonly LayerShape[], weights: readonly LayerWeights[]): void {
  for (const [index, { layer, tensors }] of shapes.entries()) {
    for (const [at, { name, shape }] of tensors.entries()) {
      const given = weights[index]?.tensors[at];
      if (given?.name === name && given.values.length === valueCount(shape)) continue;
      throw new RangeError(
        `The ${name} of ${layer.name} must have the shape [${shape}], not [${given?.shape ?? 'nothing'}].`,
      );
    }
  }
}

/**
 * An id that is none would read beyond the table.
 * @throws {RangeError} where the model embeds ids and a value is no whole number below their count.
 */
export function checkIds(spec: ModelSpec, values: Numbers): void {
  const ids = idsOf(spec);
  if (ids === undefined) return;
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < ids));
  if (wrong < 0) return;
  throw new RangeError(`The input ${values[wrong]} is no id: ${spec.layers[0].name} knows the ids 0 to ${ids - 1}.`);
}

/**
 * @param targetSize numbers that stand for the target of one sequence.
 * @param outputUnits values of a row of the output.
 * @throws {RangeError} where a sequence reaches beyond the rows, or targets are missing, or one is no class.
 */
export function checkData(
  { rows, starts, length, features, targets }: TrainingData,
  targetSize: number,
  loss: LossSpec,
  outputUnits: number,
): void {
  const lastStart = rows.length / features - length;
  const beyond = starts.findIndex((start) => start > lastStart);
  if (beyond >= 0)
    throw new RangeError(`Sequence ${beyond} starts at row ${starts[beyond]} and reaches beyond the last row.`);
  if (targets.length !== starts.length * targetSize) {
    throw new RangeError(
      `${starts.length} sequences need ${starts.length * targetSize} targets, not ${targets.length}.`,
    );
  }
  if (loss.type !== 'sparseCategoricalCrossentropy') return;
  const wrong = targets.find((value) => !(Number.isInteger(value) && value >= 0 && value < outputUnits));
  if (wrong === undefined) return;
  const classes = `classes are 0 to ${outputUnits - 1}, as many as the model gives`;
  throw new RangeError(`The target ${wrong} is no class: ${classes}.`);
}

/** @throws {RangeError} where the batch is empty or too large, or names a sequence that is not there. */
export function checkBatch(batch: Uint32Array, batchSize: number, sequences: number): void {
  if (batch.length === 0 || batch.length > batchSize) {
    throw new RangeError(`A batch has 1 to ${batchSize} sequences, not ${batch.length}.`);
  }
  const missing = batch.find((index) => index >= sequences);
  if (missing !== undefined) throw new RangeError(`There is no sequence ${missing}, only ${sequences} of them.`);
}
