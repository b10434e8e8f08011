/** Starts a worker and speaks to it: the only way in for the extension and the command line. */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type CancellationToken, ResponseError } from 'vscode-jsonrpc';
import type { Inspection } from '../core/analysis/inspection.js';
import { BadInputError, type Problem } from '../core/problems.js';
import {
  BAD_INPUT,
  type CheckpointParams,
  type ConfigText,
  checkpointRequest,
  checkRequest,
  type EmbedParams,
  type EmbedResult,
  embedProgress,
  embedRequest,
  type FailureData,
  type InspectParams,
  type InspectResult,
  inspectRequest,
  type TrainParams,
  type TrainProgress,
  type TrainResult,
  trainProgress,
  trainRequest,
} from './protocol.js';
import { connect } from './transport.js';

export class WorkerClient {
  private readonly worker: Worker;
  private readonly connection;
  /** Fails every open request when the worker dies, so that none waits for ever. */
  private readonly died: Promise<never>;
  private ended = false;

  /** @param script path of the bundled `worker/main.ts`. */
  constructor(script: string) {
    this.worker = new Worker(script, { stdout: false, stderr: false });
    this.connection = connect(this.worker);
    this.died = new Promise((_, reject) => {
      this.worker.once('error', (error) => reject(new Error(`The worker failed: ${error.message}`)));
      this.worker.once('exit', (code) => reject(new Error(`The worker ended with code ${code}.`)));
    });
    this.died.catch(() => {
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
    const listening = this.connection.onProgress(trainProgress, progress, onProgress);
    try {
      return await this.settle(this.connection.sendRequest(trainRequest, { ...params, progress }, token));
    } finally {
      listening.dispose();
    }
  }

  /** @throws {BadInputError} where config, data or model file are at fault; {Error} else. */
  inspect(params: InspectParams, token: CancellationToken): Promise<InspectResult> {
    return this.settle(this.connection.sendRequest(inspectRequest, params, token));
  }

  /** @throws as `inspect`. */
  async embed(
    params: Omit<EmbedParams, 'progress'>,
    onProgress: (share: number) => void,
    token: CancellationToken,
  ): Promise<EmbedResult> {
    const progress = randomUUID();
    const listening = this.connection.onProgress(embedProgress, progress, onProgress);
    try {
      return await this.settle(this.connection.sendRequest(embedRequest, { ...params, progress }, token));
    } finally {
      listening.dispose();
    }
  }

  /** @throws as `inspect`. */
  checkpoint(params: CheckpointParams, token: CancellationToken): Promise<Inspection> {
    return this.settle(this.connection.sendRequest(checkpointRequest, params, token));
  }

  /** Problems of a config and its data; empty where all is well. */
  check(config: ConfigText): Promise<readonly Problem[]> {
    return this.settle(this.connection.sendRequest(checkRequest, config));
  }

  async dispose(): Promise<void> {
    this.connection.dispose();
    await this.worker.terminate();
  }

  private async settle<T>(request: Promise<T>): Promise<T> {
    try {
      return await Promise.race([request, this.died]);
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      if (error.code === BAD_INPUT) throw new BadInputError((error.data as FailureData).problems);
      throw new Error(error.message);
    }
  }
}
