/** What a client does about a worker that hangs, dies, or does not heed a cancel. The workers really spin. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import { DEFAULT_MEMORY } from '../../../src/core/memory.js';
import { WorkerClient } from '../../../src/worker/client.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { PATIENCE, type Patience } from '../../../src/worker/pulse.js';
import { startThread } from '../../../src/worker/start.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

/** Does as the file says that it is to look at; tells of each message that it gets. */
const SCRIPT = `
const { parentPort } = require('node:worker_threads');
const say = (id, result) => parentPort.postMessage({ jsonrpc: '2.0', id, result });
parentPort.on('message', ({ id, method, params }) => {
  if (method === 'ping') say(id, null);
  if (method === 'whatIf') say(id, { input: params.input });
  if (method === 'look' && params.file === 'quick') say(id, { quick: true });
  if (method === 'look' && params.file === 'spin') for (;;);
  if (method === 'look' && params.file === 'die') process.exit(3);
  if (method === 'look' && params.file.startsWith('busy')) {
    const [, milliseconds, answer] = params.file.split(' ');
    const end = performance.now() + Number(milliseconds);
    while (performance.now() < end);
    if (answer) setTimeout(say, 20, id, { busy: true });
  }
});
`;

const folder = temporaryFolder('client');
const script = path.join(folder, 'worker.cjs');
beforeAll(() => writeFileSync(script, SCRIPT));

const clients: WorkerClient[] = [];
function clientOf(patience: Partial<Patience> = {}): WorkerClient {
  const client = new WorkerClient(startThread(script, DEFAULT_MEMORY), nodeFiles, { ...PATIENCE, ...patience });
  clients.push(client);
  return client;
}
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
});
const { None: never } = CancellationToken;

describe('a worker that hangs', () => {
  it('is ended after it gave no sign of life, and all that it was asked fails with the reason', async () => {
    const client = clientOf({ pulse: 50, missed: 4 });
    const reason = 'The worker gave no sign of life for 0.2 seconds, so it was ended';
    await Promise.all([
      expect(client.look({ file: 'spin' }, never)).rejects.toThrow(reason),
      expect(client.look({ file: 'quick' }, never)).rejects.toThrow(reason),
    ]);
    expect(client.alive).toBe(false);
    await expect(client.look({ file: 'quick' }, never)).rejects.toThrow();
  });

  it('is not one that is busy for a while, nor one that waits', async () => {
    const client = clientOf({ pulse: 50, missed: 10 });
    expect(await client.look({ file: 'busy 250 then answers' }, never)).toEqual({ busy: true });
    // Nothing is asked, so no sign of life is wanted.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await client.look({ file: 'quick' }, never)).toEqual({ quick: true });
    expect(client.alive).toBe(true);
  });
});

describe('a cancel', () => {
  it('of a worker that spins is over at once, and ends the worker', async () => {
    const client = clientOf();
    await client.look({ file: 'quick' }, never);
    const source = new CancellationTokenSource();
    const spinning = client.look({ file: 'spin' }, source.token);
    const other = expect(client.look({ file: 'quick' }, never)).rejects.toThrow('it did not heed a cancel');
    await new Promise((resolve) => setTimeout(resolve, 50));
    source.cancel();
    await expect(spinning).rejects.toThrow('Cancelled.');
    await other;
    expect(client.alive).toBe(false);
  });

  it('that is heeded leaves the worker as it is', async () => {
    const client = clientOf({ cancel: 5000 });
    const source = new CancellationTokenSource();
    const asked = client.look({ file: 'busy 100 then answers' }, source.token);
    source.cancel();
    expect(await asked).toEqual({ busy: true });
    expect(client.alive).toBe(true);
    expect(await client.look({ file: 'quick' }, never)).toEqual({ quick: true });
  });

  it('of what was cancelled before it began is over, too', async () => {
    const source = new CancellationTokenSource();
    source.cancel();
    await expect(clientOf({ cancel: 20 }).look({ file: 'spin' }, source.token)).rejects.toThrow('Cancelled.');
  });
});

it('a worker that dies takes its requests with it, with how it died', async () => {
  const client = clientOf();
  await expect(client.look({ file: 'die' }, never)).rejects.toThrow('The worker ended with code 3.');
  expect(client.alive).toBe(false);
});

it('the same input can be tried again: it is not taken away from whoever asks', async () => {
  const client = clientOf();
  const input = Float64Array.of(0.25, -1, 3);
  const params = { run: '/run', dataSamples: 0, label: 'x', input, attention: false };
  for (let time = 0; time < 3; time++) {
    expect((await client.whatIf(params, never)).input).toEqual(Float64Array.of(0.25, -1, 3));
  }
  expect(input).toHaveLength(3);
});
