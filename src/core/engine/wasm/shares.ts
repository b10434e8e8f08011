/** How a batch is divided among threads. */

export interface Share {
  /** Which part of the network takes it. */
  readonly part: number;
  /** The first sample of the share, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** With fewer samples a thread costs more than it gives. */
const LEAST_SAMPLES = 8;

/** Parts worth having for batches of up to `batchSize` samples on so many threads. */
export function partsFor(batchSize: number, threads: number): number {
  return Math.max(1, Math.min(threads, Math.floor(batchSize / LEAST_SAMPLES)));
}

/**
 * Divides a batch evenly; a small one goes to the first few parts only.
 * @param first number of the batch's first sample.
 */
export function sharesOf(batch: number, parts: number, first = 0): Share[] {
  const used = Math.min(parts, Math.ceil(batch / LEAST_SAMPLES));
  const begin = (part: number) => first + Math.floor((part * batch) / used);
  return Array.from({ length: used }, (_, part) => ({
    part,
    first: begin(part),
    count: begin(part + 1) - begin(part),
  }));
}
