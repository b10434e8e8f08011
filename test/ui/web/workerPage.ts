/** Runs inside a page of the browser: the web worker as the extension starts it, its client, and files in memory. */
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import { SETTINGS } from '../../../src/worker/browser/settings';
import { connect, type Port } from '../../../src/worker/browser/transport';
import { WorkerClient } from '../../../src/worker/client';
import { serveFiles } from '../../../src/worker/fileRequests';
import type { TrainProgress } from '../../../src/worker/protocol';
import { memoryFiles } from '../../unit/worker/memoryFiles';

declare const Worker: new (url: string) => Port & { terminate(): void };

const CONFIG = 'memory:///seed/sequence-addition.lstm.json';
const settings = { memory: 2048, reach: ['memory:///seed'], processId: 2 ** 31 };

/** @param script text of `dist/web/worker.js`. */
function start(script: string) {
  const files = memoryFiles();
  const parts = [`self.${SETTINGS} = ${JSON.stringify(settings)};\n`, script];
  const worker = new Worker(URL.createObjectURL(new Blob(parts)));
  const connection = connect(worker);
  serveFiles(connection, files);
  const died = new Promise<never>((_, reject) => {
    Object.assign(worker, { onerror: ({ message }: { message: string }) => reject(new Error(message)) });
  });
  return { files, client: new WorkerClient({ connection, died, end: async () => worker.terminate() }, files) };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const page = {
  /** Trains a config; the token cancels once so many epochs have been told. */
  async train(script: string, text: string, cancelAt = Number.POSITIVE_INFINITY) {
    const { files, client } = start(script);
    const source = new CancellationTokenSource();
    const kinds = new Set<string>();
    const follow = (progress: TrainProgress) => {
      kinds.add(progress.kind);
      if (progress.kind === 'epochs' && progress.epochs.some(({ epoch }) => epoch >= cancelAt)) source.cancel();
    };
    const token: CancellationToken = source.token;
    const result = await client.train({ config: { path: CONFIG, text }, dataSamples: 1 }, follow, token);
    await client.dispose();
    const weights = files.content.get(`${result.run}/weights.bin`);
    return {
      status: result.status,
      run: result.run,
      epochs: result.epochs.length,
      r2: result.metrics && 'r2' in result.metrics ? result.metrics.r2 : undefined,
      kinds: [...kinds],
      files: [...files.content.keys()].map((file) => file.replace(`${result.run}/`, '')).sort(),
      weights: weights && (await sha256(weights)),
      influence: result.inspection?.samples[0] && Object.keys(result.inspection.samples[0].influence).length,
    };
  },

  async check(script: string, text: string) {
    const { client } = start(script);
    const problems = await client.check({ path: CONFIG, text }, new CancellationTokenSource().token);
    await client.dispose();
    return problems;
  },

  /** What becomes of an array that is asked with, and of one that is answered, the second time that it is sent. */
  async sentTwice(_script: string): Promise<string[]> {
    const { port1, port2 } = new MessageChannel() as unknown as Record<'port1' | 'port2', Port>;
    const [client, server] = [connect(port1), connect(port2)];
    const kept = Float64Array.of(1, 2);
    server.onRequest('kept', () => ({ kept }));
    server.onRequest('length', ({ values }: { values: Float64Array }) => values.length);
    const values = Float64Array.of(1, 2, 3);
    const outcomes: string[] = [];
    for (const [method, params] of [
      ['length', { values }],
      ['length', { values }],
      ['kept', {}],
      ['kept', {}],
      ['length', { values: Float64Array.of(4) }],
    ] as const) {
      const answer: Promise<unknown> = client.sendRequest(method, params);
      outcomes.push(await answer.then(JSON.stringify, ({ message }: Error) => message));
    }
    return outcomes;
  },

  /** The message of what fails; undefined where nothing does. */
  async failure(script: string, text: string): Promise<string | undefined> {
    return page.train(script, text).then(
      () => undefined,
      (error: Error) => error.message,
    );
  },
};

export type WorkerPage = typeof page;
Object.assign(globalThis, { lens: page });
