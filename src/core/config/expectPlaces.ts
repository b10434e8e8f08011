/** Where `expect` and what it says stand in a config's text, also where other parts of it are at fault. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Place } from './inspectPlaces.js';

/** One expectation: the place of its whole line, for example `"r2": ">= 0.99"`. */
export interface ExpectPlace extends Place {
  readonly path: string;
  /** The bound as it is written. */
  readonly bound: string;
}

export interface ExpectPlaces {
  readonly expect: Place;
  readonly lines: readonly ExpectPlace[];
}

/** Undefined where nothing is expected. */
export function expectPlaces(text: string): ExpectPlaces | undefined {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, ['expect']);
  if (node?.type !== 'object' || !node.parent) return undefined;
  const lines = (node.children ?? []).flatMap(({ offset, length, children = [] }) => {
    const [key, value] = children;
    if (!value) return [];
    const written = text.slice(value.offset, value.offset + value.length);
    return [
      { offset, length, path: String(key.value), bound: value.type === 'string' ? String(value.value) : written },
    ];
  });
  return lines.length > 0 ? { expect: node.parent, lines } : undefined;
}
