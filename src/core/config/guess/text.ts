/** A plain text: the model learns the next character. */
import { CHARACTER } from '../fileDataFacts.js';
import type { TextFacts } from './facts.js';
import { type Guess, NothingToLearnError, SPLIT, windowFor } from './guess.js';

/** More characters, or more numbers in all, are read as ids. */
const MOST_FEATURES = 100;
const MOST_VALUES = 1 << 26;

/** @throws {NothingToLearnError} where there are no two characters, or too few in all. */
export function guessText(file: string, { rows, distinct, all }: TextFacts): Guess {
  if (distinct < 2 || rows < 4) {
    throw new NothingToLearnError(`${file} has ${rows} characters, ${distinct} of them different: too few to learn.`);
  }
  const asIds = distinct > MOST_FEATURES || rows * distinct > MOST_VALUES;
  const seen = all ? '' : ' in its beginning';
  return {
    keys: [
      { key: 'inputs', value: [CHARACTER], comment: 'each character of the text is a row' },
      {
        key: 'categories',
        value: [CHARACTER],
        comment: `${distinct} different characters${seen}, ${asIds ? 'read as ids' : 'a feature each'}`,
      },
      { key: 'target', value: CHARACTER, comment: 'the character that comes next' },
      { key: 'window', value: windowFor(rows), comment: 'characters it sees at once' },
      { ...SPLIT, comment: "the text's end validates" },
    ],
    loss: 'sparseCategoricalCrossentropy',
    units: distinct,
    // Ids for nothing and for an unknown name come first.
    before: asIds ? [{ type: 'embedding', inputDim: distinct + 2, outputDim: 16 }] : [],
  };
}
