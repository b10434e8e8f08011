/** What a config could say of a data file: a guess that a person looks over, so every part of it has its reason. */
import type { LossSpec } from '../../engine/trainingSpec.js';
import { guessArrays } from './arrays.js';
import type { FileFacts } from './facts.js';
import { guessTable } from './table.js';
import { guessText } from './text.js';

/** One key of `data`, with what is to be looked over. */
export interface GuessedKey {
  readonly key: string;
  readonly value: unknown;
  readonly comment?: string;
}

export interface Guess {
  /** Keys of `data` after `file`. */
  readonly keys: readonly GuessedKey[];
  readonly loss: LossSpec['type'];
  /** Values that the model gives, or classes. */
  readonly units: number;
  /** Layers of the config that come before the recurrent ones. */
  readonly before: readonly object[];
}

/** A file of which nothing can be learned, in words for the one who named it. */
export class NothingToLearnError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NothingToLearnError';
  }
}

/**
 * @param file its name, for messages.
 * @throws {NothingToLearnError} where there is nothing that could be learned.
 */
export function guessData(file: string, facts: FileFacts): Guess {
  if (facts.kind === 'text') return guessText(file, facts);
  return facts.kind === 'arrays' ? guessArrays(file, facts) : guessTable(file, facts);
}

/** The same file as one that has only what is whole: columns of numbers without a gap, as one series. */
export function plainFacts(facts: FileFacts): FileFacts {
  if (facts.kind !== 'table') return facts;
  const whole = facts.columns.filter(({ kind, missing, wrong }) => kind !== 'text' && missing + wrong === 0);
  return { ...facts, groups: [], columns: whole };
}

/** Activation of the last layer with which the loss belongs together. */
export function activationFor(loss: LossSpec['type']): string | undefined {
  if (loss === 'binaryCrossentropy') return 'sigmoid';
  return loss === 'sparseCategoricalCrossentropy' || loss === 'categoricalCrossentropy' ? 'softmax' : undefined;
}

/** Rows of a window over a series of so many rows: short enough that several windows fit. */
export function windowFor(rows: number): number {
  return Math.max(1, Math.min(20, Math.floor(rows / 5)));
}

export const SPLIT: GuessedKey = { key: 'split', value: { validation: 0.2 } };
