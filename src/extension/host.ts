/** What the extension asks of the place it runs in. Of the two there are, the bundle chooses: `#host` in package.json. */
import type * as vscode from 'vscode';
import type { Files } from '../core/files.js';
import type { TrialState } from '../core/sweep/run.js';
import type { ConfigText, Python } from '../worker/protocol.js';
import type { RaySweep } from '../worker/ray/sweepOnRay.js';
import type { RunningWorker } from '../worker/running.js';
import type { Standing } from '../worker/runStatus.js';

export interface Host {
  /** By the paths of `paths.ts`. */
  readonly files: Files;
  /** Formats of model files, by their ids, that can be written elsewhere but not here. */
  readonly unwritable: readonly string[];
  /** Whether the process that a run names is still there, and may write it. */
  isRunning(run: Standing): boolean;
  /**
   * @param memory MiB that data and model may take, and what else the worker keeps.
   * @param reach paths of folders and files that configs may have read.
   * @param tensorFlow folder of the package, where it is to compute.
   */
  startWorker(
    extension: vscode.Uri,
    memory: number,
    reach: readonly string[],
    tensorFlow: string | undefined,
  ): Promise<RunningWorker>;
  /** The one that trains where a config's engine is Keras. @throws {Error} that says what to do. */
  findPython(config: ConfigText): Promise<Python>;
  /**
   * Trains a sweep on Ray, with a config that is saved.
   * @param reach as of `startWorker`, of every trial.
   * @throws {Error} where Ray is missing or goes away.
   */
  sweepOnRay(
    extension: vscode.Uri,
    sweep: RaySweep,
    memory: number,
    reach: readonly string[],
  ): Promise<ReadonlyMap<string, TrialState>>;
  tensorFlow(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): TensorFlow;
}

export interface TensorFlow {
  /** The folder of the package for a config that asks for it. @throws {Error} that says what to do. */
  find(config: ConfigText): string;
  /** Installs it, with progress that can be cancelled. @throws {Error} why it cannot. */
  install(): Promise<void>;
}
