/** A data file, read a part at a time. */
import type { Files } from '../../files.js';
import { DEFAULT_MEMORY } from '../../memory.js';
import { type BadInputError, fileFault } from '../../problems.js';

export interface Source {
  /** For problems. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** @returns fewer bytes where the file ends before. */
  part(offset: number, length: number): Promise<Uint8Array>;
}

/** What long work tells, and where it lets others in. */
export interface Turns {
  /** @param share of the work that is done, in [0,1]. */
  progress(share: number): void;
  /** Called between parts; throws to cancel. */
  pause(): Promise<void>;
}

/** The same of reading, and how far it may go. */
export interface ReadingTurns extends Turns {
  /** MiB that the data may take. */
  readonly memory: number;
}

export const NO_TURNS: ReadingTurns = { progress() {}, async pause() {}, memory: DEFAULT_MEMORY };

/** Bytes that are read at once. */
export const PART = 1 << 20;

/** @returns undefined where there is no such file. */
export async function openSource(files: Files, path: string): Promise<Source | undefined> {
  const size = await files.size(path);
  return size === undefined
    ? undefined
    : { path, size, part: (offset, length) => files.readPart(path, offset, length) };
}

/** The whole file, for formats that cannot be read in parts. @throws {BadInputError} above the limit. */
export async function wholeFile(source: Source, limit: number): Promise<Uint8Array> {
  if (source.size > limit) throw tooLarge(source, limit);
  return source.part(0, source.size);
}

export function tooLarge({ path, size }: Source, limit: number): BadInputError {
  const message = `The file has ${size} bytes; of this format at most ${limit} can be read. CSV, JSON Lines, Parquet and .npy have no such limit.`;
  return fileFault(path, message);
}
