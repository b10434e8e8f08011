/** Speaks to a worker: the only way in for the extension and the command line. */
import { randomUUID } from 'node:crypto';
import { type CancellationToken, ResponseError } from 'vscode-jsonrpc';
import type { Answers } from '../core/analysis/dynamics/question.js';
import type { Dynamics } from '../core/analysis/dynamics/results.js';
import type { Inspection, SampleInspection } from '../core/analysis/inspection.js';
import type { DataPreview, PreviewSequence } from '../core/data/preview/preview.js';
import type { ModelLook } from '../core/formats/look/look.js';
import { BadInputError, type Problem } from '../core/problems.js';
import { failRun } from '../core/runs/runFolder.js';
import { nodeFiles } from './nodeFiles.js';
import {
  BAD_INPUT,
  type CheckpointParams,
  type ConfigText,
  type CurrentModel,
  checkpointRequest,
  checkRequest,
  currentRequest,
  dynamicsRequest,
  type EmbedParams,
  type EmbedResult,
  type ExportParams,
  embedProgress,
  embedRequest,
  exportRequest,
  type FailureData,
  type InspectParams,
  type InspectResult,
  inspectRequest,
  type LookParams,
  lookRequest,
  type PreviewParams,
  type PreviewSequenceParams,
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
  trainProgress,
  trainRequest,
  type WhatIfParams,
  whatIfRequest,
} from './protocol.js';
import { type RunningWorker, WorkerDiedError } from './start.js';

export class WorkerClient {
  private ended = false;

  constructor(private readonly worker: RunningWorker) {
    worker.died.catch(() => {
      this.ended = true;
    });
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** @throws {BadInputError} where config, data or model file are at fault; {Error} else. */
  async train(
    params: Omit<TrainParams, 'progress'>,
    onProgress: (progress: TrainProgress) => void,
    token: CancellationToken,
  ): Promise<TrainResult> {
    const progress = randomUUID();
    let run: string | undefined;
    const listening = this.worker.connection.onProgress(trainProgress, progress, (step) => {
      if (step.kind === 'started') run = step.run;
      onProgress(step);
    });
    try {
      return await this.settle(this.worker.connection.sendRequest(trainRequest, { ...params, progress }, token));
    } catch (error) {
      if (error instanceof WorkerDiedError && run !== undefined) await failRun(nodeFiles, run, error.message);
      throw error;
    } finally {
      listening.dispose();
    }
  }

  /** @throws {BadInputError} where config, data or model file are at fault; {Error} else. */
  inspect(params: InspectParams, token: CancellationToken): Promise<InspectResult> {
    return this.settle(this.worker.connection.sendRequest(inspectRequest, params, token));
  }

  /** @throws as `inspect`. */
  async embed(
    params: Omit<EmbedParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<EmbedResult> {
    const progress = randomUUID();
    const listening = this.worker.connection.onProgress(embedProgress, progress, onProgress);
    try {
      return await this.settle(this.worker.connection.sendRequest(embedRequest, { ...params, progress }, token));
    } finally {
      listening.dispose();
    }
  }

  /** @throws as `inspect`. */
  async answer(
    params: Omit<QuestionParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<Answers[keyof Answers]> {
    const progress = randomUUID();
    const listening = this.worker.connection.onProgress(questionProgress, progress, onProgress);
    try {
      return await this.settle(this.worker.connection.sendRequest(questionRequest, { ...params, progress }, token));
    } finally {
      listening.dispose();
    }
  }

  /** @throws as `inspect`. */
  checkpoint(params: CheckpointParams, token: CancellationToken): Promise<Inspection> {
    return this.settle(this.worker.connection.sendRequest(checkpointRequest, params, token));
  }

  /** @throws as `inspect`. */
  sequence(params: SequenceParams, token: CancellationToken): Promise<SampleInspection> {
    return this.settle(this.worker.connection.sendRequest(sequenceRequest, params, token));
  }

  /** @throws as `inspect`. */
  dynamics(params: InspectParams, token: CancellationToken): Promise<Dynamics> {
    return this.settle(this.worker.connection.sendRequest(dynamicsRequest, params, token));
  }

  whatIf(params: WhatIfParams, token: CancellationToken): Promise<SampleInspection> {
    return this.settle(this.worker.connection.sendRequest(whatIfRequest, params, token));
  }

  /** @throws {Error} why they cannot be compared; else as `inspect`. */
  similarity(params: SimilarityParams, token: CancellationToken): Promise<SimilarityResult> {
    return this.settle(this.worker.connection.sendRequest(similarityRequest, params, token));
  }

  /** What has been learned already of a config. @throws {BadInputError} where config or data are at fault. */
  current(config: ConfigText): Promise<CurrentModel> {
    return this.settle(this.worker.connection.sendRequest(currentRequest, config));
  }

  /** @throws as `inspect`. */
  preview(params: PreviewParams, token: CancellationToken): Promise<DataPreview> {
    return this.settle(this.worker.connection.sendRequest(previewRequest, params, token));
  }

  /** @throws as `inspect`. */
  previewSequence(params: PreviewSequenceParams, token: CancellationToken): Promise<PreviewSequence> {
    return this.settle(this.worker.connection.sendRequest(previewSequenceRequest, params, token));
  }

  /** @throws {Error} that says what of the file is damaged. */
  look(params: LookParams, token: CancellationToken): Promise<ModelLook> {
    return this.settle(this.worker.connection.sendRequest(lookRequest, params, token));
  }

  /** @throws {Error} where the format has no such layer, or the file cannot be written. */
  exportModel(params: ExportParams, token: CancellationToken): Promise<readonly string[]> {
    return this.settle(this.worker.connection.sendRequest(exportRequest, params, token));
  }

  /** Problems of a config and its data; empty where all is well. */
  check(config: ConfigText): Promise<readonly Problem[]> {
    return this.settle(this.worker.connection.sendRequest(checkRequest, config));
  }

  async dispose(): Promise<void> {
    this.worker.connection.dispose();
    await this.worker.end();
  }

  /** Fails when the worker dies, so that no request waits for ever. */
  private async settle<T>(request: Promise<T>): Promise<T> {
    try {
      return await Promise.race([request, this.worker.died]);
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      if (error.code === BAD_INPUT) throw new BadInputError((error.data as FailureData).problems);
      throw new Error(error.message);
    }
  }
}
