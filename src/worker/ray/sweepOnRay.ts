/** A sweep on Ray: see `python/sweep.py`. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SweepPlan, Trial } from '../../core/sweep/plan.js';
import { type TrialState, WAITING } from '../../core/sweep/run.js';
import { nodeFiles } from '../nodeFiles.js';
import { isRunning } from '../processes.js';
import type { Python } from '../protocol.js';
import { PYTHON_VARIABLE } from '../python/find.js';
import { PythonProcess } from '../python/pythonProcess.js';
import { statusOf } from '../runStatus.js';
import { findTrials } from '../trials.js';

/** Milliseconds without a sign of life after which Ray's driver hangs. */
const SILENCE = 120_000;
/** Milliseconds that trials have to stop when the sweep is cancelled. */
const STOPPING = 30_000;
/** Runs are looked at this often, milliseconds. */
const LOOK = 1000;

export interface RaySweep {
  /** Path of the config, as it stands on the disk. */
  readonly config: string;
  readonly plan: SweepPlan;
  /** Folder of run folders. */
  readonly root: string;
  /** How many train at once; as many as there is room for where undefined. */
  readonly parallel?: number;
  /** Of a cluster; without it `RAY_ADDRESS`, else a Ray that is started here. */
  readonly address?: string;
  readonly cancelled: () => boolean;
  /** Hears of each trial that has ended. */
  readonly ended: (trial: Trial, state: TrialState) => void;
  /** Hears now and then how all trials stand. */
  readonly seen?: (states: ReadonlyMap<string, TrialState>) => void;
}

export interface RayPrograms {
  readonly python: Python;
  /** Path of `sweep.py`. */
  readonly script: string;
  /** What starts the command line of this program, the same on every node. */
  readonly command: readonly string[];
  /** What it finds in its environment besides that of the node, and besides Python and its backend. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A node of a cluster has an environment of its own: trials get the Python that was chosen here, and the backend. */
function environmentOf({ python: { command, environment: own }, environment }: RayPrograms): Record<string, string> {
  const { KERAS_BACKEND } = own;
  return { ...environment, ...(KERAS_BACKEND && { KERAS_BACKEND }), [PYTHON_VARIABLE]: command };
}

/**
 * Lets Ray train all trials.
 * @returns as `runSweep`; what Ray has stopped early is `stopped`.
 * @throws {PythonError} where Ray is missing, or goes away; what is done stays.
 */
export async function sweepOnRay(sweep: RaySweep, programs: RayPrograms) {
  const { python, script, command } = programs;
  const { plan, root, cancelled } = sweep;
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(path.join(tmpdir(), 'lstm-lens-ray-'));
  // Where every node can write: Ray keeps what it knows of the trials there.
  const storage = path.resolve(path.dirname(root), `ray-${plan.id}`);
  await writeFile(
    path.join(folder, 'job.json'),
    JSON.stringify({ ...jobOf(sweep), command, environment: environmentOf(programs), storage }),
  );
  const driver = new PythonProcess(python, script, folder, SILENCE);
  const failures = new Map<string, string>();
  let looked = Date.now();
  const look = async () => {
    looked = Date.now();
    const states = await statesOf(sweep, failures, true);
    sweep.seen?.(states);
    return states;
  };
  try {
    for (;;) {
      const message = await driver.next(() => {
        if (cancelled()) throw new Cancelled();
        if (sweep.seen && Date.now() - looked > LOOK) look().catch(() => {});
      });
      if (message.lstmLens === 'saved') break;
      const trial = message.lstmLens === 'trial' && plan.trials.find(({ id }) => id === message.id);
      if (!trial) continue;
      if (message.message !== undefined) failures.set(trial.id, message.message);
      sweep.ended(trial, (await look()).get(trial.id) ?? WAITING);
    }
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    await driver.stop(STOPPING);
  } finally {
    await driver.end();
    for (const left of [folder, storage]) await rm(left, { recursive: true, force: true }).catch(() => {});
  }
  return statesOf(sweep, failures, false);
}

class Cancelled extends Error {}

function jobOf({ config, plan, root, parallel, address }: RaySweep) {
  const { spec, engines, trials, epochs } = plan;
  const { method, reductionFactor, minEpochs, resources } = spec;
  return {
    config: path.resolve(config),
    runs: path.resolve(root),
    count: trials.length,
    trials: trials.map(({ id, index }) => ({ id, index })),
    epochs,
    halving: method === 'successiveHalving' ? { reductionFactor, minEpochs } : null,
    resources,
    keras: engines.includes('keras'),
    parallel: parallel ?? null,
    address: address || null,
  };
}

/** By the ids of the trials. @param going whether Ray is at work: whether a process of another node lives is its affair. */
async function statesOf(
  { config, plan, root }: RaySweep,
  failures: ReadonlyMap<string, string>,
  going: boolean,
): Promise<Map<string, TrialState>> {
  const found = await findTrials(nodeFiles, root, config, plan, (run) =>
    going && run.status === 'running' ? 'running' : statusOf(run, isRunning),
  );
  const stateOf = (id: string): TrialState => {
    const state = found.get(id) ?? WAITING;
    const message = failures.get(id);
    if (message !== undefined && state.status !== 'done') return { ...state, status: 'failed', message };
    return going && state.status === 'elsewhere' ? { ...state, status: 'running' } : state;
  };
  return new Map(plan.trials.map(({ id }) => [id, stateOf(id)]));
}
