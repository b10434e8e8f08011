/** Kills the real program while it trains, and looks at what another one finds and makes of it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as elapsed, setImmediate as nextTurn } from 'node:timers/promises';
import type { Random } from '../../src/core/random';
import { listRuns, listUnreadableRuns, RUNS_FOLDER, resumePath } from '../../src/core/runs/runFolder';
import { nodeFiles } from '../../src/worker/nodeFiles';
import { isRunning } from '../../src/worker/processes';
import { statusOf } from '../../src/worker/runStatus';
import { isTemporary } from '../../src/worker/temporary';

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
export const OUTCOMES = ['nothing', 'again', 'resumed', 'done'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The life of a run, told by its folder alone, in its order; a file can be in the midst of being written at any time. */
export const PHASES = ['start', 'first epochs', 'later epochs', 'end', 'done', 'writing'] as const;
export type Phase = (typeof PHASES)[number];

export interface Whole {
  readonly epochs: number;
  readonly content: ReadonlyMap<string, Buffer>;
  /** Milliseconds of each phase. */
  readonly spans: Readonly<Record<Exclude<Phase, 'writing'>, number>>;
}

/** A moment to kill the program at. */
export interface Aim {
  readonly phase: Phase;
  /** Of that phase that has gone by, in [0,1); of the whole run before a file that is being written is looked for. */
  readonly share: number;
  /** Whether the whole process group is killed, or the one process. */
  readonly tree: boolean;
}

/** Aims at the phases in turn, and by chance within them. */
export function aimOf(moment: number, random: Random): Aim {
  return { phase: PHASES[moment % PHASES.length], share: random.uniform(), tree: random.uniform() < 0.5 };
}

export interface Killed {
  /** In which it was killed, which need not be the one that was aimed at. */
  readonly phase: Phase;
  readonly outcome: Outcome;
}

/** A run that nobody disturbs. */
export async function undisturbed(folder: string, epochs: number): Promise<Whole> {
  await prepare(folder, epochs);
  const spans = { start: 0, 'first epochs': 0, 'later epochs': 0, end: 0, done: 0 };
  const child = train(folder);
  let [last, since]: [keyof typeof spans, number] = ['start', performance.now()];
  await watch(child, folder, epochs, (phase) => {
    if (phase !== 'writing') {
      spans[last] += performance.now() - since;
      [last, since] = [phase, performance.now()];
    }
    return false;
  });
  if (child.exitCode !== 0) throw new Error(`lstm-lens train ended with ${child.exitCode}.`);
  const [{ folder: run }] = await listRuns(nodeFiles, folder);
  return { epochs, content: await contentOf(run), spans };
}

/**
 * @returns nothing where the program had ended by itself.
 * @throws {Error} where anything of a run was lost.
 */
export async function killAt(folder: string, whole: Whole, aim: Aim): Promise<Killed | undefined> {
  await prepare(folder, whole.epochs);
  const child = train(folder);
  const ended = once(child, 'exit');
  await Promise.race([reach(child, folder, whole, aim), ended]);
  // Windows has no groups of processes.
  if (!hasEnded(child)) process.kill(aim.tree && process.platform !== 'win32' ? -child.pid! : child.pid!, 'SIGKILL');
  await ended;
  const phase = phaseOf(folder, whole.epochs);
  const outcome = await liveOn(folder, whole);
  await rm(folder, { recursive: true });
  return child.signalCode === 'SIGKILL' ? { phase, outcome } : undefined;
}

async function reach(child: ChildProcess, folder: string, whole: Whole, { phase: aim, share }: Aim): Promise<void> {
  if (aim === 'writing') {
    const all = Object.values(whole.spans).reduce((sum, span) => sum + span);
    await elapsed(share * all);
    return watch(child, folder, whole.epochs, (phase) => phase === 'writing');
  }
  const later = PHASES.slice(PHASES.indexOf(aim), -1);
  await watch(child, folder, whole.epochs, (phase) => later.includes(phase));
  await elapsed(share * whole.spans[aim]);
}

/** Followed without a pause, since a file is written in a moment; until it ends or `reached`. */
async function watch(
  child: ChildProcess,
  folder: string,
  epochs: number,
  reached: (phase: Phase) => boolean,
): Promise<void> {
  while (!hasEnded(child) && !reached(phaseOf(folder, epochs))) await nextTurn();
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function phaseOf(folder: string, epochs: number): Phase {
  const runs = path.join(folder, RUNS_FOLDER);
  const [name] = existsSync(runs) ? readdirSync(runs) : [];
  if (name === undefined) return 'start';
  const run = path.join(runs, name);
  const checkpoints = path.join(run, 'checkpoints');
  const files = [...readdirSync(run), ...(existsSync(checkpoints) ? readdirSync(checkpoints) : [])];
  if (files.some(isTemporary)) return 'writing';
  if (!files.includes('manifest.json')) return 'start';
  if (JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8')).status === 'done') return 'done';
  const metrics = path.join(run, 'metrics.jsonl');
  if (existsSync(metrics) && readFileSync(metrics, 'utf8').split('\n').length > epochs) return 'end';
  return existsSync(resumePath(run)) ? 'later epochs' : 'first epochs';
}

function train(folder: string): ChildProcess {
  return spawn(process.execPath, [CLI, 'train', CONFIG], { cwd: folder, detached: true, stdio: 'ignore' });
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
