/**
 * npm run fuzz [-- --cases N --seed N --reader NAME]: every reader with 100,000 cases, each in a thread of its own which
 * is ended when a case hangs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { countAllocations } from './allocation.js';
import type { Report } from './fuzz.js';
import type { Content } from './mutations.js';

/** A case that takes longer hangs, seconds. */
const HANGS = 30;
/** Bytes in which a case that hangs can be found. */
const ROOM = 2 ** 22;

interface Job {
  readonly reader: string;
  readonly cases: number;
  readonly seed: number;
  /** [the number of the case, bytes of its files], then these. */
  readonly desk: SharedArrayBuffer;
}
type Told = { readonly report: Report } | { readonly failed: string; readonly content: Content };

/** Runs the cases of one reader. */
async function work({ reader, desk, ...job }: Job): Promise<void> {
  const words = new Int32Array(desk, 0, 2);
  const room = new Uint8Array(desk, 8);
  countAllocations();
  // Only now, so that nothing keeps the constructors as they were.
  const { fuzz, FuzzError } = await import('./fuzz.js');
  const { READERS } = await import('./readers.js');
  const found = READERS.find(({ name }) => name === reader);
  if (!found) throw new Error(`There is no reader "${reader}".`);
  const began = (content: Content) => {
    const bytes = serialize(content).subarray(0, ROOM);
    room.set(bytes);
    words[1] = bytes.length;
    Atomics.add(words, 0, 1);
  };
  const tell = (message: Told) => parentPort?.postMessage(message);
  try {
    tell({ report: await fuzz(found, job, began) });
  } catch (error) {
    const content = error instanceof FuzzError ? error.content : {};
    tell({ failed: `after ${words[0]} cases: ${(error as Error).message}`, content });
  }
}

/** @returns what went wrong. */
function watch(job: Omit<Job, 'desk'>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const desk = new SharedArrayBuffer(8 + ROOM);
    const words = new Int32Array(desk, 0, 2);
    const worker = new Worker(__filename, { workerData: { ...job, desk } });
    let seen = { number: 0, at: performance.now() };
    const end = (fault?: string, content: Content = {}) => {
      clearInterval(watching);
      void worker.terminate();
      const folder = `out/fuzz/${job.reader.replace(/\W/g, '-')}`;
      for (const [name, bytes] of Object.entries(content)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), bytes);
      }
      resolve(fault && `${fault}; its files are in ${folder}`);
    };
    const watching = setInterval(() => {
      const number = Atomics.load(words, 0);
      if (number !== seen.number) seen = { number, at: performance.now() };
      // Before the first case all readers are loaded, which takes its time on a busy machine.
      if (number === 0 || performance.now() - seen.at < HANGS * 1000) return;
      end(`case ${number} takes more than ${HANGS} s`, deserialize(new Uint8Array(desk, 8).slice(0, words[1])));
    }, 1000);
    worker.on('error', (error) => end(`the thread died: ${error.message}`));
    worker.on('message', (told: Told) => {
      if ('failed' in told) {
        end(told.failed, told.content);
        return;
      }
      const { reader, cases, read, seconds, slowestSeconds, mostBytes } = told.report;
      const slowest = `slowest ${(slowestSeconds * 1000).toFixed(0)} ms`;
      const most = `most allocated ${(mostBytes / 2 ** 20).toFixed(1)} MiB`;
      console.log(`${reader.padEnd(14)}${cases} cases, ${read} read, ${seconds.toFixed(0)} s; ${slowest}, ${most}`);
      end();
    });
  });
}

async function all(): Promise<void> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: process.env.CASES ?? '100000' },
      seed: { type: 'string', default: process.env.SEED ?? '1' },
      reader: { type: 'string', multiple: true },
    },
  });
  const { READERS } = await import('./readers.js');
  console.log(`seed ${values.seed}, ${values.cases} cases each`);
  for (const { name } of READERS) {
    if (values.reader && !values.reader.includes(name)) continue;
    const fault = await watch({ reader: name, cases: Number(values.cases), seed: Number(values.seed) });
    if (fault === undefined) continue;
    console.log(`${name}: ${fault}`);
    process.exitCode = 1;
  }
}

void (isMainThread ? all() : work(workerData));
