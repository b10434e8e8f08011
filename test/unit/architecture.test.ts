import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The rooms of `src/core`, from the ground up: a room imports only from rooms before it and from itself. */
const ROOMS = ['', 'model', 'engine', 'config', 'data', 'training', 'formats', 'analysis', 'expect', 'runs', 'sweep'];

const core = path.resolve('src/core');
const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const roomOf = (file: string) => (file.includes(path.sep) ? file.split(path.sep)[0] : '');

function importsOf(text: string): string[] {
  return Array.from(text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g), ([, name]) => name);
}

describe('the rooms of ARCHITECTURE.md', () => {
  it('are the folders of src/core', () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set(ROOMS));
    const described = readFileSync('ARCHITECTURE.md', 'utf8');
    for (const room of ROOMS.slice(1)) expect(described).toMatch(new RegExp(`^ +${room}/`, 'm'));
  });

  it.each(files)('src/core/%s imports nothing that stands above it or outside', (file) => {
    for (const name of importsOf(readFileSync(path.join(core, file), 'utf8'))) {
      if (!name.startsWith('.')) {
        expect(name, 'the core knows neither VS Code nor Node').not.toMatch(
          /^(vscode|electron|node:|fs|path|os|worker_threads)$|^node:/,
        );
        continue;
      }
      const target = path.relative(core, path.resolve(core, path.dirname(file), name));
      expect(target.startsWith('..'), `${name} is outside of the core`).toBe(false);
      expect(ROOMS.indexOf(roomOf(target)), name).toBeLessThanOrEqual(ROOMS.indexOf(roomOf(file)));
    }
  });
});

describe('the extension', () => {
  const extension = readdirSync('src/extension', { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.ts'));
  const inNode = [
    '../worker/main',
    '../worker/nodeFiles',
    '../worker/processes',
    '../worker/start',
    '../worker/transport',
  ];

  it.each(extension.filter((file) => !/^(node|browser)\//.test(file)))(
    '%s knows neither Node nor the browser',
    (file) => {
      const text = readFileSync(path.join('src/extension', file), 'utf8');
      expect(text).not.toMatch(/(?<!\.)\b(process|Buffer)\.|\b(require|setImmediate)\(/);
      for (const name of importsOf(text)) {
        expect(name).not.toMatch(/^node:|\/(node|browser)\//);
        if (!name.startsWith('.')) continue;
        const target = path.posix.join(path.posix.dirname(file), name).replace(/\.js$/, '');
        expect(inNode, `${name} is for Node`).not.toContain(target);
      }
    },
  );
});
