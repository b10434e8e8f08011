/** Kills the real program while it trains, and looks at what another one finds and makes of it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as elapsed } from 'node:timers/promises';
import { listRuns, listUnreadableRuns, resumePath } from '../../src/core/runs/runFolder';
import { nodeFiles } from '../../src/worker/nodeFiles';
import { isRunning } from '../../src/worker/processes';
import { statusOf } from '../../src/worker/runStatus';

export const CLI = path.resolve('dist/cli.js');
const CONFIG = 'sum.lstm.json';

/** Small, but of some seconds, since a point to go on from is written once a second. */
const text = (epochs: number) =>
  JSON.stringify({
    ...{ seed: 3, data: { task: 'sum', samples: 600, length: 12, split: { validation: 0.25 } } },
    model: {
      layers: [
        { type: 'lstm', units: 24 },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 1 },
      ],
    },
    train: { epochs, batchSize: 16 },
    inspect: { influence: ['gradientInput'], attention: [] },
  });

/** What the killed program left, and what was made of it: nothing at all, begun anew, gone on with, or whole already. */
export type Outcome = 'nothing' | 'again' | 'resumed' | 'done';

export interface Whole {
  readonly epochs: number;
  readonly content: ReadonlyMap<string, Buffer>;
}

/** A run that nobody disturbs. */
export async function undisturbed(folder: string, epochs: number): Promise<Whole> {
  await prepare(folder, epochs);
  return { epochs, content: await contentOf(finish(folder, 'train', CONFIG)) };
}

/** Milliseconds that are about the start of the program, and what it does after the last epoch. */
const ENDS = 800;
/** Share of the moments that fall into each of these two. */
const OUTSIDE = 0.15;

/**
 * @param moment of the kill, in [0,1): while the program starts, in an epoch, or while it ends.
 * @param tree whether the whole process group is killed, or the one process.
 * @throws {Error} where anything of a run was lost.
 */
export async function killAt(folder: string, whole: Whole, moment: number, tree: boolean): Promise<Outcome> {
  await prepare(folder, whole.epochs);
  const child = spawn(process.execPath, [CLI, 'train', CONFIG], { cwd: folder, detached: true });
  const ended = once(child, 'exit');
  await Promise.race([reached(child, moment, whole.epochs), ended]);
  // Windows has no groups of processes.
  if (child.exitCode === null) process.kill(tree && process.platform !== 'win32' ? -child.pid! : child.pid!, 'SIGKILL');
  await ended;
  const outcome = await liveOn(folder, whole);
  await rm(folder, { recursive: true });
  return outcome;
}

/** Followed by the epochs that it tells, and not by a clock: the machine may be busy with other things. */
async function reached(child: ChildProcess, moment: number, epochs: number): Promise<void> {
  if (moment < OUTSIDE) return elapsed((moment / OUTSIDE) * ENDS);
  const share = (moment - OUTSIDE) / (1 - 2 * OUTSIDE);
  const wanted = Math.min(epochs, Math.ceil(share * epochs));
  await new Promise<void>((resolve) => {
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      told = `${told}${chunk}`.slice(-2000);
      const last = [...told.matchAll(/epoch (\d+)\//g)].pop();
      if (Number(last?.[1]) >= wanted) resolve();
    });
  });
  if (share > 1) await elapsed(((share - 1) / (OUTSIDE / (1 - 2 * OUTSIDE))) * ENDS);
}

/** What another process finds, and makes of it. */
export async function liveOn(folder: string, { content }: Pick<Whole, 'content'>): Promise<Outcome> {
  const unreadable = await listUnreadableRuns(nodeFiles, folder, CONFIG);
  if (unreadable.length > 0) throw new Error(`A run cannot be read: ${unreadable[0].message}`);
  const runs = await listRuns(nodeFiles, folder);
  if (runs.length > 1) throw new Error(`${runs.length} runs are listed.`);
  if (runs.length === 0) return 'nothing';
  const [run] = runs;
  const status = statusOf(run, isRunning);
  if (status === 'done') {
    same(await contentOf(run.folder), content);
    return 'done';
  }
  if (status !== 'interrupted') throw new Error(`A run that was killed is said to be ${status}.`);
  if (!existsSync(resumePath(run.folder))) {
    await rm(run.folder, { recursive: true });
    same(await contentOf(finish(folder, 'train', CONFIG)), content);
    return 'again';
  }
  const resumed = finish(folder, 'resume', run.folder);
  same(await contentOf(resumed), content);
  const left = (await readdir(resumed, { recursive: true })).filter((name) => path.basename(name).startsWith('.'));
  if (left.length > 0) throw new Error(`Left over: ${left.join(', ')}`);
  return 'resumed';
}

export async function prepare(folder: string, epochs: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, CONFIG), text(epochs));
}

/** Trains or resumes to the end; returns the run's folder. */
function finish(folder: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`lstm-lens ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout).run;
}

/** All that a run has learned and said; when and where it ran counts for nothing. */
async function contentOf(run: string): Promise<Map<string, Buffer>> {
  const checkpoints = (await readdir(path.join(run, 'checkpoints'))).filter((name) => /^epoch-/.test(name));
  const names = ['config.lstm.json', 'metrics.jsonl', 'model.json', 'weights.bin'];
  const all = [...names, ...checkpoints.map((name) => `checkpoints/${name}`)];
  return new Map(await Promise.all(all.map(async (name) => [name, await readFile(path.join(run, name))] as const)));
}

function same(found: ReadonlyMap<string, Buffer>, whole: ReadonlyMap<string, Buffer>): void {
  if ([...found.keys()].sort().join() !== [...whole.keys()].sort().join()) {
    throw new Error(`Other files: ${[...found.keys()]} and not ${[...whole.keys()]}.`);
  }
  for (const [name, bytes] of whole) if (!found.get(name)?.equals(bytes)) throw new Error(`${name} is another.`);
}
