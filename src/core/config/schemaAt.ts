/** Which schema a value of a config's text has to follow. */
import type { JSONPath, Node } from 'jsonc-parser';
import { ExperimentSchema } from './schema.js';

/** The parts of JSON Schema that the config's schema is made of. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** All schemas that the value at the path may follow. */
export function schemasAt(tree: Node, path: JSONPath): Schema[] {
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
export function alternatives(schema: Schema, node: Node | undefined): Schema[] {
  if (!schema.anyOf) return [schema];
  // "adam" is short for { "type": "adam" }.
  const type = node?.type === 'string' ? node.value : child(node, 'type')?.value;
  const chosen = schema.anyOf.filter(({ properties }) => {
    if (properties?.type?.const !== undefined) return properties.type.const === type;
    return ['task', 'file'].some((key) => properties?.[key] && child(node, key));
  });
  const task = child(node, 'task')?.value;
  const exact = chosen.filter(({ properties }) => properties?.task?.enum?.includes(task));
  const [likeliest] = [exact, chosen, schema.anyOf].filter(({ length }) => length > 0);
  return likeliest.flatMap((one) => alternatives(one, node));
}

export function child(node: Node | undefined, segment: string | number): Node | undefined {
  if (typeof segment === 'number') return node?.type === 'array' ? node.children?.[segment] : undefined;
  if (node?.type !== 'object') return undefined;
  return node.children?.find(({ children }) => children?.[0].value === segment)?.children?.[1];
}
