/**
 * A worker that dies at any moment of a run leaves a folder that can be listed, and gone on with to the same bits; so
 * does a disk that is full. The disk is a real one, the death is not: from that moment on nothing that the worker has
 * asked for comes to an end, or is refused.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileError, type Files } from '../../../src/core/files.js';
import { listRuns, listUnreadableRuns, resumePath } from '../../../src/core/runs/runFolder.js';
import { readRunModel } from '../../../src/core/runs/runModel.js';
import type { WorkerHost } from '../../../src/worker/host.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { isRunning } from '../../../src/worker/processes.js';
import { statusOf } from '../../../src/worker/runStatus.js';
import { train } from '../../../src/worker/train.js';
import { testHost } from './testHost.js';

/** A run is long enough for so many moments at least. */
const MOMENTS = 200;
const DEATHS = ['before', 'half', 'after'] as const;
/** No process has it: what a dead one was writing is recognized by it. */
const DEAD_PROCESS = 2 ** 30;
/** Milliseconds; there are many runs in it, which take long on a busy machine. */
const PATIENCE = 900_000;
const NEVER = new Promise<never>(() => {});

const CONFIG = JSON.stringify({
  seed: 3,
  data: { task: 'sum', samples: 40, length: 3, split: { validation: 0.25 } },
  model: {
    layers: [
      { type: 'lstm', units: 4 },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 20, batchSize: 16 },
  inspect: { influence: ['gradientInput'], attention: [] },
});

/** How far the operation comes in which the worker dies. */
type Death = (typeof DEATHS)[number];

/** A disk that is full from then on, or for one operation: another program has made room again. */
const FULL = ['full', 'full once'] as const;
type Full = (typeof FULL)[number];

/** What is found of a run, and made of it: trained again from the start where there is nothing to go on from. */
type End = 'nothing' | 'again' | 'resumed' | 'done';

interface Life {
  readonly files: Files;
  readonly host: WorkerHost;
  /** Operations that would have changed the disk, so far. */
  readonly changes: () => number;
  readonly death: Promise<void>;
}

/** A worker on the real disk that dies, or finds it full, in the change of the disk with this number. */
function life(deathAt = Number.POSITIVE_INFINITY, death: Death | Full = 'before'): Life {
  let [changes, seconds, alive] = [0, 0, true];
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = () => {
      alive = false;
      resolve();
    };
  });
  /** Runs a change of the disk, or as much of it as the worker lives to see. */
  const change = async (file: string, whole: () => Promise<void>, half: () => Promise<void>): Promise<void> => {
    if (!alive) return NEVER;
    if (++changes < deathAt || (death === 'full once' && changes > deathAt)) return whole();
    if (isFull(death)) throw new FileError(`${file} cannot be written: no space is left on its disk.`);
    alive = false;
    if (death === 'half') await half();
    if (death === 'after') await whole();
    die();
    return NEVER;
  };
  const living = <T>(work: () => Promise<T>): Promise<T> => (alive ? work() : NEVER);
  const files: Files = {
    ...nodeFiles,
    size: (file) => living(() => nodeFiles.size(file)),
    read: (file) => living(() => nodeFiles.read(file)),
    list: (folder) => living(() => nodeFiles.list(folder)),
    // Half a write is a part of the temporary file, half an addition a part of the text.
    write: (file, content) =>
      change(
        file,
        () => nodeFiles.write(file, content),
        () =>
          writeFile(
            path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`),
            content.slice(0, content.length / 2),
          ),
      ),
    append: (file, text) =>
      change(
        file,
        () => nodeFiles.append(file, text),
        () => appendFile(file, text.slice(0, text.length / 2)),
      ),
    makeFolder: (folder) =>
      change(
        folder,
        () => nodeFiles.makeFolder(folder),
        async () => {},
      ),
  };
  const host = testHost(files, {
    yieldTurn: () => (alive ? Promise.resolve() : NEVER),
    // A second passes whenever the worker looks at the clock, so that it writes as often as in a long training.
    seconds: () => seconds++,
    writer: { process: DEAD_PROCESS },
    isRunning,
  });
  return { files, host, changes: () => changes, death: died };
}

function isFull(what: Death | Full): what is Full {
  return what === 'full' || what === 'full once';
}

describe('a worker that dies at any moment', () => {
  let root: string;
  let whole: { readonly changes: number; readonly content: Map<string, Buffer> };

  beforeAll(async () => {
    root = await mkdtemp(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lstm-lens-crash-'));
    const folder = path.join(root, 'whole');
    await nodeFiles.makeFolder(folder);
    const one = life();
    const { run } = await begin(one, folder);
    whole = { changes: one.changes(), content: await contentOf(run) };
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  // Killed before the first file, and after the manifest that says that all is done.
  const everyEnd: readonly End[] = ['nothing', 'again', 'resumed', 'done'];

  it.each(DEATHS)(
    'is survived by its run, whichever change of the disk it dies in: %s',
    async (death) => {
      expect(whole.changes * DEATHS.length).toBeGreaterThanOrEqual(MOMENTS);
      const ends = new Set<End>();
      for (let at = 1; at <= whole.changes; at++) {
        const folder = path.join(root, `${death}-${at}`);
        await nodeFiles.makeFolder(folder);
        const dying = life(at, death);
        await Promise.race([begin(dying, folder), dying.death]);
        ends.add(await liveOn(folder, `death ${death} change ${at}`));
        await rm(folder, { recursive: true });
      }
      expect([...ends].sort()).toEqual([...everyEnd].sort());
    },
    PATIENCE,
  );

  it.each(FULL)(
    'is survived, too, where its disk is %s',
    async (full) => {
      const ends = new Set<End>();
      for (let at = 1; at <= whole.changes; at++) {
        // Every second, and the last, behind which all is done.
        if (at % 2 === 0 && at < whole.changes) continue;
        const folder = path.join(root, `${full}-${at}`);
        await nodeFiles.makeFolder(folder);
        // One message, which names the file.
        const name = new RegExp(`${folder}/\\S+ cannot be written: no space is left on its disk\\.$`);
        await expect(begin(life(at, full), folder), `${full} at ${at}`).rejects.toThrow(name);
        if (full === 'full once') {
          for (const run of await listRuns(nodeFiles, folder)) expect(run.status, `at ${at}`).not.toBe('running');
        }
        ends.add(await liveOn(folder, `${full} at ${at}`));
        await rm(folder, { recursive: true });
      }
      expect([...ends].sort()).toEqual([...everyEnd].sort());
    },
    PATIENCE,
  );

  function begin({ host }: Life, folder: string, resume?: string) {
    const config = { path: path.join(folder, 'sum.lstm.json'), text: CONFIG };
    return train(
      host,
      { config, resume, dataSamples: 0, progress: '' },
      () => {},
      () => false,
    );
  }

  /** What another process finds, and what it makes of it. */
  async function liveOn(folder: string, what: string): Promise<End> {
    const runs = await listRuns(nodeFiles, folder);
    expect(await listUnreadableRuns(nodeFiles, folder, 'sum.lstm.json'), what).toEqual([]);
    if (runs.length === 0) return 'nothing';
    expect(runs, what).toHaveLength(1);
    const [run] = runs;
    if (run.status === 'done') {
      expectSame(await contentOf(run.folder), what);
      expect((await readRunModel(nodeFiles, run.folder)).layers, what).toHaveLength(3);
      return 'done';
    }
    expect(statusOf(run, isRunning), what).toBe('interrupted');
    const resumable = (await nodeFiles.size(resumePath(run.folder))) !== undefined;
    const { run: ended } = await begin(life(), folder, resumable ? run.folder : undefined);
    expectSame(await contentOf(ended), what);
    expect(
      (await readdir(ended, { recursive: true })).filter((name) => path.basename(name).startsWith('.')),
      what,
    ).toEqual([]);
    return resumable ? 'resumed' : 'again';
  }

  function expectSame(content: Map<string, Buffer>, what: string): void {
    expect([...content.keys()].sort(), what).toEqual([...whole.content.keys()].sort());
    for (const [name, bytes] of whole.content) expect(content.get(name)?.equals(bytes), `${what}: ${name}`).toBe(true);
  }
});

/** What a run has learned and said; when and where it ran is told by the manifest alone, and counts for nothing here. */
async function contentOf(run: string): Promise<Map<string, Buffer>> {
  const names = ['config.lstm.json', 'metrics.jsonl', 'model.json', 'weights.bin'];
  const checkpoints = (await readdir(path.join(run, 'checkpoints'))).filter((name) => /^epoch-/.test(name));
  const all = [...names, ...checkpoints.map((name) => `checkpoints/${name}`)];
  return new Map(await Promise.all(all.map(async (name) => [name, await readFile(path.join(run, name))] as const)));
}
