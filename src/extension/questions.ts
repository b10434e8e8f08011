/** What a panel asks about the model that it shows: layouts of its states, and what it was during training. */
import * as vscode from 'vscode';
import { findingOf } from '../../webview/findings.js';
import type { Checkpoint, EmbeddingKey, Finding } from '../../webview/protocol.js';
import type { Question } from '../core/analysis/dynamics/question.js';
import type { Inspection } from '../core/analysis/inspection.js';
import type { InspectParams, WhatIfParams } from '../worker/protocol.js';
import type { Experiments } from './experiments.js';
import { LastAnswers } from './lastAnswers.js';
import { Latest } from './latest.js';
import type { WorkerPool } from './workerPool.js';

/** Checkpoints that are kept; those of a large model are some megabytes each. */
const CHECKPOINTS = 24;

/** A changed input of a sample; its matrices are found only where they are shown. */
type WhatIf = Omit<WhatIfParams, keyof InspectParams | 'label'> & { readonly sample: number };

export class Questions implements vscode.Disposable {
  /** At most one of each kind is being answered for each experiment; the next one ends it. */
  private readonly latest = new Latest();

  /** A training is walked through to and fro. */
  private readonly checkpoints = new LastAnswers<Inspection>(CHECKPOINTS);

  constructor(
    private readonly experiments: Experiments,
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Never throws: a failure is told to the panel. */
  async embed(uri: vscode.Uri, key: EmbeddingKey): Promise<void> {
    const { inspected } = this.experiments.get(uri);
    if (!inspected || !vscode.workspace.isTrusted) return;
    const current = () => this.experiments.get(uri).inspected === inspected;
    await this.ask('embed', uri, async (token) => {
      const show = (share: number) => {
        if (current() && !token.isCancellationRequested) {
          this.experiments.setEmbedding(uri, { ...key, kind: 'working', share });
        }
      };
      show(0);
      try {
        const result = await this.workers.use(inspected.config, (worker) =>
          worker.embed({ ...inspected, ...key }, show, token),
        );
        if (current()) this.experiments.setEmbedding(uri, { ...key, kind: 'done', ...result });
      } catch (error) {
        const message = token.isCancellationRequested ? 'Stopped.' : (error as Error).message;
        if (current()) this.experiments.setEmbedding(uri, { ...key, kind: 'failed', message });
        if (!token.isCancellationRequested) throw error;
      }
    });
  }

  stopEmbedding(uri: vscode.Uri): void {
    this.latest.cancel(`embed ${uri}`);
  }

  /** How the model computes. Never throws: a failure is told to the panel. */
  async answer(uri: vscode.Uri, question: Question): Promise<void> {
    const { inspected, sequence } = this.experiments.get(uri);
    if (!inspected || !vscode.workspace.isTrusted) return;
    const known = () => {
      const { inspected: now, findings = [] } = this.experiments.get(uri);
      return now === inspected ? findingOf(findings, question) : undefined;
    };
    // A page that was hidden asks again for what it shows.
    const { kind } = known() ?? {};
    if (kind === 'working' || kind === 'done') return;
    const tell = (finding: object) => this.experiments.setFinding(uri, { question, ...finding } as Finding);
    await this.ask(question.about, uri, async (token) => {
      tell({ kind: 'working', share: 0 });
      const waiting = () => known()?.kind === 'working';
      try {
        const answer = await this.workers.use(inspected.config, (worker) =>
          worker.answer(
            { ...inspected, sequence, question },
            (share) => waiting() && !token.isCancellationRequested && tell({ kind: 'working', share }),
            token,
          ),
        );
        if (waiting()) tell({ kind: 'done', answer });
      } catch (error) {
        // Another question of its kind has taken its place, or another model.
        if (waiting()) {
          tell({ kind: 'failed', message: token.isCancellationRequested ? 'Stopped.' : (error as Error).message });
        }
        if (!token.isCancellationRequested) throw error;
      }
    });
  }

  stopAnswering(uri: vscode.Uri, about: Question['about']): void {
    this.latest.cancel(`${about} ${uri}`);
  }

  /** Never throws: a failure is told to the panel. */
  async checkpoint(uri: vscode.Uri, wanted: Omit<Checkpoint, 'inspection'>): Promise<void> {
    const { inspected, sequence } = this.experiments.get(uri);
    if (!inspected || !vscode.workspace.isTrusted) return;
    const { epoch, sample, parts } = wanted;
    const question = { epoch, sample, parts };
    await this.ask('checkpoint', uri, async (token) => {
      try {
        const inspection = await this.checkpoints.get(inspected, JSON.stringify([question, sequence]), () =>
          this.workers.use(inspected.config, (worker) =>
            worker.checkpoint({ ...inspected, sequence, ...question }, token),
          ),
        );
        if (token.isCancellationRequested) return;
        this.experiments.stream(uri, { type: 'checkpoint', checkpoint: { ...question, inspection } });
      } catch (error) {
        if (token.isCancellationRequested) return;
        this.experiments.stream(uri, { type: 'checkpointFailed', epoch, message: (error as Error).message });
        throw error;
      }
    });
  }

  /** Everything of one more sequence of the data. Never throws: a failure is told to the panel. */
  async sequence(uri: vscode.Uri, sequence: number): Promise<void> {
    const { inspected } = this.experiments.get(uri);
    if (!inspected || !vscode.workspace.isTrusted) return;
    await this.ask('sequence', uri, async (token) => {
      try {
        const sample = await this.workers.use(inspected.config, (worker) =>
          worker.sequence({ ...inspected, sequence }, token),
        );
        const current = this.experiments.get(uri).inspected === inspected;
        if (current && !token.isCancellationRequested) this.experiments.setSequence(uri, sample);
      } catch (error) {
        if (token.isCancellationRequested) return;
        this.experiments.stream(uri, { type: 'sequenceFailed', message: (error as Error).message });
        throw error;
      }
    });
  }

  /** Another input in place of a sample's. Never throws: a failure is told to the panel. */
  async whatIf(uri: vscode.Uri, { sample, input, attention }: WhatIf): Promise<void> {
    const { inspected, inspection } = this.experiments.get(uri);
    const label = inspection?.samples[sample]?.label;
    if (!inspected || label === undefined || !vscode.workspace.isTrusted) return;
    await this.ask('whatIf', uri, async (token) => {
      try {
        const result = await this.workers.use(inspected.config, (worker) =>
          worker.whatIf({ ...inspected, label, input, attention }, token),
        );
        if (!token.isCancellationRequested) this.experiments.stream(uri, { type: 'whatIf', sample, result });
      } catch (error) {
        if (token.isCancellationRequested) return;
        this.experiments.stream(uri, { type: 'whatIfFailed', message: (error as Error).message });
        throw error;
      }
    });
  }

  dispose(): void {
    this.latest.dispose();
  }

  private ask(kind: string, uri: vscode.Uri, work: (token: vscode.CancellationToken) => Promise<void>) {
    return this.latest.ask(`${kind} ${uri}`, work, (error) => this.log.error(`${uri.fsPath}: ${error.message}`));
  }
}
