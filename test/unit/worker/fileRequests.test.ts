/** Files over a connection whose messages move memory, as between a worker and the extension. */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc';
import type { Files } from '../../../src/core/files.js';
import { byPlace } from '../../../src/worker/byPlace.js';
import { filesThrough, serveFiles } from '../../../src/worker/fileRequests.js';
import { connect } from '../../../src/worker/transport.js';
import { memoryFiles } from './memoryFiles.js';

const open: MessageConnection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.dispose();
});

function through(files: Files): Files {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.unref();
  const [here, there] = [connect(port1), connect(port2)];
  open.push(here, there);
  serveFiles(there, files);
  return filesThrough(here);
}

const FILE = 'memory:///a/b.bin';

describe('files of the other side', () => {
  it('are written, read and listed', async () => {
    const held = memoryFiles();
    const files = through(held);
    await files.write(FILE, Uint8Array.of(1, 2, 3));
    await files.append('memory:///a/c.txt', 'one\n');
    await files.append('memory:///a/c.txt', 'two\n');
    await files.makeFolder('memory:///a/d');
    await files.clean('memory:///a');
    expect(await files.size(FILE)).toBe(3);
    expect([...(await files.read(FILE))]).toEqual([1, 2, 3]);
    expect([...(await files.readPart(FILE, 1, 10))]).toEqual([2, 3]);
    expect(await files.list('memory:///a')).toEqual(['b.bin', 'c.txt']);
    expect(new TextDecoder().decode(held.content.get('memory:///a/c.txt'))).toBe('one\ntwo\n');
    expect(await files.size('memory:///no')).toBe(undefined);
  });

  it('leave the memory of both sides where it is', async () => {
    const held = memoryFiles();
    const files = through(held);
    const whole = Uint8Array.of(1, 2, 3, 4);
    await files.write(FILE, whole.subarray(1, 3));
    expect([...whole]).toEqual([1, 2, 3, 4]);
    await files.read(FILE);
    await files.read(FILE);
    expect([...(await held.read(FILE))]).toEqual([2, 3]);
  });

  it('fail with what the other side says', async () => {
    await expect(through(memoryFiles()).read('memory:///no')).rejects.toThrow(/^There is no memory:\/\/\/no\.$/);
  });
});

describe('files of two places', () => {
  it('are told by their paths', async () => {
    const [disk, others] = [memoryFiles(), memoryFiles()];
    const files = byPlace(disk, others);
    await files.write('/a', 'disk');
    await files.append('c:\\a', 'drive');
    await files.write(FILE, 'other');
    expect([...disk.content.keys()]).toEqual(['/a', 'c:\\a']);
    expect([...others.content.keys()]).toEqual([FILE]);
    expect(await files.size(FILE)).toBe(5);
    expect(await files.size('/a')).toBe(4);
  });
});
