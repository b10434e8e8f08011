/** The documents tell of files that there are. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchor } from '../../../scripts/docs/reference/markdown.js';
import { DOCUMENTS } from './documents.js';

describe.each(DOCUMENTS)('%s', (document) => {
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

function headings(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, line]) => anchor(line));
}
