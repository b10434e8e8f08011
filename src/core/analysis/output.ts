/** What a model's outputs are: which of them is explained, and which class they stand for. */
import type { TargetKind } from '../data/dataset.js';
import type { Network } from '../engine/engine.js';
import type { LossSpec } from '../engine/trainingSpec.js';

/** The output that is explained, an index into those of one sample: the first value of its last step. */
export function explainedOutput({ shapes, outputSize }: Network): number {
  return outputSize - shapes[shapes.length - 1].outputUnits;
}

/**
 * The class that each row of outputs stands for: the one with the largest output, or of two classes with one output the
 * second, where the output is beyond its half.
 * @param outputs [rows,units] as the model gives them.
 * @returns [rows] indices
 */
export function classesOf(
  outputs: ArrayLike<number>,
  { classes }: Extract<TargetKind, { kind: 'classes' }>,
  loss: LossSpec,
): Float64Array {
  if (loss.type === 'binaryCrossentropy') {
    const half = loss.fromLogits ? 0 : 0.5;
    return Float64Array.from(outputs, (output) => (output > half ? 1 : 0));
  }
  const units = classes.length;
  return Float64Array.from({ length: outputs.length / units }, (_, row) => {
    let best = 0;
    for (let c = 1; c < units; c++) if (outputs[row * units + c] > outputs[row * units + best]) best = c;
    return best;
  });
}
