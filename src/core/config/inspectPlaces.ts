/** Where `inspect` and what it names stand in a config's text. */
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';

export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** One sample of `inspect.inputs`. */
export interface SamplePlace extends Place {
  /** Its numbers in the order of the text: step by step, feature by feature. */
  readonly values: readonly (Place & { readonly value: number })[];
  /** Where it is written as a text, which has no numbers. */
  readonly text?: string;
}

export interface InspectPlaces {
  /** The property as a whole. */
  readonly inspect?: Place;
  readonly samples: readonly SamplePlace[];
  /** The names in `influence` and `attention`. */
  readonly measures: readonly (Place & { readonly id: string })[];
}

export function inspectPlaces(text: string): InspectPlaces {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const at = (...path: string[]) => (tree ? findNodeAtLocation(tree, path) : undefined);
  const listed = (node: Node | undefined) => (node?.type === 'array' ? (node.children ?? []) : []);
  const names = [...listed(at('inspect', 'influence')), ...listed(at('inspect', 'attention'))];
  return {
    inspect: at('inspect')?.parent,
    samples: listed(at('inspect', 'inputs')).map((node) => ({
      offset: node.offset,
      length: node.length,
      values: numbersIn(node),
      ...(node.type === 'string' ? { text: node.value as string } : {}),
    })),
    measures: names.flatMap(({ type, offset, length, value }) =>
      type === 'string' ? [{ offset, length, id: value }] : [],
    ),
  };
}

function numbersIn(node: Node): (Place & { value: number })[] {
  if (node.type === 'number') return [{ offset: node.offset, length: node.length, value: node.value }];
  return (node.children ?? []).flatMap(numbersIn);
}
