/** The statistics that travel with a model, read from the metadata of a file. */
import type { Scaler } from '../scaler.js';
import { ModelFormatError } from './formatError.js';
import type { Scaling } from './loadedModel.js';

/**
 * @param scaling what the file says, whatever it is; undefined where it says nothing.
 * @throws {ModelFormatError} where it does not fit the features.
 */
export function readScaling(scaling: unknown, features: number): Scaling | undefined {
  if (scaling === undefined) return undefined;
  const { input, target } = (scaling ?? {}) as Partial<Scaling>;
  const usable = (scaler: Scaler | undefined, columns?: number) =>
    [scaler?.mean, scaler?.deviation].every(
      (numbers) =>
        Array.isArray(numbers) && numbers.every(Number.isFinite) && numbers.length === (columns ?? numbers.length),
    );
  if (usable(input, features) && usable(target)) return scaling as Scaling;
  throw new ModelFormatError('The scaling in its metadata is damaged.');
}
