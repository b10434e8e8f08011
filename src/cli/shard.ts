/** A part of a sweep for one of several machines. */
import { InvalidArgumentError } from 'commander';

export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

/** `i/n` with i from 0 to n − 1, as Slurm and Kubernetes count. @throws {InvalidArgumentError}. */
export function parseShard(text: string): Shard {
  const [index, count] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (count === undefined || index >= count)
    throw new InvalidArgumentError('Write i/n, counted from 0: "0/4" to "3/4" are the four shards of a sweep.');
  return { index, count };
}

/** @throws {InvalidArgumentError}. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1024)
    throw new InvalidArgumentError('Write a number from 1 to 1024.');
  return count;
}
