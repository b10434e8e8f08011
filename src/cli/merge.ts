import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { listRunsIn, RunError, type readManifest } from '../core/runs/runFolder.js';
import { readWholeRun } from '../core/runs/wholeRun.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { fromHere, readSource } from './paths.js';

interface Merged {
  readonly run: string;
  /** `there`: the same run, or another of the same trial, was there already. */
  readonly result: 'copied' | 'there' | 'refused';
  readonly message?: string;
}

/** `lstm-lens merge OUT RUN...|DIR... [--json]`. */
export async function merge(out: string, sources: readonly string[], options: { json?: boolean }): Promise<void> {
  const target = path.resolve(out);
  const runs = (await Promise.all(sources.map(runsIn))).flat();
  const trials = await trialsIn(target);
  const merged: Merged[] = [];
  // One after the other: of two that are the same trial the first one wins.
  for (const run of runs) merged.push(await mergeOne(run, target, trials));
  process.stdout.write(
    options.json ? `${JSON.stringify({ out: target, runs: merged })}\n` : `${describe(merged, target)}\n`,
  );
  const refused = merged.filter(({ result }) => result === 'refused').length;
  if (refused > 0) throw new Error(`${refused} of ${runs.length} runs were not merged`);
}

/** A run itself, or the runs in a folder, in the order of their names. @throws {BadInputError}, {RunError}. */
async function runsIn(source: string): Promise<string[]> {
  const found = await readSource(source);
  if (!('run' in found)) throw new RunError(`${source} is a file: name run folders, or folders of them.`);
  if ((await nodeFiles.size(path.join(found.run, 'manifest.json'))) !== undefined) return [found.run];
  const inside = (await readdir(found.run, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const runs: string[] = [];
  for (const { name } of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const folder = path.join(found.run, name);
    if ((await nodeFiles.size(path.join(folder, 'manifest.json'))) !== undefined) runs.push(folder);
  }
  if (runs.length === 0) throw new RunError(`${source} is neither a run nor a folder of runs.`);
  return runs;
}

/** What tells that two runs are the same trial on the same data, by its folder. */
async function trialsIn(target: string): Promise<Map<string, string>> {
  const done = (await listRunsIn(nodeFiles, target)).filter(({ status, sweep }) => status === 'done' && sweep);
  return new Map(done.map((run) => [trialKey(run)!, run.folder]));
}

function trialKey({ config, sweep, dataHash }: Awaited<ReturnType<typeof readManifest>>): string | undefined {
  return sweep && [config, sweep.trial, dataHash].join(' ');
}

async function mergeOne(run: string, target: string, trials: Map<string, string>): Promise<Merged> {
  const copy = path.join(target, path.basename(run));
  try {
    const manifest = await readWholeRun(nodeFiles, run);
    if (path.resolve(run) === copy) return { run, result: 'there' };
    if (await exists(copy)) {
      if (await sameManifest(run, copy)) return { run, result: 'there' };
      return { run, result: 'refused', message: `${fromHere(copy)} is another run.` };
    }
    const key = trialKey(manifest);
    const twin = key !== undefined && manifest.status === 'done' ? trials.get(key) : undefined;
    if (twin !== undefined) return { run, result: 'there', message: `its trial is ${fromHere(twin)}` };
    await copyWhole(run, copy);
    if (key !== undefined && manifest.status === 'done') trials.set(key, copy);
    return { run, result: 'copied' };
  } catch (error) {
    return { run, result: 'refused', message: (error as Error).message };
  }
}

/** The manifest comes last: a crash half-way leaves nothing that looks like a run. */
async function copyWhole(run: string, copy: string): Promise<void> {
  const half = path.join(path.dirname(copy), `.merging-${path.basename(copy)}`);
  const manifest = path.join(run, 'manifest.json');
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  await cp(run, half, { recursive: true, filter: (source) => source !== manifest });
  await cp(manifest, path.join(half, 'manifest.json'));
  await rename(half, copy);
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

async function sameManifest(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((folder) => readFile(path.join(folder, 'manifest.json')).catch(() => undefined)),
  );
  return a !== undefined && b !== undefined && a.equals(b);
}

function describe(merged: readonly Merged[], target: string): string {
  const count = (wanted: Merged['result']) => merged.filter(({ result }) => result === wanted).length;
  const lines = merged.flatMap(({ run, result, message }) =>
    message ? [`${result}: ${fromHere(run)}: ${message}`] : [],
  );
  return [
    ...lines,
    `${count('copied')} copied to ${fromHere(target)}, ${count('there')} there already, ${count('refused')} refused`,
  ].join('\n');
}
