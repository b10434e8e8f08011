import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderOf, inFileSystem, isAbsolute, join, relativePath } from '../../src/core/files.js';

describe('paths', () => {
  it('of a file system that is no disk have a scheme of two letters at least', () => {
    expect(inFileSystem('memory:///a/b c.csv')).toEqual({ scheme: 'memory', authority: '', path: '/a/b c.csv' });
    expect(inFileSystem('vscode-vfs://github/a/50%.csv')).toEqual({
      ...{ scheme: 'vscode-vfs', authority: 'github', path: '/a/50%.csv' },
    });
    for (const path of ['/a/b', 'c:/a', 'c://a/b', 'c:\\a', 'a/b', 'memory:a', ''])
      expect(inFileSystem(path)).toBe(undefined);
  });

  it('of such a file system stay as they are when they are joined to a folder', () => {
    expect(isAbsolute('memory:///a.csv')).toBe(true);
    expect(join('memory:///a', 'memory:///b.csv')).toBe('memory:///b.csv');
    expect(join(folderOf('memory:///a/x.lstm.json'), 'b.csv')).toBe('memory:///a/b.csv');
    expect(folderOf('memory:///x.lstm.json')).toBe('memory:///');
    for (const top of ['memory:///', 'memory://'])
      expect(join(top, '.lstm-lens/runs')).toBe('memory:///.lstm-lens/runs');
    expect(folderOf('vscode-vfs://github/x.csv')).toBe('vscode-vfs://github/');
  });

  it.each([
    ['/a/b', '/a/b/c.csv', 'c.csv'],
    ['/a/b', '/a/c/d.csv', '../c/d.csv'],
    ['/', '/a.csv', 'a.csv'],
    ['c:\\a\\b', 'c:\\a\\d.csv', '../d.csv'],
    ['c:\\a', 'd:\\a.csv', 'd:\\a.csv'],
    ['memory:///a/b', 'memory:///a/d.csv', '../d.csv'],
    ['memory:///', 'memory:///d.csv', 'd.csv'],
    ['memory://one/a', 'memory://two/a/d.csv', 'memory://two/a/d.csv'],
    ['memory:///a', '/a/d.csv', '/a/d.csv'],
  ])('from %s to %s is %s', (folder, path, seen) => {
    expect(relativePath(folder, path)).toBe(seen);
  });

  it('lead back from where they are seen', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (folder, file) => {
        const path = `/${[...file, 'x.csv'].join('/')}`;
        const from = `/${folder.join('/')}`;
        expect(new URL(relativePath(from, path), `file://${from.replace(/\/?$/, '/')}`).pathname).toBe(path);
      }),
    );
  });
});
