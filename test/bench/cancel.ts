/** How soon a cancel is felt, at random moments of everything that takes long; and whether its worker outlives it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import { DEFAULT_MEMORY } from '../../src/core/memory';
import { WorkerClient } from '../../src/worker/client';
import { nodeFiles } from '../../src/worker/nodeFiles.js';
import { startThread } from '../../src/worker/start';
import { type LongWork, longWork } from '../unit/worker/longWork';
import { longCommands } from './commands';

const MOMENTS = 6;
/** Moments are drawn from so much of a work's beginning, milliseconds. */
const MOST = 3000;
const LIMIT = 100;

interface Cancelled {
  readonly milliseconds: number;
  /** Of a worker that did not heed the cancel. */
  readonly replaced?: boolean;
}

/** Prints one row for each kind of work. @param only the kinds whose name contains it. */
export async function benchCancel(only = ''): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-cancel-'));
  // A copy, so that a build in between changes nothing.
  for (const name of ['worker.cjs', 'hdf5.cjs']) cpSync(path.resolve('dist', name), path.join(folder, name));
  const start = () => new WorkerClient(startThread(path.join(folder, 'worker.cjs'), DEFAULT_MEMORY), nodeFiles);
  let worker = start();
  const living = () => {
    if (!worker.alive) worker = start();
    return worker;
  };
  try {
    const works = (await longWork(folder, worker, { rows: 400_000, units: 1024 })).filter(({ name }) =>
      name.includes(only),
    );
    console.log(`${'cancelled at random moments'.padEnd(34)}${'takes'.padStart(9)}  median  longest, ms  replaced`);
    for (const work of works) {
      const whole = await lengthOf(work, living());
      print(work.name, whole, await atMoments(whole, (moment) => cancelAt(moment, work, living())));
    }
    const commands = (await longCommands(folder)).filter(({ name }) => name.includes(only));
    for (const command of commands) {
      const whole = await command.takes(MOST);
      print(command.name, whole, await atMoments(whole, command.interruptAt));
    }
  } finally {
    await worker.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Cancels at random moments of what takes `whole` milliseconds; one that came too late is drawn again. */
async function atMoments(
  whole: number,
  cancel: (moment: number) => Promise<Cancelled | undefined>,
): Promise<Cancelled[]> {
  const found: Cancelled[] = [];
  for (let tries = 0; found.length < MOMENTS && tries < 5 * MOMENTS; tries++) {
    const one = await cancel(Math.random() * whole);
    if (one) found.push(one);
  }
  return found;
}

/** Milliseconds that it takes, at most `MOST`. */
async function lengthOf(work: LongWork, worker: WorkerClient): Promise<number> {
  const source = new CancellationTokenSource();
  const begin = performance.now();
  const cancelling = setTimeout(() => source.cancel(), MOST);
  await work.begin(worker, source.token).catch((error: Error) => {
    if (!source.token.isCancellationRequested) throw error;
  });
  clearTimeout(cancelling);
  return Math.min(MOST, performance.now() - begin);
}

/** @returns nothing where it had ended by then. */
async function cancelAt(moment: number, work: LongWork, worker: WorkerClient): Promise<Cancelled | undefined> {
  const source = new CancellationTokenSource();
  let ended = false;
  const settled = work.begin(worker, source.token).then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  await elapsed(moment);
  if (ended) return undefined;
  const begin = performance.now();
  source.cancel();
  await settled;
  return { milliseconds: performance.now() - begin, replaced: !worker.alive };
}

function print(name: string, whole: number, found: readonly Cancelled[]): void {
  const takes = whole >= MOST ? `> ${MOST}` : whole.toFixed(0);
  const begin = `${name.padEnd(34)}${takes.padStart(9)}`;
  if (found.length === 0) {
    console.log(`${begin}  always too late`);
    return;
  }
  const sorted = found.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
  const replaced = found.filter((one) => one.replaced).length;
  console.log(
    `${begin}${median.toFixed(1).padStart(8)}${longest.toFixed(1).padStart(9)}` +
      `${longest > LIMIT ? ` (wanted under ${LIMIT})` : ''}` +
      `${found[0].replaced === undefined ? '' : `${String(replaced).padStart(10)} of ${found.length}`}`,
  );
}
