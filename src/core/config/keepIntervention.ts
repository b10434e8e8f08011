/** Adds an intervention to `inspect.interventions` of a config's text. */
import { type Edit, findNodeAtLocation, parseTree } from 'jsonc-parser';
import { changed } from './edits.js';
import type { Intervention } from './interventions.js';

/**
 * The edit that adds it as the last one. Everything else of the text, comments among it, stays.
 * @throws {Error} where the text is no config that can have interventions.
 */
export function keepIntervention(text: string, intervention: Intervention): Edit[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const kept = tree && findNodeAtLocation(tree, ['inspect', 'interventions']);
  if (tree?.type !== 'object' || (kept && kept.type !== 'array')) {
    throw new Error('The config has a fault; an intervention can be kept once it is mended.');
  }
  if (!kept) return changed(text, ['inspect', 'interventions'], [intervention]);
  const path = ['inspect', 'interventions', kept.children?.length ?? 0];
  return changed(text, path, intervention, { isArrayInsertion: true });
}
