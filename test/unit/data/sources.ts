/** Data files that are made up. */
import type { Source } from '../../../src/core/data/reading/source.js';

export function sourceOf(path: string, content: string | Uint8Array): Source {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, size: bytes.length, part: async (offset, length) => bytes.slice(offset, offset + length) };
}

/** There is no file beside it. */
export async function noOther(name: string): Promise<Source> {
  throw new Error(`There is no ${name}.`);
}
