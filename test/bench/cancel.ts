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

const MOMENTS = 6;
/** Moments are drawn from so much of a work's beginning, milliseconds. */
const MOST = 3000;
const LIMIT = 100;

interface Cancelled {
  readonly milliseconds: number;
  readonly replaced: boolean;
}

/** Prints one row for each kind of work. @param only the kinds whose name contains it. */
export async function benchCancel(only = ''): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-cancel-'));
  // A copy, so that a build in between changes nothing.
  for (const name of ['worker.cjs', 'hdf5.cjs']) cpSync(path.resolve('dist', name), path.join(folder, name));
  const start = () => new WorkerClient(startThread(path.join(folder, 'worker.cjs'), DEFAULT_MEMORY), nodeFiles);
  let worker = start();
  try {
    const works = (await longWork(folder, worker, { rows: 400_000, units: 1024 })).filter(({ name }) =>
      name.includes(only),
    );
    console.log(`${'cancelled at random moments'.padEnd(34)}${'takes'.padStart(9)}  median  longest, ms  replaced`);
    for (const work of works) {
      const whole = await lengthOf(work, worker);
      if (!worker.alive) worker = start();
      const found: Cancelled[] = [];
      for (let moment = 0; moment < MOMENTS; moment++) {
        found.push(await cancelAt(Math.random() * whole, work, worker));
        if (!worker.alive) worker = start();
      }
      print(work.name, whole, found);
    }
  } finally {
    await worker.dispose();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
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

async function cancelAt(moment: number, work: LongWork, worker: WorkerClient): Promise<Cancelled> {
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
  if (ended) return { milliseconds: 0, replaced: false };
  const begin = performance.now();
  source.cancel();
  await settled;
  return { milliseconds: performance.now() - begin, replaced: !worker.alive };
}

function print(name: string, whole: number, found: readonly Cancelled[]): void {
  const sorted = found.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]];
  const replaced = found.filter((one) => one.replaced).length;
  const takes = whole >= MOST ? `> ${MOST}` : whole.toFixed(0);
  console.log(
    `${name.padEnd(34)}${takes.padStart(9)}${median.toFixed(1).padStart(8)}${longest.toFixed(1).padStart(9)}` +
      `${longest > LIMIT ? ` (wanted under ${LIMIT})` : ''}${String(replaced).padStart(10)} of ${found.length}`,
  );
}
