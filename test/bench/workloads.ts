/** What every system of the bench does, in the same sizes. */
import type { ModelSpec } from '../../src/core/model/spec.js';
import { dense, lstm } from '../unit/support/specs.js';

/** LSTM layers and a dense unit, trained with Adam on the mean squared error, in batches. */
export interface Workload {
  readonly name: string;
  readonly length: number;
  readonly features: number;
  /** Of each LSTM layer. */
  readonly units: readonly number[];
  readonly batch: number;
  readonly sequences: number;
  readonly epochs: number;
}

export const SEED: Workload = {
  name: 'seed experiment',
  length: 5,
  features: 1,
  units: [64, 32],
  batch: 32,
  sequences: 1000,
  epochs: 10,
};

/** Some updates on one batch. */
function shape(length: number, features: number, units: number, batch: number, updates: number): Workload {
  const name = `T=${length} F=${features} H=${units} B=${batch}`;
  return { name, length, features, units: [units], batch, sequences: batch, epochs: updates };
}

/** Those on which the share of the bare kernel's rate is measured. */
export const SHAPES = [shape(100, 8, 64, 32, 8), shape(100, 64, 128, 64, 4), shape(50, 128, 256, 128, 2)] as const;

export const WORKLOADS = [SEED, ...SHAPES] as const;

export function specOf({ length, features, units }: Workload): ModelSpec {
  const recurrent = units.map((count, index) =>
    lstm(`lstm_${index + 1}`, count, { returnSequences: index < units.length - 1 }),
  );
  return { length, features, layers: [...recurrent, dense('dense_1', 1)] };
}

/** Floating-point operations of the matrix products of one update; the input of the first layer needs no gradient. */
export function operations({ length, features, units, batch }: Workload): number {
  return units.reduce((sum, count, index) => {
    const inputs = index === 0 ? features : units[index - 1];
    const inputProducts = (index === 0 ? 2 : 3) * length * inputs * 4 * count;
    const recurrentProducts = 3 * (length - 1) * count * 4 * count;
    return sum + 2 * batch * (inputProducts + recurrentProducts);
  }, 0);
}
