/** The documents tell of files that there are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const documents = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  it('names files of the project that are there', () => {
    const named = [...text.matchAll(/`((?:src|webview|test|scripts|docs|media|examples)\/[\w./-]+)`/g)];
    expect(named.map(([, name]) => name).filter((name) => !existsSync(name) && !existsSync(`${name}.ts`))).toEqual([]);
  });

  it('links to files and headings that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const dead = links.filter(([, file, heading]) => {
      const target = file === '' ? document : path.join(path.dirname(document), file);
      return !existsSync(target) || (heading !== undefined && !headings(target).includes(heading));
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

/** As GitHub and VS Code make anchors of them. */
function headings(file: string): string[] {
  const lines = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)];
  return lines.map(([, line]) =>
    line
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
