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
  const { input, target, names } = (scaling ?? {}) as Partial<Scaling>;
  const usable = (scaler: Scaler | undefined, columns?: number) =>
    [scaler?.mean, scaler?.deviation].every(
      (numbers) =>
        Array.isArray(numbers) && numbers.every(Number.isFinite) && numbers.length === (columns ?? numbers.length),
    );
  if (!usable(input, features) || !usable(target)) {
    throw new ModelFormatError('The scaling in its metadata is damaged.');
  }
  const known = readNames(names);
  return { input: input as Scaler, target: target as Scaler, ...(known && { names: known }) };
}
