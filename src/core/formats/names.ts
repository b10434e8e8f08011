/** The names that travel with a model, read from the metadata of a file. */
import type { ColumnNames, ModelNames } from '../names.js';
import { ModelFormatError } from './formatError.js';
import { isRecord } from './json.js';

/**
 * @param names what the file says, whatever it is; undefined where it says nothing, as of older versions.
 * @throws {ModelFormatError} where these are no names, or one stands there twice.
 */
export function readNames(names: unknown): ModelNames | undefined {
  if (names === undefined) return undefined;
  if (isRecord(names) && Array.isArray(names.inputs) && names.inputs.every(isColumn)) {
    const { inputs, classes } = names;
    const own = inputs.map(({ column, known, others }) => ({ column, known, others }));
    if (classes === undefined) return { inputs: own };
    if (isList(classes) && classes.length >= 2) return { inputs: own, classes };
  }
  throw new ModelFormatError('The names in its metadata are damaged.');
}

function isColumn(column: unknown): column is ColumnNames {
  if (!isRecord(column) || typeof column.column !== 'string') return false;
  const { known, others } = column;
  return isList(known) && isList(others) && isList([...known, ...others]);
}

/** Different names; an empty cell has none. */
function isList(names: unknown): names is readonly string[] {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' && name !== '')) return false;
  return new Set(names).size === names.length;
}
