/** Sequences and targets in raw units, split, with the statistics that bring them into the model's units. */
import type { TrainingData } from '../engine/engine.js';
import type { LossSpec } from '../engine/trainingSpec.js';
import type { ModelNames } from '../names.js';
import { type Numbers, type Scaler, scale } from '../scaler.js';
import type { Padding } from './padding.js';
import type { Task } from './tasks/task.js';

/** What the targets are. */
export type TargetKind =
  /** Numbers with a unit. */
  | { readonly kind: 'numbers' }
  /** One of several classes, by its index in this list. */
  | { readonly kind: 'classes'; readonly classes: readonly string[] };

export interface Dataset {
  /** [R,F] rows that the sequences are windows of; see `Sequences`. */
  readonly rows: Numbers;
  /** [N] first row of each sequence. */
  readonly starts: Uint32Array;
  readonly length: number;
  readonly features: readonly string[];
  readonly target: TargetKind;
  /** S, where there is a target for each of S steps of the output; undefined where there is one a sequence. */
  readonly targetSteps?: number;
  /** [N,(S,)K]; of classes K is 1. */
  readonly targets: Float64Array;
  /** K names. */
  readonly targetNames: readonly string[];
  /** Indices of sequences. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly inputScaler: Scaler;
  /** Leaves classes and probabilities as they are. */
  readonly targetScaler: Scaler;
  /** Names of inputs and classes, where the data has some, by which codes are given. */
  readonly names?: ModelNames;
  /** Ids that an embedding must know, where the one feature is the id of a name. */
  readonly ids?: number;
  /** Where the sequences have unequal lengths, what fills them up. */
  readonly padding?: Padding;
  /** [F] in raw units before any transform, where such means stand for missing values. */
  readonly means?: readonly number[];
  /** Missing values of the file by feature and target, where others stand for them: the rows no longer tell. */
  readonly gaps?: ReadonlyMap<string, number>;
  /** The rule behind the data, where it is known. */
  readonly task?: Task;
}

/** Numbers that stand for the target of one sequence: S × K. */
export function targetSize({ targetSteps = 1, targetNames }: Pick<Dataset, 'targetSteps' | 'targetNames'>): number {
  return targetSteps * targetNames.length;
}

/** The data as the engine trains on it: targets as the loss takes them. */
export function trainingData(data: Dataset, loss: LossSpec): TrainingData {
  const { rows, starts, length, features, inputScaler, target, targets, targetScaler } = data;
  const oneHot = target.kind === 'classes' && loss.type === 'categoricalCrossentropy';
  return {
    rows,
    scaler: inputScaler,
    starts,
    length,
    features: features.length,
    targets: oneHot ? oneHotRows(targets, target.classes.length) : scale(targets, targetScaler),
  };
}

/** @param indices of classes. @returns [indices,classes] with a one where the class is. */
function oneHotRows(indices: Float64Array, classes: number): Float32Array {
  const rows = new Float32Array(indices.length * classes);
  for (let row = 0; row < indices.length; row++) rows[row * classes + indices[row]] = 1;
  return rows;
}

/** Inputs of some sequences in raw units, [N,T,F]. */
export function sequenceInputs(data: Dataset, indices: ArrayLike<number>): Float64Array {
  const size = data.length * data.features.length;
  const inputs = new Float64Array(indices.length * size);
  for (let n = 0; n < indices.length; n++) {
    const from = data.starts[indices[n]] * data.features.length;
    inputs.set(data.rows.subarray(from, from + size), n * size);
  }
  return inputs;
}

/** Targets of some sequences in raw units, [N,(S,)K]. */
export function sequenceTargets(data: Dataset, indices: ArrayLike<number>): Float64Array {
  const size = targetSize(data);
  const targets = new Float64Array(indices.length * size);
  for (let n = 0; n < indices.length; n++) {
    targets.set(data.targets.subarray(indices[n] * size, (indices[n] + 1) * size), n * size);
  }
  return targets;
}
