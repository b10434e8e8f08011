/** What mends a word that the schema does not know: the nearest key, or the nearest value, that it does. */
import { type Edit, findNodeAtOffset, getNodePath, type JSONPath, type Node, parseTree } from 'jsonc-parser';
import { nearest } from '../nearest.js';
import { ExperimentSchema } from './schema.js';

/** The parts of JSON Schema that the config's schema is made of. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

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
  return unique(schemasAt(tree, path).flatMap(({ properties = {} }) => Object.keys(properties)));
}

/** Words that may stand at the path. */
function valuesAt(tree: Node, path: JSONPath): string[] {
  const words = schemasAt(tree, path).flatMap((schema) => schema.enum ?? ('const' in schema ? [schema.const] : []));
  return unique(words.filter((word) => typeof word === 'string'));
}

/** All schemas that the value at the path may follow. */
function schemasAt(tree: Node, path: JSONPath): Schema[] {
  let schemas = [ExperimentSchema as unknown as Schema];
  let node: Node | undefined = tree;
  for (const segment of path) {
    schemas = schemas.flatMap((schema) => alternatives(schema, node));
    schemas = schemas.flatMap(({ properties, items }) =>
      typeof segment === 'number' ? (items ?? []) : (properties?.[segment] ?? []),
    );
    node = child(node, segment);
  }
  return schemas.flatMap((schema) => alternatives(schema, node));
}

/** Of several forms of a value those that its `type`, `task` or `file` chooses; all where it chooses none. */
function alternatives(schema: Schema, node: Node | undefined): Schema[] {
  if (!schema.anyOf) return [schema];
  const chosen = schema.anyOf.filter(({ properties }) => {
    const type = child(node, 'type')?.value;
    if (properties?.type?.const !== undefined) return properties.type.const === type;
    return ['task', 'file'].some((key) => properties?.[key] && child(node, key));
  });
  return (chosen.length > 0 ? chosen : schema.anyOf).flatMap((one) => alternatives(one, node));
}

function child(node: Node | undefined, segment: string | number): Node | undefined {
  if (typeof segment === 'number') return node?.type === 'array' ? node.children?.[segment] : undefined;
  if (node?.type !== 'object') return undefined;
  return node.children?.find(({ children }) => children?.[0].value === segment)?.children?.[1];
}

/** Keys that the object has not yet: what was meant can be no second one. */
function unused(keys: readonly string[], key: Node): string[] {
  const taken = key.parent?.parent?.children?.map(({ children }) => children?.[0].value) ?? [];
  return keys.filter((name) => !taken.includes(name));
}

function unique(names: readonly unknown[]): string[] {
  return [...new Set(names as string[])];
}
