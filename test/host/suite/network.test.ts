/** No network: sockets and name look-ups of a whole session are counted, in the extension host and in its workers. */
import * as assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import * as vscode from 'vscode';
import { openExperiment, runsOf, until, write } from './support';

/**
 * Counts every attempt to reach or to offer an address from now on; pipes, by which programs of one machine talk, are
 * none. Everything in Node goes through these: http, https and fetch open sockets. It stands on its own, since it is
 * sent to the workers as text.
 * @param counts [attempts, workers that are watched]
 * @returns takes it back.
 */
function watch(require: NodeJS.Require, counts: Int32Array): () => void {
  const { Socket, Server } = require('node:net');
  const dgram = require('node:dgram');
  const dns = require('node:dns');
  const restore: (() => void)[] = [];
  const hook = (object: Record<string, unknown>, name: string, isAddress: (first: unknown) => boolean) => {
    const real = object[name] as (...args: unknown[]) => unknown;
    object[name] = function (this: unknown, ...args: unknown[]) {
      if (isAddress(args[0])) Atomics.add(counts, 0, 1);
      return real.apply(this, args);
    };
    restore.push(() => {
      object[name] = real;
    });
  };
  const isAddress = (first: unknown): boolean => {
    // Node itself hands over its arguments as a list.
    const target = Array.isArray(first) ? first[0] : first;
    if (typeof target === 'string') return false;
    return !(typeof target === 'object' && target !== null && 'path' in target && target.path);
  };
  hook(Socket.prototype, 'connect', isAddress);
  hook(Server.prototype, 'listen', isAddress);
  for (const name of ['bind', 'send', 'connect']) hook(dgram.Socket.prototype, name, () => true);
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
    hook(dns, name, () => true);
    hook(dns.promises, name, () => true);
  }
  return () => {
    for (const one of restore) one();
  };
}

suite('the network', () => {
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const RealWorker = workerThreads.Worker;
  let unwatch = () => {};

  /** Every worker that is started from now on is watched, too. */
  function WatchedWorker(script: string, options: workerThreads.WorkerOptions) {
    if (options.eval) return new RealWorker(script, options);
    Atomics.add(counts, 1, 1);
    const code = `const { workerData } = require('node:worker_threads');
      (${watch})(require, new Int32Array(workerData.counts));
      require(workerData.script);`;
    return new RealWorker(code, { ...options, eval: true, workerData: { counts: counts.buffer, script } });
  }

  suiteSetup(() => {
    unwatch = watch(require, counts);
    Object.assign(workerThreads, { Worker: WatchedWorker });
  });
  suiteTeardown(async () => {
    unwatch();
    Object.assign(workerThreads, { Worker: RealWorker });
    await vscode.workspace.getConfiguration('lstmLens').update('memoryLimit', undefined, true);
  });

  test('would be noticed, here and in a worker', async () => {
    const before = Atomics.load(counts, 0);
    await fetch('http://127.0.0.1:50009/').catch(() => {});
    assert.equal(Atomics.load(counts, 0), before + 1);
    const file = await write('sockets/asks.cjs', "fetch('http://127.0.0.1:50009/').catch(() => {});");
    const worker = new workerThreads.Worker(file.fsPath, {});
    await new Promise((resolve) => worker.once('exit', resolve));
    assert.equal(Atomics.load(counts, 0), before + 2);
    const pipe = net.connect(path.join(path.dirname(file.fsPath), 'no.sock'));
    await new Promise((resolve) => pipe.once('error', resolve));
    assert.equal(Atomics.load(counts, 0), before + 2);
  });

  test('is not touched while an experiment is opened, trained, inspected and reported', async () => {
    // With another limit no worker is taken that has been started unwatched.
    await vscode.workspace.getConfiguration('lstmLens').update('memoryLimit', 2000, true);
    Atomics.store(counts, 0, 0);
    Atomics.store(counts, 1, 0);
    const data = { file: 'rows.csv', inputs: ['x'], target: 'y', window: 4 };
    const rows = Array.from({ length: 200 }, (_, i) => `${i % 7},${i % 5}`).join('\n');
    await write('network/rows.csv', `x,y\n${rows}`);
    const config = await openExperiment('network', { data });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [run] = runsOf(config);
    await vscode.commands.executeCommand('lstmLens.inspect', config);
    const { openExternal } = vscode.env;
    const opened: string[] = [];
    Object.assign(vscode.env, { openExternal: async (uri: vscode.Uri) => opened.push(uri.scheme) });
    try {
      void vscode.commands.executeCommand('lstmLens.openReport', config);
      await until(() => existsSync(path.join(run, 'report.html')));
    } finally {
      Object.assign(vscode.env, { openExternal });
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.ok(readdirSync(run).includes('model.json'));
    assert.ok(Atomics.load(counts, 1) > 0, 'no worker was watched');
    assert.equal(Atomics.load(counts, 0), 0);
    assert.deepEqual(
      opened.filter((scheme) => scheme !== 'file'),
      [],
    );
  });
});
