/** What mends a word that the schema does not know: the nearest key, or the nearest value, that it does. */
import { type Edit, findNodeAtOffset, getNodePath, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import { nearest } from '../nearest.js';
import { schemasAt } from './schemaAt.js';
import { sweepPlaces } from './sweep/sweepPlaces.js';

export interface TextFix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** @param offset of the key or value that is at fault. @returns none where it is well, or nothing is like it. */
export function schemaFixes(text: string, offset: number): TextFix[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtOffset(tree, offset);
  if (!tree || node?.type !== 'string') return [];
  const isKey = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const path = getNodePath(node);
  const valid = isKey ? keysAt(tree, path.slice(0, -1)) : valuesAt(tree, path);
  if (valid.includes(node.value)) return [];
  const meant = nearest(node.value, isKey ? unused(valid, node) : valid);
  if (meant === undefined) return [];
  const edit = { offset: node.offset, length: node.length, content: JSON.stringify(meant) };
  return [{ title: `Change to "${meant}"`, edits: [edit] }];
}

/** Keys that the object at the path may have. */
function keysAt(tree: Node, path: JSONPath): string[] {
  const keys = unique(schemasAt(tree, path).flatMap(({ properties = {} }) => Object.keys(properties)));
  const isSweep = path.length === 1 && path[0] === 'sweep';
  return isSweep ? [...keys, ...sweepPlaces(tree).map(({ name }) => name)] : keys;
}

/** Words that may stand at the path. */
function valuesAt(tree: Node, path: JSONPath): string[] {
  const words = schemasAt(tree, path).flatMap((schema) => schema.enum ?? ('const' in schema ? [schema.const] : []));
  return unique(words.filter((word) => typeof word === 'string'));
}

/** Keys that the object has not yet: what was meant can be no second one. */
function unused(keys: readonly string[], key: Node): string[] {
  const taken = key.parent?.parent?.children?.map(({ children }) => children?.[0].value) ?? [];
  return keys.filter((name) => !taken.includes(name));
}

function unique(names: readonly unknown[]): string[] {
  return [...new Set(names as string[])];
}
