/** What is not the same in several configs. */
import { type Node, parseTree } from 'jsonc-parser';

export interface Difference {
  /** For example "model.layers[0].units". */
  readonly path: string;
  /** One text a config; undefined where it does not have the key. */
  readonly values: readonly (string | undefined)[];
}

/** By keys, in the order in which they come first; comments and the way a value is written count for nothing. */
export function differences(texts: readonly string[]): Difference[] {
  const leaves = texts.map((text) => {
    const tree = parseTree(text, [], { allowTrailingComma: true });
    return new Map(tree ? leavesOf(tree, '') : []);
  });
  const paths = new Set(leaves.flatMap((one) => [...one.keys()]));
  return [...paths].flatMap((path) => {
    const values = leaves.map((one) => one.get(path));
    return values.every((value) => value === values[0]) ? [] : [{ path, values }];
  });
}

/** Numbers that stand in a list belong together: a sample is one value. */
function leavesOf(node: Node, path: string): [string, string][] {
  const { type, children = [], value } = node;
  if (type === 'object' && children.length > 0) {
    return children.flatMap(({ children: [key, inner] = [] }) =>
      inner ? leavesOf(inner, path ? `${path}.${key.value}` : String(key.value)) : [],
    );
  }
  if (type === 'array' && children.some((child) => child.type === 'object')) {
    return children.flatMap((child, index) => leavesOf(child, `${path}[${index}]`));
  }
  if (path === '') return [];
  return [[path, type === 'string' ? String(value) : JSON.stringify(plain(node))]];
}

function plain({ type, children = [], value }: Node): unknown {
  return type === 'array' ? children.map(plain) : type === 'object' ? {} : value;
}
