/** What no code of the pages or of the extension may do, since their texts come from files of others. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = ['src/extension', 'src/report', 'webview'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(folder, file).replaceAll(path.sep, '/')),
);
/** Places at which a pattern stands. */
const uses = (pattern: RegExp) =>
  sources.flatMap((file) => {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.flatMap((line) => (pattern.test(line) ? [`${file}: ${line.trim()}`] : []));
  });

describe('the sources', () => {
  it.each<[string, RegExp]>([
    [
      'make elements of a text',
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc/,
    ],
    ['run a text', /\beval\(|new Function|setTimeout\(['"`]/],
    ['let a text run commands or bring HTML', /isTrusted\s*[:=](?!=)|enableCommandUris|supportHtml/],
    [
      'ask the network',
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|from 'node:(http|https|net|dgram|dns|tls)'/,
    ],
    ['hear a page unchecked', /onDidReceiveMessage(?!\(\(value: unknown\))/],
  ])('never %s', (_, pattern) => {
    expect(uses(pattern)).toEqual([]);
  });

  it('let pages load their own assets only', () => {
    const roots = uses(/localResourceRoots/);
    expect(roots).toHaveLength(3);
    for (const place of roots) expect(place).toContain('localResourceRoots: [assets]');
    expect(uses(/const assets = /).every((place) => place.includes("'dist', 'webview')"))).toBe(true);
  });
});
