/** Where a config names other files, and columns of its data file. */
import { findNodeAtLocation, type JSONPath, type Node, parseTree } from 'jsonc-parser';

/** A name in the text: the offsets of what stands between its quotes. */
export interface NamePlace {
  readonly kind: 'data' | 'model' | 'column';
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

const PLACES: readonly { kind: NamePlace['kind']; path: JSONPath }[] = [
  { kind: 'data', path: ['data', 'file'] },
  { kind: 'model', path: ['model', 'from'] },
  { kind: 'column', path: ['data', 'sequence'] },
  { kind: 'column', path: ['data', 'time'] },
  { kind: 'column', path: ['data', 'target'] },
  { kind: 'column', path: ['data', 'split', 'column'] },
];

/** Keys of `data` that are lists of columns. */
const LISTS = ['inputs', 'target', 'categories'];

/** The names that a text has, also where other parts of it are at fault. */
export function namePlaces(text: string): NamePlace[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (!tree) return [];
  const named = PLACES.map(({ kind, path }) => ({ kind, node: findNodeAtLocation(tree, path) }));
  const columns = LISTS.flatMap((key) => {
    const list = findNodeAtLocation(tree, ['data', key]);
    return list?.type === 'array' ? (list.children ?? []) : [];
  });
  return [...named, ...columns.map((node) => ({ kind: 'column' as const, node }))].flatMap(({ kind, node }) =>
    node?.type === 'string' && node.length > 1 ? [placeOf(kind, node)] : [],
  );
}

function placeOf(kind: NamePlace['kind'], node: Node): NamePlace {
  return { kind, name: node.value, offset: node.offset + 1, length: node.length - 2 };
}

/** What kind of name belongs at a path of the config; undefined where none does. */
export function nameKindAt(path: JSONPath): NamePlace['kind'] | undefined {
  const [first, second] = path;
  if (first === 'data' && LISTS.includes(String(second)) && path.length === 3) return 'column';
  return PLACES.find((place) => place.path.length === path.length && place.path.every((key, i) => key === path[i]))
    ?.kind;
}
