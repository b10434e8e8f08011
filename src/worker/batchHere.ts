import type { Experiment } from '../core/config/experiment.js';

/** Sequences at once that the embedded engine looks at what Keras has trained with. */
const LOOKED_AT = 32;

/** How many sequences the embedded engine is planned for: a batch that a GPU trains need not fit in its memory. */
export function batchHere({ engine, train: { batchSize } }: Pick<Experiment, 'engine' | 'train'>): number {
  return engine === 'keras' ? Math.min(batchSize, LOOKED_AT) : batchSize;
}
