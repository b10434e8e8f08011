/** NumPy arrays: which of them are the inputs, which the targets, told by names and shapes. */
import { valueCount } from '../../model/spec.js';
import type { ArrayFacts, ArraysFacts } from './facts.js';
import { type Guess, type GuessedKey, NothingToLearnError, SPLIT, windowFor } from './guess.js';
import { targetLoss } from './target.js';

const INPUTS = /^(x|inputs?|data|features?|sequences?|series)([_-]|$)/i;
const TARGETS = /^(y|targets?|labels?|outputs?)([_-]|\.npy$|$)/i;

/** @throws {NothingToLearnError} where no array has rows enough. */
export function guessArrays(file: string, { arrays }: ArraysFacts): Guess {
  const own = arrays.filter(({ name }) => !name.endsWith('.npy'));
  const train = (list: readonly ArrayFacts[]) => list.find(({ name }) => /train/i.test(name)) ?? list[0];
  const main = train(own.filter(({ name }) => INPUTS.test(name))) ?? largest(own);
  if (!main) throw new NothingToLearnError(`${file} holds no array of numbers.`);
  const others = arrays.filter((other) => other !== main && fits(main, other));
  const part = main.name.replace(INPUTS, '');
  const named = others.filter(({ name }) => TARGETS.test(name));
  const target = named.find(({ name }) => name.replace(TARGETS, '') === part) ?? named[0] ?? others[0];
  return target ? answered(main, target) : series(file, main);
}

function largest(arrays: readonly ArrayFacts[]): ArrayFacts | undefined {
  const size = ({ shape }: ArrayFacts) => valueCount(shape);
  return arrays.reduce<ArrayFacts | undefined>(
    (best, one) => (best && size(best) >= size(one) ? best : one),
    undefined,
  );
}

/** Whether an array has an answer for each of the sequences. */
function fits({ shape }: ArrayFacts, other: ArrayFacts): boolean {
  if (shape.length < 2 || other.shape[0] !== shape[0]) return false;
  return other.shape.length < 3 || other.shape[1] === shape[1];
}

const inWords = ({ name, shape }: ArrayFacts) => `${name} has the shape [${shape.join(', ')}]`;

function answered(main: ArrayFacts, target: ArrayFacts): Guess {
  const [, steps = 1, ...rest] = main.shape;
  const axes =
    target.shape.length > 1 && target.shape[1] === steps && steps > 1 ? target.shape.slice(2) : target.shape.slice(1);
  const units = valueCount(axes);
  const { loss, units: outputs } = targetLoss(target.values, units, target.name);
  const read =
    rest.length > 0
      ? '[sequences, steps, features]'
      : '[sequences, steps]; give "window" where its rows are one series';
  return {
    keys: [
      {
        key: 'inputs',
        value: [main.name],
        comment: `guessed by its name and shape: ${inWords(main)}, read as ${read}`,
      },
      { key: 'target', value: target.name, comment: `guessed by its name and shape: ${inWords(target)}` },
      ...missing([main, target]),
      SPLIT,
    ],
    ...{ loss, units: outputs, before: [] },
  };
}

/** No array holds answers: what comes next is to be told. */
function series(file: string, main: ArrayFacts): Guess {
  const { name, shape } = main;
  const several = shape.length === 3;
  const rows = several ? shape[1] : shape[0];
  if (rows < 4)
    throw new NothingToLearnError(
      `${file}: ${inWords(main)}, and no other array is its target: too few steps to forecast.`,
    );
  const width = valueCount(several ? shape.slice(2) : shape.slice(1));
  const target = width === 1 ? name : `${name}[${width}]`;
  const read = several ? '[series, steps, features]' : shape.length === 2 ? '[steps, features]' : '[steps]';
  return {
    keys: [
      { key: 'inputs', value: [name], comment: `${inWords(main)}, read as ${read}` },
      {
        key: 'target',
        value: target,
        comment:
          width === 1 ? 'what it learns to forecast' : 'guessed, the last feature: the one that it learns to forecast',
      },
      { key: 'window', value: windowFor(rows), comment: 'rows it sees at once' },
      { key: 'horizon', value: 1, comment: 'rows ahead that it forecasts' },
      ...missing([main], true),
      { ...SPLIT, comment: 'the latest windows validate' },
    ],
    ...{ loss: 'meanSquaredError', units: 1, before: [] },
  };
}

/** @param forecast whether the targets are among the inputs, and must be there. */
function missing(arrays: readonly ArrayFacts[], forecast = false): GuessedKey[] {
  const count = arrays.map(({ values }) => (values ? values.missing + values.wrong : 0));
  const total = count.reduce((sum, one) => sum + one, 0);
  if (total === 0) return [];
  const drop = forecast || (count[1] ?? 0) > 0;
  const comment = drop ? 'rows that lack a value are left out' : "the training part's mean stands for them";
  return [{ key: 'missing', value: drop ? 'drop' : 'mean', comment: `${total} values are missing: ${comment}` }];
}
