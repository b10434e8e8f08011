/** Whether an answer is a quantity, yes or no, or one of several classes. */
import type { LossSpec } from '../../engine/trainingSpec.js';
import type { ColumnFacts } from './facts.js';

/** More different names are hardly classes. */
export const MOST_CLASSES = 100;
/** So many different numbers are classes where the column's name says so. */
const MOST_NUMBERED = 20;
const CLASSES = /label|class|categor|species|type/i;

export interface TargetGuess {
  readonly loss: LossSpec['type'];
  readonly units: number;
  /** For the one who looks it over. */
  readonly comment?: string;
}

/**
 * @param facts of the answers; undefined where only their number is known.
 * @param width values of an answer.
 */
export function targetLoss(
  facts: (Pick<ColumnFacts, 'distinct' | 'whole' | 'min' | 'max'> & { kind?: ColumnFacts['kind'] }) | undefined,
  width: number,
  name: string,
): TargetGuess {
  if (!facts || width > 1) return { loss: 'meanSquaredError', units: width };
  const { kind, distinct, whole, min, max } = facts;
  if (kind === 'text') {
    if (distinct === 2) return { loss: 'binaryCrossentropy', units: 1, comment: 'one of two names' };
    return { loss: 'sparseCategoricalCrossentropy', units: distinct, comment: `one of ${distinct} names` };
  }
  if (whole && distinct === 2 && min === 0 && max === 1) {
    return { loss: 'binaryCrossentropy', units: 1, comment: 'only 0 and 1, so yes or no' };
  }
  if (whole && distinct >= 2 && distinct <= MOST_NUMBERED && CLASSES.test(name)) {
    return {
      loss: 'sparseCategoricalCrossentropy',
      units: distinct,
      comment: `${distinct} numbers, taken for classes`,
    };
  }
  return { loss: 'meanSquaredError', units: 1 };
}
