/** The sweeps of this window's configs: which trials there are, how far each is, and their running. */
import * as vscode from 'vscode';
import { host } from '#host';
import type { WrittenExperiment } from '../core/config/experiment.js';
import { folderOf, join } from '../core/files.js';
import { BadInputError } from '../core/problems.js';
import { RUNS_FOLDER } from '../core/runs/runFolder.js';
import { planSweep, type SweepPlan, type Trial } from '../core/sweep/plan.js';
import { runSweep, type TrialState, WAITING } from '../core/sweep/run.js';
import type { ConfigText, TrainProgress } from '../worker/protocol.js';
import type { RaySweep } from '../worker/ray/sweepOnRay.js';
import { findTrials, trainTrial } from '../worker/trials.js';
import { isConfig, memoryLimit } from './configs.js';
import { pathOf } from './paths.js';
import type { Queue } from './queue.js';
import { statusOf } from './runStatus.js';
import type { Runs } from './runs.js';
import type { WorkerPool } from './workerPool.js';

export interface SweepState {
  readonly plan: SweepPlan;
  /** By the ids of the trials. */
  readonly states: ReadonlyMap<string, TrialState>;
  readonly running: boolean;
  /** Whether losses are those of a validation part. */
  readonly validated: boolean;
}

const KEPT = 'sweeps';

/** Those who watch are told at most this often, milliseconds. */
const TELL = 200;
/** Typing is followed after this pause, milliseconds. */
const PAUSE = 500;

export class Sweeps implements vscode.Disposable {
  private readonly known = new Map<string, Omit<SweepState, 'running'>>();
  private readonly running = new Map<string, vscode.CancellationTokenSource>();
  /** Configs whose sweeps somebody looks at. */
  private readonly watched = new Map<string, vscode.Uri>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<{ uri: vscode.Uri }>();
  private readonly subscriptions: vscode.Disposable[];
  private closing = false;

  /** A trial has come further, or the sweep is another one. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly workers: WorkerPool,
    private readonly runs: Runs,
    private readonly queue: Queue,
    private readonly log: vscode.LogOutputChannel,
    private readonly memory: vscode.Memento,
  ) {
    // While it is at work the timer is for telling; its end looks again.
    const lookSoon = (uri: vscode.Uri) => {
      if (!this.isRunning(uri)) this.soon(uri, PAUSE, () => this.look(uri));
    };
    this.subscriptions = [
      runs.onDidChange(() => [...this.watched.values()].forEach(lookSoon)),
      vscode.workspace.onDidChangeTextDocument(({ document: { uri } }) => {
        if (this.watched.has(uri.toString())) lookSoon(uri);
      }),
    ];
  }

  /** What is known by now; undefined where the config has no sweep. */
  get(uri: vscode.Uri): SweepState | undefined {
    const known = this.known.get(uri.toString());
    return known && { ...known, running: this.isRunning(uri) };
  }

  isRunning(uri: vscode.Uri): boolean {
    return this.running.has(uri.toString());
  }

  runningConfigs(): vscode.Uri[] {
    return [...this.running.keys()].map((key) => vscode.Uri.parse(key, true));
  }

  /** From now on the config's sweep is followed. */
  watch(uri: vscode.Uri): void {
    if (this.watched.has(uri.toString()) || !isConfig(uri)) return;
    this.watched.set(uri.toString(), uri);
    void this.look(uri);
  }

  /**
   * Trains what is missing of the sweep that the editor shows, saved or not. Ends when all trials have ended.
   * @throws {BadInputError}, {Error} where there is no sweep that could be run.
   */
  async run(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (this.running.has(key)) return;
    const source = new vscode.CancellationTokenSource();
    this.running.set(key, source);
    this.watched.set(key, uri);
    void this.note();
    try {
      const config = await textOf(uri);
      const { plan, experiment } = await this.read(config);
      if (!plan)
        throw new Error(vscode.l10n.t('The config has no "sweep", for example "sweep": { "seed": [1, 2, 3] }.'));
      const before = await findTrials(host.files, rootOf(uri), config.path, plan, statusOf);
      this.keep(uri, plan, before, experiment);
      if (plan.spec.on === 'ray') return await this.runOnRay(uri, plan, source.token);
      await runSweep(plan, before, {
        lanes: vscode.workspace.getConfiguration('lstmLens').get('parallelTrainings', 2),
        cancelled: () => source.token.isCancellationRequested,
        train: (trial, state, until) => this.train(uri, config, plan, trial, state, until, source.token),
      });
      this.log.info(`${config.path}: sweep ${plan.id} of ${plan.trials.length} trials ended`);
    } finally {
      this.running.delete(key);
      source.dispose();
      void this.note();
      await this.look(uri);
      this.changed.fire({ uri });
      // The config may have been renamed meanwhile.
      await this.runs.settle(uri);
    }
  }

  /** Every trial is read from the disk again, wherever it is trained. */
  private async runOnRay(uri: vscode.Uri, plan: SweepPlan, token: vscode.CancellationToken): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.isDirty && !(await document.save()))
      throw new Error(vscode.l10n.t('The config could not be saved, and Ray reads it from the disk.'));
    const sweep: RaySweep = {
      ...{ config: pathOf(uri), plan, root: rootOf(uri), cancelled: () => token.isCancellationRequested },
      ended: (trial, { status, message = '' }) =>
        this.log.info(`${uri.fsPath}: trial ${trial.index + 1} on Ray: ${status} ${message}`),
      seen: (all) => {
        for (const trial of plan.trials) this.set(uri, trial, all.get(trial.id) ?? WAITING);
      },
    };
    const { memory, reach } = this.workers.bounds();
    const states = await host.sweepOnRay(this.extension, sweep, memory, reach);
    for (const trial of plan.trials) this.set(uri, trial, states.get(trial.id) ?? WAITING);
  }

  /** What is done stays; trials that are at work stop after their batch, and can go on later. */
  cancel(uri: vscode.Uri): void {
    this.running.get(uri.toString())?.cancel();
  }

  /** Goes on with the sweeps that ended with their window. */
  goOn(): void {
    if (!vscode.workspace.isTrusted) return;
    for (const key of this.memory.get<string[]>(KEPT, [])) {
      this.run(vscode.Uri.parse(key, true)).catch((error: Error) => this.log.warn(`${key}: ${error.message}`));
    }
  }

  dispose(): void {
    this.closing = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const source of this.running.values()) source.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private async train(
    uri: vscode.Uri,
    config: ConfigText,
    plan: SweepPlan,
    trial: Trial,
    before: TrialState,
    until: number | undefined,
    token: vscode.CancellationToken,
  ): Promise<TrialState> {
    const set = (state: TrialState) => this.set(uri, trial, state);
    const work = { config, plan, trial, before, until, root: rootOf(uri) };
    const begin = async () => {
      let state: TrialState = { ...before, status: 'running' };
      set(state);
      const follow = (progress: TrainProgress) => {
        state = advanced(state, progress);
        set(state);
      };
      return trainTrial(host.files, (own, request) => this.workers.use(own, request), work, follow, token);
    };
    // Cancelled before its turn: it is as it was.
    const after = await this.queue
      .run(begin, () => {}, token)
      .catch((error: Error) =>
        token.isCancellationRequested ? before : ({ ...before, status: 'failed', message: error.message } as const),
      );
    if (after.status === 'failed') this.log.warn(`${uri.fsPath}: trial ${trial.index + 1} failed: ${after.message}`);
    set(after);
    return after;
  }

  /** A window that closes ends its sweeps; what it was at is kept for the next one. */
  private async note(): Promise<void> {
    if (!this.closing) await this.memory.update(KEPT, [...this.running.keys()]);
  }

  /** Reads plan and runs anew, unless the sweep is at work: then they are known better. */
  private async look(uri: vscode.Uri): Promise<void> {
    if (this.running.has(uri.toString())) return;
    const config = await textOf(uri).catch(() => undefined);
    const { plan, experiment } = config
      ? await this.read(config).catch(() => ({ plan: undefined, experiment: undefined }))
      : {};
    const found = plan && config ? await findTrials(host.files, rootOf(uri), config.path, plan, statusOf) : new Map();
    if (this.running.has(uri.toString())) return;
    // A text that is being typed has no plan: what was known of the last one stays.
    if (plan && experiment) this.keep(uri, plan, found, experiment);
    else if (experiment || !config) this.known.delete(uri.toString());
    else return;
    this.changed.fire({ uri });
  }

  private async read({ path, text }: ConfigText): Promise<{ plan?: SweepPlan; experiment: WrittenExperiment }> {
    // Loaded at the first use, with all that knows the schema.
    const { readConfig } = await import('../core/config/read.js');
    const { experiment, problems } = await readConfig(path, text, memoryLimit());
    if (!experiment) throw new BadInputError(problems);
    return { plan: await planSweep(text, experiment), experiment };
  }

  private keep(
    uri: vscode.Uri,
    plan: SweepPlan,
    states: ReadonlyMap<string, TrialState>,
    { data }: WrittenExperiment,
  ): void {
    this.known.set(uri.toString(), { plan, states, validated: data.split.validation > 0 });
  }

  private set(uri: vscode.Uri, { id }: Trial, state: TrialState): void {
    const known = this.known.get(uri.toString());
    if (!known) return;
    this.known.set(uri.toString(), { ...known, states: new Map(known.states).set(id, state) });
    if (!this.timers.has(uri.toString())) this.soon(uri, TELL, () => this.changed.fire({ uri }));
  }

  private soon(uri: vscode.Uri, pause: number, work: () => unknown): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    const begin = () => {
      this.timers.delete(key);
      void work();
    };
    this.timers.set(key, setTimeout(begin, pause));
  }
}

/** Of a trial that nothing is known of. */
export function stateIn({ states }: SweepState, { id }: Trial): TrialState {
  return states.get(id) ?? WAITING;
}

function advanced(state: TrialState, progress: TrainProgress): TrialState {
  if (progress.kind === 'started') return { ...state, run: progress.run, epochs: progress.before };
  if (progress.kind === 'epochs') return { ...state, epochs: [...state.epochs, ...progress.epochs] };
  return state;
}

function rootOf(uri: vscode.Uri): string {
  return join(folderOf(pathOf(uri)), RUNS_FOLDER);
}

async function textOf(uri: vscode.Uri): Promise<ConfigText> {
  const document = await vscode.workspace.openTextDocument(uri);
  return { path: pathOf(uri), text: document.getText() };
}
