/** Adds an intervention to `inspect.interventions` of a config's text. */
import { type Edit, findNodeAtLocation, parseTree } from 'jsonc-parser';
import Value from 'typebox/value';
import { changed } from './edits.js';
import { type Intervention, InterventionSchema } from './interventions.js';

/**
 * The edit that adds it as the last one. Everything else of the text, comments among it, stays.
 * @param intervention as a page has it: checked here.
 * @throws {Error} where it is none, or the text is no config that can have interventions.
 */
export function keepIntervention(text: string, intervention: Intervention): Edit[] {
  if (!Value.Check(InterventionSchema, intervention)) {
    throw new Error('This is no intervention that a config can have.');
  }
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const kept = tree && findNodeAtLocation(tree, ['inspect', 'interventions']);
  if (tree?.type !== 'object' || (kept && kept.type !== 'array')) {
    throw new Error('The config has a fault; an intervention can be kept once it is mended.');
  }
  if (!kept) return changed(text, ['inspect', 'interventions'], [intervention]);
  const path = ['inspect', 'interventions', kept.children?.length ?? 0];
  return changed(text, path, intervention, { isArrayInsertion: true });
}
