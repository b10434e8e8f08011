/** Adds a sample to `inspect.inputs` of a config's text. */
import { type Edit, findNodeAtLocation, type JSONPath, modify, type Node, parseTree } from 'jsonc-parser';

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
  const edits = modify(text, path, value, { isArrayInsertion: inputs !== undefined });
  return { edits: edits.map((edit) => ({ ...edit, content: spaced(text, tree, edit) })), index };
}

/** As people write it: a space after commas and colons, a line of its own where the one before has one. */
function spaced(text: string, tree: Node, { content, offset }: Edit): string {
  // There are only numbers and our own keys in it.
  const airy = content.replace(/([,:])(?=[^\s])/g, '$1 ');
  const before = lastNodeBefore(tree, offset);
  if (!airy.startsWith(', ') || !before) return airy;
  const line = text.slice(text.lastIndexOf('\n', before.offset) + 1, before.offset);
  return /^\s+$/.test(line) ? airy.replace(', ', `,\n${line}`) : airy;
}

/** The property or element that ends right before an insertion. */
function lastNodeBefore({ children = [] }: Node, offset: number): Node | undefined {
  for (const child of children) {
    if (child.offset + child.length === offset && (child.type === 'property' || child.parent?.type === 'array'))
      return child;
    const inside = lastNodeBefore(child, offset);
    if (inside) return inside;
  }
  return undefined;
}
