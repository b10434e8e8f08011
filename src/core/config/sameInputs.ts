/** One way of looking at several models: the same inputs, explained by the same methods. */
import equal from 'fast-deep-equal';
import { parseTree } from 'jsonc-parser';
import { inputShape } from './dataShape.js';
import { changed } from './edits.js';
import type { WrittenExperiment } from './experiment.js';
import type { InfluenceMethod } from './measures.js';

type Written = Pick<WrittenExperiment, 'data'>;

/** Whether an input of one experiment can be shown to the model of the other, as far as their configs tell. */
export function sameInputShape({ data: one }: Written, { data: other }: Written): boolean {
  if ('file' in one !== 'file' in other) return false;
  // Features of files are known by their names; a file decides on the length where there are no windows.
  const names = (data: Written['data']) => ('file' in data ? [data.inputs, data.window ?? data.file] : []);
  return equal(inputShape(one), inputShape(other)) && equal(names(one), names(other));
}

/**
 * The text of a config with other inputs to look at, and no matrices.
 * @param inputs [T][F] each, raw units; those of the config where none are given.
 */
export function lookingAt(
  text: string,
  influence: readonly InfluenceMethod[],
  inputs: readonly (readonly (readonly number[])[])[] | undefined,
): string {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (!tree) return text;
  const set = (before: string, key: string, value: unknown) =>
    changed(before, ['inspect', key], value).reduceRight(
      (whole, { offset, length, content }) => whole.slice(0, offset) + content + whole.slice(offset + length),
      before,
    );
  const looked = set(set(text, 'influence', influence), 'attention', []);
  return inputs ? set(looked, 'inputs', inputs) : looked;
}
