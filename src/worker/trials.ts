/** Trials on this machine: which of them are run folders already, and how one is trained. */
import type { CancellationToken } from 'vscode-jsonrpc';
import { baseName, type Files, join } from '../core/files.js';
import { BadInputError } from '../core/problems.js';
import { listRunsIn, type RunSummary, readEpochs, resumePath, runName } from '../core/runs/runFolder.js';
import { type SweepPlan, type Trial, trialText } from '../core/sweep/plan.js';
import type { TrialState } from '../core/sweep/run.js';
import type { WorkerClient } from './client.js';
import type { ConfigText, TrainProgress } from './protocol.js';
import type { statusOf } from './runStatus.js';

/** What is known of the trials that have a run in the folder, by their ids. @param status how a run stands. */
export async function findTrials(
  files: Files,
  root: string,
  config: string,
  { trials }: Pick<SweepPlan, 'trials'>,
  status: StatusOf,
): Promise<Map<string, TrialState>> {
  const wanted = new Set(trials.map(({ id }) => id));
  const best = new Map<string, RunSummary>();
  for (const run of await listRunsIn(files, root)) {
    const id = run.sweep?.trial;
    if (id === undefined || !wanted.has(id) || run.config !== baseName(config)) continue;
    const other = best.get(id);
    if (!other || worth(run, status) > worth(other, status)) best.set(id, run);
  }
  const states = [...best].map(
    async ([id, run]): Promise<[string, TrialState]> => [id, await stateOf(files, run, status(run))],
  );
  return new Map(await Promise.all(states));
}

type StatusOf = (run: RunSummary) => ReturnType<typeof statusOf>;

/** Of several runs of one trial, which is nearest to its end. */
function worth(run: RunSummary, statusNow: StatusOf): number {
  const status = statusNow(run);
  if (status === 'done') return 4;
  if (status === 'running') return 3;
  return status === 'failed' ? 0 : 1 + run.epochs / (run.epochs + 1);
}

const STATUS = {
  done: 'done',
  running: 'elsewhere',
  failed: 'failed',
  cancelled: 'stopped',
  interrupted: 'stopped',
} as const;

async function stateOf(files: Files, run: RunSummary, status: keyof typeof STATUS): Promise<TrialState> {
  const { folder, bestEpoch, metrics, seconds, message } = run;
  const epochs = await readEpochs(files, folder);
  return { status: STATUS[status], run: folder, epochs, bestEpoch, metrics, seconds, message };
}

export interface TrialWork {
  /** With its sweep. */
  readonly config: ConfigText;
  readonly plan: SweepPlan;
  readonly trial: Trial;
  readonly before: TrialState;
  readonly until: number | undefined;
  /** Folder of run folders. */
  readonly root: string;
}

/** Lends a worker for the engine that a config asks for. */
export type Lend = <T>(config: ConfigText, request: (worker: WorkerClient) => Promise<T>) => Promise<T>;

/** Trains a trial, or goes on with it. Never rejects. */
export async function trainTrial(
  files: Files,
  lend: Lend,
  { config, plan, trial, before, until, root }: TrialWork,
  onProgress: (progress: TrainProgress) => void,
  token: CancellationToken,
): Promise<TrialState> {
  if (before.status === 'elsewhere') return before;
  let run: string | undefined;
  const { id, index, values } = trial;
  const usable = before.run !== undefined && (before.status === 'done' || (await canGoOn(files, before)));
  const params = {
    config: { path: config.path, text: trialText(config.text, plan.spec, trial) },
    // Machines that share a sweep may begin within the same millisecond: the trial's id keeps their folders apart.
    out: join(root, `${runName(new Date().toISOString(), plan.name)}-${id}`),
    dataSamples: 0,
    trial: { mark: { id: plan.id, trial: id, index, values }, until, earlier: usable ? before.run : undefined },
  };
  const follow = (progress: TrainProgress) => {
    if (progress.kind === 'started') run = progress.run;
    onProgress(progress);
  };
  try {
    const { status, ...result } = await lend(params.config, (worker) => worker.train(params, follow, token));
    const { epochs, bestEpoch, metrics, seconds } = result;
    return { status: status === 'done' ? 'done' : 'stopped', run: result.run, epochs, bestEpoch, metrics, seconds };
  } catch (error) {
    // There was no whole epoch yet.
    if (token.isCancellationRequested) return before;
    const message = error instanceof BadInputError ? error.problems[0].message : (error as Error).message;
    return { status: 'failed', run, epochs: [], message };
  }
}

async function canGoOn(files: Files, { status, run = '' }: TrialState): Promise<boolean> {
  return status === 'stopped' && (await files.size(resumePath(run))) !== undefined;
}
