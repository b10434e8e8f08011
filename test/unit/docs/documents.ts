/** The project's documents, and the code blocks in them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** All Markdown files but those of parts that are installed, with forward slashes. */
export const DOCUMENTS: readonly string[] = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  ),
];

export interface Block {
  /** File and line of its first line of text. */
  readonly place: string;
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  readonly text: string;
}

export function blocksOf(document: string): Block[] {
  const text = readFileSync(document, 'utf8');
  return [...text.matchAll(/^ *```(\w+) ?(.*)\n([\s\S]*?)^ *```$/gm)].map(
    ({ index, 1: language, 2: info, 3: block }) => ({
      place: `${document}:${text.slice(0, index).split('\n').length + 1}`,
      language,
      info,
      text: block,
    }),
  );
}
