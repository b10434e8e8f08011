/** What the worker reads of data files: the extension itself reads none. */
import * as vscode from 'vscode';
import { baseName } from '../../core/files.js';
import { BadInputError } from '../../core/problems.js';
import type { Draft } from '../../worker/protocol.js';
import { pathOf } from '../paths.js';
import type { Reach } from '../reach.js';
import type { WorkerPool } from '../workerPool.js';
import { relativeName } from './dataFiles.js';

/** Files whose columns are kept for the next completion. */
const KEPT = 20;

export class Drafts {
  private readonly columns = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly workers: WorkerPool,
    readonly reach: Reach,
  ) {}

  /** Names that a config may use of a data file; none where it cannot be read, or nothing may be read yet. */
  async columnsOf(file: vscode.Uri): Promise<readonly string[]> {
    if (!vscode.workspace.isTrusted) return [];
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(file);
      const key = JSON.stringify([pathOf(file), mtime, size]);
      const known = this.columns.get(key);
      if (known) return await known;
      const reading = this.read(file);
      this.columns.set(key, reading);
      // What is wrong with the file stays so; anything else may go better.
      reading.catch((error) => error instanceof BadInputError || this.columns.delete(key));
      if (this.columns.size > KEPT) this.columns.delete(this.columns.keys().next().value as string);
      return await reading;
    } catch {
      return [];
    }
  }

  /** Not cancelled while one goes on typing: the next completion needs it, too. */
  private read(file: vscode.Uri): Promise<readonly string[]> {
    const { token } = new vscode.CancellationTokenSource();
    return this.workers.use(undefined, (worker) => worker.columns({ file: pathOf(file) }, token));
  }

  /**
   * A config that learns from a file.
   * @param text of the config; empty where there is none yet.
   * @returns undefined where it was cancelled.
   * @throws {Error} that says what is wrong with the file.
   */
  async draft(
    config: vscode.Uri,
    text: string,
    file: vscode.Uri,
    token: vscode.CancellationToken,
    onProgress: (share: number) => void = () => {},
  ): Promise<Draft | undefined> {
    const params = { config: { path: pathOf(config), text }, file: pathOf(file), name: relativeName(config, file) };
    try {
      return await this.workers.use(undefined, (worker) => worker.draft(params, onProgress, token));
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error instanceof BadInputError ? new Error(inWords(error)) : error;
    }
  }
}

/** Shows how far it is, and lets the user turn away. */
export function withReading<T>(
  file: vscode.Uri,
  work: (token: vscode.CancellationToken, onProgress: (share: number) => void) => Promise<T>,
): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Reading {0}', baseName(file.path)),
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) => {
    let shown = 0;
    return work(token, (share) => {
      // The file may be read twice: first for the guess, then to try it.
      progress.report({ increment: Math.max(0, 100 * (share - shown)) });
      shown = Math.max(shown, share);
    });
  });
}

function inWords({ problems: [{ file, line, message }] }: BadInputError): string {
  return line > 1
    ? vscode.l10n.t('{0}, line {1}: {2}', baseName(file), line, message)
    : `${baseName(file)}: ${message}`;
}
