/** The experiments that are open, what each is doing, and its last inspection: the one state that all views show. */
import * as vscode from 'vscode';
import { host } from '#host';
import { withFinding, withoutSample } from '../../webview/findings.js';
import type { Embedding, EpochPoint, Finding, HostMessage, Progress, Status } from '../../webview/protocol.js';
import type { Inspection, SampleInspection } from '../core/analysis/inspection.js';
import type { PartShare } from '../core/analysis/parts.js';
import { join } from '../core/files.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { listCheckpoints, readRunConfig } from '../core/runs/runFolder.js';
import type {
  ConfigText,
  CurrentModel,
  InspectParams,
  InspectProgress,
  InspectResult,
  TrainProgress,
} from '../worker/protocol.js';
import { nameOf } from './configs.js';
import { failedBy } from './failed.js';
import { pathOf } from './paths.js';
import type { Queue } from './queue.js';
import type { Runs } from './runs.js';
import type { WorkerPool } from './workerPool.js';

export interface ExperimentState {
  readonly uri: vscode.Uri;
  readonly status: Status;
  readonly epochs: readonly EpochPoint[];
  /** The epoch whose weights were kept, where it is not the last. */
  readonly bestEpoch?: number;
  readonly seconds?: number;
  readonly run?: { readonly folder: string; readonly started: string };
  /** The run's folder was deleted while it was shown. */
  readonly gone?: boolean;
  readonly inspection?: Inspection;
  /** What was inspected, so that more can be asked about the very same. */
  readonly inspected?: InspectParams;
  /** The sequence that was asked for besides the first ones; its sample is the inspection's last. */
  readonly sequence?: number;
  /** Layouts of hidden states of this inspection that were asked for. */
  readonly embeddings?: readonly Embedding[];
  /** What was asked about how this model computes. */
  readonly findings?: readonly Finding[];
  /** Epochs whose weights the run has kept. */
  readonly checkpoints?: readonly number[];
}

/** Samples of the data that the panel lets one walk through, besides `inspect.inputs`. */
const DATA_SAMPLES = 20;

/** Milliseconds for which it is told that a training was taken up again. */
const GOING_ON = 8000;

const NOTHING_INSPECTED = {
  sequence: undefined,
  gone: undefined,
  inspection: undefined,
  inspected: undefined,
  embeddings: undefined,
  findings: undefined,
  checkpoints: undefined,
} as const;

export class Experiments implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  private held: Promise<unknown> = Promise.resolve();
  private readonly states = new Map<string, ExperimentState>();
  private readonly running = new Map<string, vscode.CancellationTokenSource>();
  private readonly changed = new vscode.EventEmitter<ExperimentState>();
  private readonly streamed = new vscode.EventEmitter<{ uri: vscode.Uri; message: HostMessage }>();
  private readonly foundProblems = new vscode.EventEmitter<{ uri: vscode.Uri; problems: readonly Problem[] }>();
  private readonly trained = new vscode.EventEmitter<ExperimentState>();

  /** The whole state of one experiment is another one now. */
  readonly onDidChange = this.changed.event;
  /** A small step of a training that goes on; the state already contains it. */
  readonly onDidStream = this.streamed.event;
  /** What the worker found wrong with a config or its files; an empty list takes earlier ones back. */
  readonly onDidFindProblems = this.foundProblems.event;
  /** A training has begun or ended, however it ended. */
  readonly onDidTrain = this.trained.event;

  constructor(
    private readonly workers: WorkerPool,
    private readonly runs: Runs,
    private readonly queue: Queue,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = runs.onDidChange(() => this.lookForRuns());
  }

  get(uri: vscode.Uri): ExperimentState {
    return this.states.get(uri.toString()) ?? { uri, status: { kind: 'empty' }, epochs: [] };
  }

  /**
   * Trains what the editor shows of the config, saved or not. Ends when the run has ended, and never throws.
   * @param resume folder of a run to go on with instead, as the config was for it.
   */
  async train(uri: vscode.Uri, resume?: string): Promise<void> {
    await this.work(uri, { kind: 'training' }, (config, token) => {
      const wait = () => this.update(uri, { status: { kind: 'training', waiting: true } });
      return this.queue.run(() => this.trainNow(uri, config, token, resume), wait, token);
    });
    this.trained.fire(this.get(uri));
  }

  private async trainNow(
    uri: vscode.Uri,
    edited: ConfigText,
    token: vscode.CancellationToken,
    resume: string | undefined,
  ): Promise<void> {
    const text = resume === undefined ? edited.text : await readRunConfig(host.files, resume);
    const config = { ...edited, text };
    const known: EpochPoint[] = [];
    this.update(uri, {
      ...NOTHING_INSPECTED,
      status: { kind: 'training' },
      epochs: known,
      bestEpoch: undefined,
      run: undefined,
      seconds: undefined,
    });
    const result = await this.workers.use(config, (worker) =>
      worker.train({ config, resume, dataSamples: DATA_SAMPLES }, (progress) => this.take(uri, progress, known), token),
    );
    const { run, started, epochs, bestEpoch, seconds, inspection, status } = result;
    this.log.info(`${config.path}: ${status} after ${epochs.length} epochs in ${seconds.toFixed(3)} s, run ${run}`);
    this.update(uri, {
      status: status === 'done' ? { kind: 'ready' } : { kind: 'cancelled', epochs: epochs.length },
      run: { folder: run, started },
      epochs,
      bestEpoch,
      seconds,
      // Where the inspection was cancelled, what was seen of it early stays.
      inspection: inspection ?? this.get(uri).inspection,
      inspected: { run, config, dataSamples: DATA_SAMPLES },
      checkpoints: await listCheckpoints(host.files, run),
    });
  }

  /** Inspects a run, or what the config names: the model it loads, else its newest run. Never throws. */
  async inspect(uri: vscode.Uri, run?: string): Promise<void> {
    await this.work(uri, { kind: 'inspecting' }, async (config, token) => {
      const params = { config, run, dataSamples: DATA_SAMPLES };
      let before: ExperimentState | undefined;
      const follow = (progress: InspectProgress) => {
        if (progress.kind === 'part') return this.tellPart(uri, progress);
        const shown = this.get(uri);
        // Of what is shown already, more is known than that.
        if (shown.inspection?.source === progress.result.inspection.source) return;
        before = shown;
        this.glance(uri, progress.result);
      };
      const result = await this.workers
        .use(config, (worker) => worker.inspect(params, follow, token))
        .catch((error) => {
          // What was shown in its place is shown again.
          if (before) this.states.set(uri.toString(), { ...before, status: this.get(uri).status });
          throw error;
        });
      const folder = result.run?.folder;
      const checkpoints = folder === undefined ? [] : await listCheckpoints(host.files, folder);
      this.show(uri, result, { ...params, run: folder }, checkpoints);
    });
  }

  /** Nothing is restored before this has settled. */
  holdRestoring(until: Promise<unknown>): void {
    this.held = until;
  }

  /** Fills an experiment that this window has not seen yet with its newest usable run, where there is one. */
  async restore(uri: vscode.Uri): Promise<void> {
    await this.held;
    const untouched = this.get(uri).status.kind === 'empty';
    if (!untouched) return;
    if ((await this.runs.of(uri)).some(({ epochs }) => epochs > 0)) {
      await this.inspect(uri);
      return;
    }
    const [unreadable] = await this.runs.unreadable(uri);
    if (unreadable) this.update(uri, { status: { kind: 'failed', message: unreadable.message } });
  }

  /** What has been learned already of a config. @throws {BadInputError} where config or data are at fault. */
  async current(config: ConfigText, token: vscode.CancellationToken): Promise<CurrentModel> {
    return this.workers.use(undefined, (worker) => worker.current(config, token));
  }

  /** Problems of a config and of its data, without any effect on the state. */
  async check(config: ConfigText, token: vscode.CancellationToken): Promise<readonly Problem[]> {
    return this.workers.use(undefined, (worker) => worker.check(config, token));
  }

  /** Keeps a further sample, in place of the one that was asked for before, and tells those who watch. */
  setSequence(uri: vscode.Uri, sample: SampleInspection): void {
    const { inspection, sequence, findings = [] } = this.get(uri);
    if (!inspection) return;
    const first = sequence === undefined ? inspection.samples : inspection.samples.slice(0, -1);
    this.keep(uri, {
      sequence: sample.sequence,
      inspection: { ...inspection, samples: [...first, sample] },
      findings: withoutSample(findings, first.length),
    });
    this.stream(uri, { type: 'sequence', index: first.length, sample });
  }

  /** Keeps a layout that was asked for, or how far it is, and tells those who watch. */
  setEmbedding(uri: vscode.Uri, embedding: Embedding): void {
    const others = (this.get(uri).embeddings ?? []).filter((other) => !sameEmbedding(other, embedding));
    this.keep(uri, { embeddings: [...others, embedding] });
    this.stream(uri, { type: 'embedding', embedding });
  }

  /** Keeps what is known about a question, and tells those who watch. */
  setFinding(uri: vscode.Uri, finding: Finding): void {
    this.keep(uri, { findings: withFinding(this.get(uri).findings ?? [], finding) });
    this.stream(uri, { type: 'finding', finding });
  }

  /** Tells those who watch an experiment something that is no part of its state. */
  stream(uri: vscode.Uri, message: HostMessage): void {
    this.streamed.fire({ uri, message });
  }

  runningConfigs(): vscode.Uri[] {
    return [...this.running.keys()].map((key) => vscode.Uri.parse(key, true));
  }

  /** Resolves once nothing is under way on an experiment. */
  async rest(uri: vscode.Uri): Promise<void> {
    while (this.running.has(uri.toString())) {
      await new Promise<void>((resolve) => {
        const waiting = this.onDidChange(() => {
          waiting.dispose();
          resolve();
        });
      });
    }
  }

  cancel(uri: vscode.Uri): void {
    this.running.get(uri.toString())?.cancel();
  }

  dispose(): void {
    this.subscription.dispose();
    for (const source of this.running.values()) source.cancel();
    for (const emitter of [this.changed, this.streamed, this.foundProblems, this.trained]) emitter.dispose();
  }

  /** Marks what is shown of runs whose folder is no longer there, and of those that came back. */
  private async lookForRuns(): Promise<void> {
    for (const { uri, run, gone } of this.states.values()) {
      if (!run || this.running.has(uri.toString())) continue;
      const missing = (await host.files.size(join(run.folder, 'manifest.json'))) === undefined;
      if (missing !== (gone ?? false) && this.get(uri).run === run) this.update(uri, { gone: missing });
    }
  }

  /** One piece of work at a time on each experiment; whatever goes wrong becomes its status. */
  private async work(
    uri: vscode.Uri,
    status: Status,
    task: (config: ConfigText, token: vscode.CancellationToken) => Promise<unknown>,
  ): Promise<void> {
    const key = uri.toString();
    if (this.running.has(key)) return;
    const before = this.get(uri).status;
    const source = new vscode.CancellationTokenSource();
    this.running.set(key, source);
    this.update(uri, { status });
    if (status.kind === 'training') this.trained.fire(this.get(uri));
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      await task({ path: pathOf(uri), text: document.getText() }, source.token);
      this.foundProblems.fire({ uri, problems: [] });
    } catch (error) {
      if (source.token.isCancellationRequested) this.update(uri, { status: before });
      else this.fail(uri, error as Error);
    } finally {
      this.running.delete(key);
      source.dispose();
      this.changed.fire(this.get(uri));
    }
  }

  private fail(uri: vscode.Uri, error: Error): void {
    this.log.error(`${uri.fsPath}: ${error.message}`);
    if (error instanceof BadInputError) this.foundProblems.fire({ uri, problems: error.problems });
    this.update(uri, { status: failedBy(error) });
  }

  /** What is known early of an inspection that goes on. */
  private glance(uri: vscode.Uri, { inspection, run }: InspectResult): void {
    const { status } = this.get(uri);
    this.update(uri, { ...NOTHING_INSPECTED, ...aboutRun(run), status, inspection });
  }

  private tellPart(uri: vscode.Uri, { part, share }: PartShare): void {
    const status = { kind: 'inspecting' as const, at: { part, share } };
    // That a training has ended is news for all who watch.
    if (this.get(uri).status.kind !== 'inspecting') {
      this.update(uri, { status });
    } else {
      this.keep(uri, { status });
      this.streamed.fire({ uri, message: { type: 'inspecting', at: status.at } });
    }
  }

  private show(
    uri: vscode.Uri,
    { inspection, run }: InspectResult,
    inspected: InspectParams,
    checkpoints: readonly number[],
  ): void {
    this.update(uri, {
      ...aboutRun(run),
      status: { kind: 'ready' },
      gone: undefined,
      sequence: undefined,
      inspection,
      inspected,
      embeddings: [],
      findings: [],
      checkpoints,
    });
  }

  /** @param epochs the state's own list, which grows: a training may have very many. */
  private take(uri: vscode.Uri, progress: TrainProgress, epochs: EpochPoint[]): void {
    if (progress.kind === 'started') {
      for (const point of progress.before) epochs.push(point);
      this.update(uri, { run: { folder: progress.run, started: progress.started } });
      if (progress.before.length > 0) this.tellGoingOn(uri, progress.before.length);
    } else if (progress.kind === 'preview') {
      const { seconds, inspection } = progress;
      const { status } = this.get(uri);
      this.update(uri, { status: status.kind === 'inspecting' ? status : { kind: 'inspecting' }, seconds, inspection });
    } else if (progress.kind === 'part') {
      this.tellPart(uri, progress);
    } else if (progress.kind === 'epochs') {
      for (const point of progress.epochs) epochs.push(point);
      this.streamed.fire({ uri, message: { type: 'epochs', points: progress.epochs } });
    } else if (progress.kind === 'reading') {
      this.keep(uri, { status: { kind: 'training', reading: progress.share } });
      this.streamed.fire({ uri, message: { type: 'reading', share: progress.share } });
    } else {
      const { kind: _, ...shown }: Progress & { kind: 'batch' } = progress;
      this.keep(uri, { status: { kind: 'training', progress: shown } });
      this.streamed.fire({ uri, message: { type: 'progress', progress: shown } });
    }
  }

  private tellGoingOn(uri: vscode.Uri, epoch: number): void {
    const name = nameOf(uri);
    const message = vscode.l10n.t('{0}: the training goes on after epoch {1}', name, epoch);
    this.log.info(message);
    vscode.window.setStatusBarMessage(`$(debug-continue) ${message}`, GOING_ON);
  }

  private keep(uri: vscode.Uri, change: Partial<ExperimentState>): void {
    this.states.set(uri.toString(), { ...this.get(uri), ...change });
  }

  private update(uri: vscode.Uri, change: Partial<ExperimentState>): void {
    this.keep(uri, change);
    this.changed.fire(this.get(uri));
  }
}

function aboutRun(run: InspectResult['run']): Pick<ExperimentState, 'epochs' | 'bestEpoch' | 'seconds' | 'run'> {
  if (!run) return { epochs: [], bestEpoch: undefined, seconds: undefined, run: undefined };
  const { folder, started, epochs, bestEpoch, seconds } = run;
  return { epochs, bestEpoch, seconds, run: { folder, started } };
}

function sameEmbedding(one: Embedding, other: Embedding): boolean {
  return one.layer === other.layer && one.method === other.method && one.dimensions === other.dimensions;
}
