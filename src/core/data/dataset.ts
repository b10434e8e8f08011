/** Sequences and targets in raw units, split, with the statistics that bring them into the model's units. */
import type { TrainingData } from '../engine/engine.js';

export interface Dataset {
  /** [R,F] rows that the sequences are windows of; see `Sequences`. */
  readonly rows: Float64Array;
  /** [N] first row of each sequence. */
  readonly starts: Uint32Array;
  readonly length: number;
  readonly features: readonly string[];
  /** [N,K] */
  readonly targets: Float64Array;
  readonly targetNames: readonly string[];
  /** Indices of sequences. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
  readonly inputScaler: Scaler;
  readonly targetScaler: Scaler;
}

/** (x - mean) / deviation per column; mean 0 and deviation 1 where nothing is standardized. */
export interface Scaler {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export function identityScaler(columns: number): Scaler {
  return { mean: new Array(columns).fill(0), deviation: new Array(columns).fill(1) };
}

/**
 * Mean and population deviation (as scikit-learn's StandardScaler) of each column, in two passes.
 * A constant column keeps deviation 1.
 * @param values [R,columns]
 * @param rows which rows count.
 */
export function fitScaler(values: Float64Array, columns: number, rows: Iterable<number>): Scaler {
  const counted = Uint32Array.from(rows);
  const mean = new Array<number>(columns).fill(0);
  const deviation = new Array<number>(columns).fill(0);
  for (const row of counted) for (let c = 0; c < columns; c++) mean[c] += values[row * columns + c];
  for (let c = 0; c < columns; c++) mean[c] /= counted.length;
  for (const row of counted)
    for (let c = 0; c < columns; c++) deviation[c] += (values[row * columns + c] - mean[c]) ** 2;
  for (let c = 0; c < columns; c++) {
    const root = Math.sqrt(deviation[c] / counted.length);
    // Rounding leaves a constant column with a deviation of some ulps of its mean.
    deviation[c] = root > 1e-12 * Math.abs(mean[c]) ? root : 1;
  }
  return { mean, deviation };
}

/** Raw units → the model's units. @param values [R,columns] */
export function scale(values: ArrayLike<number>, { mean, deviation }: Scaler): Float32Array {
  const columns = mean.length;
  const scaled = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) scaled[i] = (values[i] - mean[i % columns]) / deviation[i % columns];
  return scaled;
}

/** The model's units → raw units. @param values [R,columns] */
export function unscale(values: ArrayLike<number>, { mean, deviation }: Scaler): Float64Array {
  const columns = mean.length;
  const raw = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) raw[i] = values[i] * deviation[i % columns] + mean[i % columns];
  return raw;
}

/** The data as the engine trains on it: in the model's units. */
export function trainingData(data: Dataset): TrainingData {
  return {
    rows: scale(data.rows, data.inputScaler),
    starts: data.starts,
    length: data.length,
    features: data.features.length,
    targets: scale(data.targets, data.targetScaler),
  };
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

/** Targets of some sequences in raw units, [N,K]. */
export function sequenceTargets(data: Dataset, indices: ArrayLike<number>): Float64Array {
  const outputs = data.targetNames.length;
  const targets = new Float64Array(indices.length * outputs);
  for (let n = 0; n < indices.length; n++) {
    for (let k = 0; k < outputs; k++) targets[n * outputs + k] = data.targets[indices[n] * outputs + k];
  }
  return targets;
}
