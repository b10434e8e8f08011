/** The statistics and names that travel with a model, read from the metadata of a file. */
import type { Scaler } from '../scaler.js';
import { ModelFormatError } from './formatError.js';
import type { Scaling } from './loadedModel.js';
import { readNames } from './names.js';

/**
 * @param scaling what the file says, whatever it is; undefined where it says nothing.
 * @throws {ModelFormatError} where it does not fit the features, or its names are none.
 */
export function readScaling(scaling: unknown, features: number): Scaling | undefined {
  if (scaling === undefined) return undefined;
  const { input, target, names, means } = (scaling ?? {}) as Partial<Scaling>;
  const finite = (numbers: unknown, columns?: number) =>
    Array.isArray(numbers) && numbers.every(Number.isFinite) && numbers.length === (columns ?? numbers.length);
  const usable = (scaler: Scaler | undefined, columns?: number) =>
    [scaler?.mean, scaler?.deviation].every((numbers) => finite(numbers, columns));
  if (!usable(input, features) || !usable(target) || (means !== undefined && !finite(means, features))) {
    throw new ModelFormatError('The scaling in its metadata is damaged.');
  }
  const known = readNames(names);
  return { input: input as Scaler, target: target as Scaler, ...(known && { names: known }), ...(means && { means }) };
}
