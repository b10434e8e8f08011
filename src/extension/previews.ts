/** What a panel asks about the data of its config; tells it when an answer is no longer true. */
import * as vscode from 'vscode';
import type { Preview } from '../../webview/protocol.js';
import type { DataPreview, Part } from '../core/data/preview/preview.js';
import { baseName, folderOf, join } from '../core/files.js';
import type { PreviewProgress } from '../worker/protocol.js';
import { isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import { failedBy } from './failed.js';
import { dataFileOf } from './language/dataFiles.js';
import { Latest } from './latest.js';
import { pathOf, uriOf } from './paths.js';
import { onlyFile } from './watching.js';
import type { WorkerPool } from './workerPool.js';

/** Milliseconds without typing after which the data are worth another look. */
const PAUSE = 400;

/** @param stale whether config or data have changed since it began. */
interface Reading {
  readonly text: string;
  told: Preview;
  stale: boolean;
}

export class Previews implements vscode.Disposable {
  /** One question of each kind at a time for each experiment; the next one ends it. */
  private readonly latest = new Latest();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Of the data file that was read for each experiment. */
  private readonly watchers = new Map<string, vscode.FileSystemWatcher>();
  /** What was found, by the text it was found for: a page that was hidden asks again. */
  private readonly known = new Map<string, { readonly text: string; readonly data: DataPreview }>();
  /** What is being read, by experiment, and how far it is: a page that was hidden goes on with that. */
  private readonly reading = new Map<string, Reading>();
  /** Experiments whose reading was stopped by hand: not read again until that is asked for. */
  private readonly stopped = new Set<string>();
  private readonly subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0 && isConfig(document.uri)) this.forget(document.uri);
  });

  constructor(
    private readonly experiments: Experiments,
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Reads the data that the editor's text of the config names. Never throws: a failure is told to the panel.
   * @param again although the reading was stopped by hand.
   */
  async preview(uri: vscode.Uri, again = false): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const key = uri.toString();
    if (again) this.stopped.delete(key);
    try {
      const document = await vscode.workspace.openTextDocument(uri);
      const text = document.getText();
      const now = this.reading.get(key);
      const known = this.known.get(key);
      if (now?.text === text && !now.stale) this.tell(uri, now.told);
      else if (known?.text === text) this.tell(uri, { kind: 'done', data: known.data });
      else if (this.stopped.has(key)) this.tell(uri, { kind: 'cancelled', file: fileOf(document) });
      else await this.read(uri, text, fileOf(document));
    } catch (error) {
      this.fail(uri, error as Error);
    }
  }

  /** The page hears of it at once, whatever the worker is about. */
  async stop(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (!this.reading.delete(key)) return;
    this.latest.cancel(`preview ${uri}`);
    this.stopped.add(key);
    this.tell(uri, { kind: 'cancelled', file: fileOf(await vscode.workspace.openTextDocument(uri)) });
  }

  private async read(uri: vscode.Uri, text: string, file: string | undefined): Promise<void> {
    const key = uri.toString();
    const now: Reading = { text, told: { kind: 'reading', file }, stale: false };
    this.reading.set(key, now);
    this.tell(uri, now.told);
    await this.ask('preview', uri, async (token) => {
      try {
        const config = { path: pathOf(uri), text };
        const reached = (progress: PreviewProgress) => {
          if (token.isCancellationRequested) return;
          now.told = { kind: 'reading', file, ...progress };
          this.tell(uri, now.told);
        };
        const data = await this.workers.use(undefined, (worker) => worker.preview({ config }, reached, token));
        if (token.isCancellationRequested) return;
        if (data.source.kind === 'file') this.watch(uri, join(folderOf(pathOf(uri)), data.source.file));
        if (!now.stale) this.known.set(key, { text, data });
        this.tell(uri, { kind: 'done', data });
      } finally {
        if (this.reading.get(key) === now) this.reading.delete(key);
      }
    });
  }

  /** Never throws: a failure is told to the panel. */
  async sequence(uri: vscode.Uri, part: Part, index: number): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    await this.ask('sequence', uri, async (token) => {
      const config = await this.configOf(uri);
      const sequence = await this.workers.use(undefined, (worker) =>
        worker.previewSequence({ config, part, index }, token),
      );
      if (!token.isCancellationRequested) this.experiments.stream(uri, { type: 'previewSequence', sequence });
    });
  }

  dispose(): void {
    this.subscription.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.latest.dispose();
    for (const watcher of this.watchers.values()) watcher.dispose();
  }

  private async configOf(uri: vscode.Uri) {
    const document = await vscode.workspace.openTextDocument(uri);
    return { path: pathOf(uri), text: document.getText() };
  }

  /** What was told is no longer true: a page that shows it asks again. */
  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.known.delete(key);
    const now = this.reading.get(key);
    if (now) now.stale = true;
    clearTimeout(this.timers.get(key));
    const tell = () => {
      this.timers.delete(key);
      this.tell(uri, { kind: 'stale' });
    };
    this.timers.set(key, setTimeout(tell, PAUSE));
  }

  private watch(uri: vscode.Uri, file: string): void {
    const key = uri.toString();
    this.watchers.get(key)?.dispose();
    const watcher = onlyFile(uriOf(file));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) event(() => this.forget(uri));
    this.watchers.set(key, watcher);
  }

  private tell(uri: vscode.Uri, preview: Preview): void {
    this.experiments.stream(uri, { type: 'preview', preview });
  }

  private ask(kind: string, uri: vscode.Uri, work: (token: vscode.CancellationToken) => Promise<void>) {
    return this.latest.ask(`${kind} ${uri}`, work, (error, token) => {
      if (!token.isCancellationRequested) this.fail(uri, error);
    });
  }

  private fail(uri: vscode.Uri, error: Error): void {
    this.log.warn(`${uri.fsPath}: ${error.message}`);
    this.tell(uri, failedBy(error));
  }
}

/** The name of the data file that a config names. */
function fileOf(document: vscode.TextDocument): string | undefined {
  const file = dataFileOf(document);
  return file && baseName(file.path);
}
