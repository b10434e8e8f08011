/** Changes of a config's text that leave everything else of it, comments among it, as it is. */
import { type Edit, type JSONPath, type ModificationOptions, modify, type Node, parseTree } from 'jsonc-parser';

/**
 * The edits after which the value at `path` is `value`.
 * @param value undefined removes the key or element.
 * @throws {Error} where the text has nothing that such a path could be in.
 */
export function changed(text: string, path: JSONPath, value: unknown, options: ModificationOptions = {}): Edit[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return modify(text, path, value, options).map((edit) => {
    if (value === undefined) return keepingIndent(text, edit);
    return tree ? { ...edit, content: spaced(text, tree, edit) } : edit;
  });
}

/** Where the first of several goes, the next takes its place, and not that of the space before it. */
function keepingIndent(text: string, { offset, length, content }: Edit): Edit {
  const end = offset + length;
  if (text[offset - 1] !== '{' || /^\s*\}/.test(text.slice(end))) return { offset, length, content };
  const indent = /^\s*/.exec(text.slice(offset, end))![0].length;
  return { offset: offset + indent, length: length - indent, content };
}

/** As people write it: a space after commas and colons, a line of its own where the one before has one. */
function spaced(text: string, tree: Node, { content, offset }: Edit): string {
  // Strings stay as they are.
  const airy = content.replace(/"(?:[^"\\]|\\.)*"|[,:](?=\S)/g, (part) => (part.length === 1 ? `${part} ` : part));
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
