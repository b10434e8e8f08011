/** Speaks to a worker: the only way in for the extension and the command line. */
import {
  type CancellationToken,
  type Disposable,
  type ProgressType,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc';
import type { Answers } from '../core/analysis/dynamics/question.js';
import type { Dynamics } from '../core/analysis/dynamics/results.js';
import type { Inspection, SampleInspection } from '../core/analysis/inspection.js';
import { engineOf } from '../core/config/engineOf.js';
import type { DataPreview, PreviewSequence } from '../core/data/preview/preview.js';
import type { Files } from '../core/files.js';
import type { ModelLook } from '../core/formats/look/look.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { interruptRun } from '../core/runs/runFolder.js';
import {
  BAD_INPUT,
  type CheckpointParams,
  type ColumnsParams,
  type ConfigText,
  type CurrentModel,
  checkpointRequest,
  checkRequest,
  columnsRequest,
  currentRequest,
  type Draft,
  type DraftParams,
  draftProgress,
  draftRequest,
  dynamicsRequest,
  type EmbedParams,
  type EmbedResult,
  type ExportParams,
  embedProgress,
  embedRequest,
  exportRequest,
  type FailureData,
  type InspectParams,
  type InspectProgress,
  type InspectResult,
  inspectProgress,
  inspectRequest,
  type LookParams,
  lookRequest,
  type PreviewParams,
  type PreviewProgress,
  type PreviewSequenceParams,
  type Python,
  pingRequest,
  previewProgress,
  previewRequest,
  previewSequenceRequest,
  type QuestionParams,
  questionProgress,
  questionRequest,
  type SequenceParams,
  type SimilarityParams,
  type SimilarityResult,
  sequenceRequest,
  similarityRequest,
  type TrainParams,
  type TrainProgress,
  type TrainResult,
  type TrainStage,
  trainProgress,
  trainRequest,
  type WhatIfParams,
  whatIfRequest,
} from './protocol.js';
import { PATIENCE, Pulse } from './pulse.js';
import { type RunningWorker, WorkerDiedError } from './running.js';
import { writing } from './runStatus.js';

/** Thrown by a request whose worker was ended because it did not heed a cancel. */
export class UnheededError extends Error {
  constructor() {
    super('Cancelled.');
  }
}

async function noPython(): Promise<never> {
  throw new Error('"engine": "keras" trains in Python, which cannot be started here.');
}

export class WorkerClient {
  /** Why the worker is gone, by itself or because it was given up. */
  private ended: Error | undefined;
  /**
   * Fail the open requests. No promise that lives as long as the worker: each race with it would keep its answer for as
   * long.
   */
  private readonly open = new Set<(reason: Error) => void>();
  private readonly pulse: Pulse;

  /** @param findPython gives the Python for a config whose engine is Keras, or throws what to do. */
  constructor(
    private readonly worker: RunningWorker,
    private readonly files: Files,
    private readonly patience = PATIENCE,
    private readonly findPython: (config: ConfigText) => Promise<Python> = noPython,
  ) {
    worker.died.catch((reason: Error) => this.end(reason));
    const ask = () => worker.connection.sendRequest(pingRequest);
    this.pulse = new Pulse(patience, ask, (seconds) => {
      const what = `The worker gave no sign of life for ${seconds} seconds, so it was ended; the next request gets a new one.`;
      this.giveUp(new WorkerDiedError(what));
    });
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  /**
   * A run whose worker dies is left as interrupted: it can be gone on with.
   * @throws {BadInputError} where config, data or model file are at fault; {Error} else.
   */
  async train(
    params: Omit<TrainParams, 'progress' | 'python'>,
    onProgress: (progress: TrainProgress) => void,
    token: CancellationToken,
  ): Promise<TrainResult> {
    const { config } = params;
    const python = engineOf(config.text) === 'keras' ? await this.findPython(config) : undefined;
    let run: string | undefined;
    let trained: TrainResult | undefined;
    let release = () => {};
    const follow = (progress: TrainProgress | TrainStage) => {
      if (progress.kind === 'writing') {
        run = progress.run;
        release = writing(run);
      }
      if (progress.kind === 'trained') {
        trained = progress.result;
        release();
      }
      if (progress.kind !== 'writing' && progress.kind !== 'trained') onProgress(progress);
    };
    // Before there is a run, and once it is whole, nothing can be lost.
    const patience = () => (run !== undefined && !trained ? this.patience.valuable : this.patience.cancel);
    try {
      return await this.askFollowed(trainRequest, { ...params, python }, trainProgress, follow, token, patience);
    } catch (error) {
      if (error instanceof UnheededError && trained) return trained;
      const died = error instanceof WorkerDiedError || error instanceof UnheededError;
      if (died && run !== undefined) {
        // What it was writing comes to an end before.
        await this.dispose();
        await interruptRun(this.files, run, error.message).catch(() => {});
      }
      throw error;
    } finally {
      release();
    }
  }

  /** @throws {BadInputError} where config, data or model file are at fault; {Error} else. */
  inspect(
    params: InspectParams,
    onProgress: (progress: InspectProgress) => void,
    token: CancellationToken,
  ): Promise<InspectResult> {
    return this.askFollowed(inspectRequest, params, inspectProgress, onProgress, token);
  }

  /** @throws as `inspect`. */
  embed(
    params: Omit<EmbedParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<EmbedResult> {
    return this.askFollowed(embedRequest, params, embedProgress, onProgress, token);
  }

  /** @throws as `inspect`. */
  answer(
    params: Omit<QuestionParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<Answers[keyof Answers]> {
    return this.askFollowed(questionRequest, params, questionProgress, onProgress, token);
  }

  /** @throws as `inspect`. */
  checkpoint(params: CheckpointParams, token: CancellationToken): Promise<Inspection> {
    return this.ask(checkpointRequest, params, token);
  }

  /** @throws as `inspect`. */
  sequence(params: SequenceParams, token: CancellationToken): Promise<SampleInspection> {
    return this.ask(sequenceRequest, params, token);
  }

  /** @throws as `inspect`. */
  dynamics(params: InspectParams, token: CancellationToken): Promise<Dynamics> {
    return this.ask(dynamicsRequest, params, token);
  }

  /**
   * The next input that is tried cancels the one before.
   * @param params its input stays the caller's, who changes and sends it again: what is sent is a copy, since arrays
   * that are sent are moved.
   * @throws as `inspect`.
   */
  async whatIf(params: WhatIfParams, token: CancellationToken): Promise<SampleInspection> {
    const input = params.input.slice();
    return this.ask(whatIfRequest, { ...params, input }, token, () => this.patience.valuable);
  }

  /** @throws {Error} why they cannot be compared; else as `inspect`. */
  similarity(params: SimilarityParams, token: CancellationToken): Promise<SimilarityResult> {
    return this.ask(similarityRequest, params, token);
  }

  /** What has been learned already of a config. @throws {BadInputError} where config or data are at fault. */
  current(config: ConfigText, token: CancellationToken): Promise<CurrentModel> {
    return this.ask(currentRequest, config, token);
  }

  /** @throws as `inspect`. */
  preview(
    params: Omit<PreviewParams, 'progress'>,
    onProgress: (progress: PreviewProgress) => void,
    token: CancellationToken,
  ): Promise<DataPreview> {
    return this.askFollowed(previewRequest, params, previewProgress, onProgress, token);
  }

  /** @throws as `inspect`. */
  previewSequence(params: PreviewSequenceParams, token: CancellationToken): Promise<PreviewSequence> {
    return this.ask(previewSequenceRequest, params, token);
  }

  /** @throws as `inspect`. */
  columns(params: ColumnsParams, token: CancellationToken): Promise<readonly string[]> {
    return this.ask(columnsRequest, params, token);
  }

  /** @throws {BadInputError} where the data file is at fault; {Error} where nothing of it can be learned. */
  draft(
    params: Omit<DraftParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<Draft> {
    return this.askFollowed(draftRequest, params, draftProgress, onProgress, token);
  }

  /** @throws {Error} that says what of the file is damaged. */
  look(params: LookParams, token: CancellationToken): Promise<ModelLook> {
    return this.ask(lookRequest, params, token);
  }

  /** @throws {Error} where the format has no such layer, or the file cannot be written. */
  exportModel(params: ExportParams, token: CancellationToken): Promise<readonly string[]> {
    return this.ask(exportRequest, params, token);
  }

  /** Problems of a config and its data; empty where all is well. */
  check(config: ConfigText, token: CancellationToken): Promise<readonly Problem[]> {
    return this.ask(checkRequest, config, token);
  }

  async dispose(): Promise<void> {
    this.worker.connection.dispose();
    await this.worker.end();
  }

  /** As `ask`, and hears how far the worker is. */
  private async askFollowed<P extends { readonly progress: string }, R, S>(
    type: RequestType<P, R, FailureData>,
    params: Omit<P, 'progress'>,
    progressType: ProgressType<S>,
    onProgress: (progress: S) => void,
    token: CancellationToken,
    patience?: () => number,
  ): Promise<R> {
    const progress = crypto.randomUUID();
    const listening = this.worker.connection.onProgress(progressType, progress, onProgress);
    try {
      return await this.ask(type, { ...params, progress } as P, token, patience);
    } finally {
      listening.dispose();
    }
  }

  /**
   * Fails when the worker is gone, so that no request waits for ever; and soon after a cancel, heeded or not.
   * @param patience milliseconds after a cancel.
   */
  private async ask<P, R>(
    type: RequestType<P, R, FailureData>,
    params: P,
    token: CancellationToken,
    patience = () => this.patience.cancel,
  ): Promise<R> {
    const end = this.pulse.begin();
    let timer: NodeJS.Timeout | undefined;
    let cancelling: Disposable | undefined;
    let fail: (reason: Error) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
      const wait = () => {
        timer = setTimeout(() => {
          reject(new UnheededError());
          this.giveUp(new WorkerDiedError('The worker was ended, since it did not heed a cancel.'));
        }, patience());
      };
      if (token.isCancellationRequested) wait();
      else cancelling = token.onCancellationRequested(wait);
    });
    failed.catch(() => {});
    if (this.ended) fail(this.ended);
    else this.open.add(fail);
    try {
      return await Promise.race([this.worker.connection.sendRequest(type, params, token), failed]);
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      if (error.code === BAD_INPUT) throw new BadInputError((error.data as FailureData).problems);
      throw new Error(error.message);
    } finally {
      cancelling?.dispose();
      clearTimeout(timer);
      this.open.delete(fail);
      end();
    }
  }

  /** Ends a worker that answers no more; its open requests fail with the reason. */
  private giveUp(reason: Error): void {
    this.end(reason);
    void this.dispose();
  }

  private end(reason: Error): void {
    this.ended ??= reason;
    for (const fail of this.open) fail(this.ended);
  }
}
