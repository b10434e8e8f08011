/** Helper threads of the fast precision, in Node. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DONE, type HelperJob, MOST_THREADS, type Threads } from '../core/engine/wasm/helpers.js';

/**
 * All that a helper does in JavaScript; the rest is `src/kernels/threads.ts`. As text, so that it needs no file of its own
 * beside each bundle.
 */
const HELPER = `
const { module, memory, desk } = require('node:worker_threads').workerData;
const words = new Int32Array(memory.buffer);
const wait = (at, value) => void Atomics.wait(words, at >> 2, value);
const notify = (at) => void Atomics.notify(words, at >> 2);
try {
  new WebAssembly.Instance(module, { env: { memory, wait, notify, abort() {} } }).exports.serve(desk);
} catch (error) {
  Atomics.store(words, (desk + ${DONE}) >> 2, -1);
  notify(desk + ${DONE});
}`;

/** As many as the machine has cores. */
export const nodeThreads: Threads = {
  count: Math.min(availableParallelism(), MOST_THREADS),
  start: (job) => void startHelper(job),
};

/** @returns the thread, which ends when it is sent home. */
export function startHelper(job: HelperJob): Worker {
  const worker = new Worker(HELPER, { eval: true, workerData: job });
  worker.unref();
  // Not even started, or out of memory: whoever waits at the desk shall know.
  worker.on('error', () => {
    const words = new Int32Array(job.memory.buffer);
    Atomics.store(words, (job.desk + DONE) / 4, -1);
    Atomics.notify(words, (job.desk + DONE) / 4);
  });
  return worker;
}
