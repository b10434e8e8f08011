/** Adds a sample to `inspect.inputs` of a config's text. */
import { type Edit, findNodeAtLocation, type JSONPath, parseTree } from 'jsonc-parser';
import { changed } from './edits.js';

/** One sample, as `inspect.inputs` has them. */
export type InputSample = readonly number[] | readonly (readonly number[])[];

/** @param input [T,F] row by row. */
export function inputSample(input: ArrayLike<number>, features: number): InputSample {
  const values = Array.from(input);
  if (features === 1) return values;
  return Array.from({ length: values.length / features }, (_, step) =>
    values.slice(step * features, (step + 1) * features),
  );
}

/**
 * The edit that adds the sample as the last one, and its index. Everything else of the text, comments among it, stays.
 * @throws {Error} where the text is no config that can have samples.
 */
export function keepInput(text: string, sample: InputSample): { edits: Edit[]; index: number } {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const inputs = tree && findNodeAtLocation(tree, ['inspect', 'inputs']);
  if (tree?.type !== 'object' || (inputs && inputs.type !== 'array')) {
    throw new Error('The config has a fault; a sample can be added once it is mended.');
  }
  const index = inputs?.children?.length ?? 0;
  const [path, value]: [JSONPath, unknown] = inputs
    ? [['inspect', 'inputs', index], sample]
    : [['inspect', 'inputs'], [sample]];
  return { edits: changed(text, path, value, { isArrayInsertion: inputs !== undefined }), index };
}
