/** The places of one config that a sweep can vary. */
import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import { alternatives, type Schema, schemasAt } from '../schemaAt.js';
import { VARIED } from './keys.js';
import { ALIASES, formatPath } from './paths.js';

export interface SweepPlace {
  /** The path as a sweep writes it. */
  readonly name: string;
  readonly description: string;
  /** Whether its values are numbers, words or yes and no: those are what one mostly varies. */
  readonly simple: boolean;
  /** What stands there now, as JSON; undefined where a default holds. */
  readonly now?: string;
}

/** In the order of the schema; only of the kinds of data, layers and optimizer that the config has. */
export function sweepPlaces(tree: Node): SweepPlace[] {
  const found = VARIED.flatMap((key) => under(tree, [key], schemasAt(tree, [key])));
  const aliases = Object.entries(ALIASES).flatMap(([name, meant]) => {
    const place = found.find((other) => other.name === meant);
    return place ? [{ ...place, name }] : [];
  });
  return [...aliases, ...found];
}

function under(tree: Node, path: JSONPath, schemas: readonly Schema[]): SweepPlace[] {
  const node = findNodeAtLocation(tree, path);
  const here: SweepPlace = {
    name: formatPath(path),
    description: schemas[0]?.description ?? '',
    simple: schemas.some(({ type, enum: words }) => words !== undefined || (type !== 'object' && type !== 'array')),
    now: valueText(node),
  };
  const keys = new Map<string, Schema[]>();
  for (const { properties = {} } of schemas)
    for (const [key, schema] of Object.entries(properties)) keys.set(key, [...(keys.get(key) ?? []), schema]);
  const inside = [...keys].flatMap(([key, inner]) => {
    const child = node && findNodeAtLocation(node, [key]);
    return under(
      tree,
      [...path, key],
      inner.flatMap((schema) => alternatives(schema, child)),
    );
  });
  const elements = (node?.type === 'array' ? (node.children ?? []) : []).flatMap((child, index) => {
    const inner = schemas.flatMap(({ items }) => (items ? alternatives(items, child) : []));
    return inner.some(({ properties }) => properties) ? under(tree, [...path, index], inner) : [];
  });
  return [here, ...inside, ...elements];
}

function valueText(node: Node | undefined): string | undefined {
  return node && node.type !== 'object' && node.type !== 'array' ? JSON.stringify(node.value) : undefined;
}
