/** The real program, killed or without a disk. `npm run crash` kills it more often. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/core/random.js';
import { listRuns } from '../../../src/core/runs/runFolder.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { isRunning } from '../../../src/worker/processes.js';
import { statusOf } from '../../../src/worker/runStatus.js';
import { aimOf, CLI, killAt, liveOn, type Phase, prepare, undisturbed, type Whole } from '../../crash/kill.js';
import { temporaryFolder } from '../support/temporaryFolder.js';

const MOMENTS = 20;
/** So many that a run takes about a second. */
const EPOCHS = 150;
/** Milliseconds; there are many runs in it, which take long on a busy machine. */
const PATIENCE = 900_000;

const folder = temporaryFolder('kill');
let whole: Whole;
beforeAll(async () => {
  whole = await undisturbed(path.join(folder, 'whole'), EPOCHS);
}, PATIENCE);

it(
  'loses nothing when it is killed at a random moment of each phase, alone or with its group',
  async () => {
    const random = Random.for(Number(process.env.FAST_CHECK_SEED ?? 1), 'shuffle');
    const phases: Phase[] = [];
    for (let moment = 0; moment < MOMENTS; moment++) {
      const killed = await killAt(path.join(folder, `killed-${moment}`), whole, aimOf(moment, random));
      if (killed) phases.push(killed.phase);
    }
    // How many, and in which, depends on how busy the machine is.
    expect(phases.length).toBeGreaterThan(MOMENTS / 2);
    expect(new Set(phases).size).toBeGreaterThan(2);
  },
  PATIENCE,
);

function train(at: string) {
  const child = spawn(process.execPath, [CLI, 'train', 'sum.lstm.json'], {
    cwd: at,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([status]) => ({ status, complaint: errors.split('\n').at(-2) }));
  const begun = () =>
    vi.waitUntil(
      async () => (await listRuns(nodeFiles, at)).some(({ folder }) => existsSync(`${folder}/metrics.jsonl`)),
      {
        timeout: 60_000,
      },
    );
  return { ended, begun };
}

describe('a folder that is taken away while it trains', () => {
  it('ends the training with one message that names it, and back in its place the run goes on', async () => {
    const at = path.join(folder, 'removed');
    await prepare(at, EPOCHS * 40);
    const { ended, begun } = train(at);
    await begun();
    const [{ folder: run }] = await listRuns(nodeFiles, at);
    await rename(run, path.join(folder, 'elsewhere'));
    const { status, complaint } = await ended;
    expect(status).toBe(1);
    expect(complaint).toContain(run);
    expect(complaint).toMatch(/^lstm-lens: \S+ cannot be written: it, or its folder, is not there\.$/);
    expect(await listRuns(nodeFiles, at)).toEqual([]);
    await rename(path.join(folder, 'elsewhere'), run);
    const [back] = await listRuns(nodeFiles, at);
    expect(statusOf(back, isRunning)).toBe('interrupted');
  });
});

/** A disk of its own, which only root may make, and only on Linux. */
function disk(at: string, size: string): boolean {
  mkdirSync(at, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', at]).status === 0;
}
const mounted: string[] = [];
afterAll(() => {
  for (const at of mounted) spawnSync('umount', ['-l', at]);
});

describe('a disk', () => {
  const probe = path.join(folder, 'probe');
  const possible = disk(probe, '16k');
  if (possible) spawnSync('umount', ['-l', probe]);

  it.runIf(possible)(
    'that is full ends the training with one message, and with room again the run goes on',
    async () => {
      const at = path.join(folder, 'full');
      // Room for the run's beginning, and not for all of its checkpoints.
      expect(disk(at, '300k')).toBe(true);
      mounted.push(at);
      await prepare(at, EPOCHS);
      const { status, complaint } = await train(at).ended;
      expect(status).toBe(1);
      expect(complaint).toMatch(/^lstm-lens: \S+ cannot be written: no space is left on its disk\.$/);
      expect(complaint).toContain(at);
      const runs = await listRuns(nodeFiles, at);
      expect(runs.map((run) => statusOf(run, isRunning))).toEqual(['interrupted']);
      expect(spawnSync('mount', ['-o', 'remount,size=64m', at]).status).toBe(0);
      expect(['again', 'resumed']).toContain(await liveOn(at, whole));
    },
  );

  it.runIf(possible)('that becomes read-only ends the training likewise', async () => {
    const at = path.join(folder, 'read-only');
    expect(disk(at, '64m')).toBe(true);
    mounted.push(at);
    await prepare(at, EPOCHS);
    const { ended, begun } = train(at);
    await begun();
    // Refused as long as a file is open for writing.
    await vi.waitUntil(() => spawnSync('mount', ['-o', 'remount,ro', at]).status === 0, {
      timeout: 20_000,
      interval: 5,
    });
    const { status, complaint } = await ended;
    expect(status).toBe(1);
    expect(complaint).toMatch(/^lstm-lens: \S+ cannot be written: its disk is read-only\.$/);
    expect((await listRuns(nodeFiles, at)).map((run) => statusOf(run, isRunning))).toEqual(['interrupted']);
    expect(spawnSync('mount', ['-o', 'remount,rw', at]).status).toBe(0);
    expect(['again', 'resumed']).toContain(await liveOn(at, whole));
  });

  it('on which nothing can be written is said before anything is trained', async () => {
    const at = path.join(folder, 'refused');
    await prepare(at, EPOCHS);
    // A file where the runs would be: refused to everyone, also to root.
    writeFileSync(path.join(at, '.lstm-lens'), '');
    const { status, complaint } = await train(at).ended;
    expect(status).toBe(1);
    expect(complaint).toMatch(/^lstm-lens: No run can be written beside its config, so nothing was trained: /);
    expect(complaint).toContain(path.join(at, '.lstm-lens'));
  });
});
