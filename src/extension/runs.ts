/** The runs on disk, by config; read again when a run folder changes. */
import { rename } from 'node:fs/promises';
import * as vscode from 'vscode';
import { baseName, folderOf, join } from '../core/files.js';
import {
  followConfig,
  listRuns,
  listUnreadableRuns,
  RUNS_FOLDER,
  type RunSummary,
  resumePath,
  type UnreadableRun,
} from '../core/runs/runFolder.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { statusOf, wasStopped } from '../worker/runStatus.js';
import { isConfig } from './configs.js';

export class Runs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Of a deleted folder only the folder itself is told. */
  private readonly watcher = vscode.workspace.createFileSystemWatcher(
    '**/.lstm-lens{,/runs,/runs/*,/runs/*/manifest.json}',
  );
  private readonly byFolder = new Map<string, Promise<RunSummary[]>>();

  /** Configs that were renamed in this window, by their old paths. */
  private readonly renamed = new Map<string, vscode.Uri>();
  private readonly renames: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor() {
    for (const event of [this.watcher.onDidCreate, this.watcher.onDidChange, this.watcher.onDidDelete]) {
      event(() => this.refresh());
    }
    this.renames = vscode.workspace.onDidRenameFiles(async ({ files }) => {
      for (const { oldUri, newUri } of files)
        if (isConfig(oldUri) && isConfig(newUri)) await this.follow(oldUri, newUri);
    });
  }

  /** Runs of one config, newest first. */
  async of(config: vscode.Uri): Promise<RunSummary[]> {
    const folder = folderOf(config.fsPath);
    const reading = this.byFolder.get(folder) ?? listRuns(nodeFiles, folder);
    this.byFolder.set(folder, reading);
    return (await reading).filter((run) => run.config === baseName(config.fsPath));
  }

  /** Runs of the config itself, without the trials of its sweeps. */
  async ownOf(config: vscode.Uri): Promise<RunSummary[]> {
    return (await this.of(config)).filter(({ sweep }) => !sweep);
  }

  /** Whether a run was interrupted or cancelled, and can go on from there. */
  async canGoOn(run: RunSummary): Promise<boolean> {
    return wasStopped(run) && (await nodeFiles.size(resumePath(run.folder))) !== undefined;
  }

  /** Runs of one config that this version cannot read. */
  unreadable(config: vscode.Uri): Promise<UnreadableRun[]> {
    return listUnreadableRuns(nodeFiles, folderOf(config.fsPath), baseName(config.fsPath));
  }

  /** A training has ended: its run says what its config was called when it began. */
  async settle(config: vscode.Uri): Promise<void> {
    const now = this.renamed.get(config.fsPath);
    if (now) await this.follow(config, now);
    this.refresh();
  }

  /** Runs belong to their config under its new name, and move with it to another folder. */
  private async follow(before: vscode.Uri, after: vscode.Uri): Promise<void> {
    this.renamed.set(before.fsPath, after);
    this.refresh();
    for (const { folder } of (await this.of(before)).filter((run) => statusOf(run) !== 'running')) {
      const to = join(join(folderOf(after.fsPath), RUNS_FOLDER), baseName(folder));
      if (to !== folder) {
        await nodeFiles.makeFolder(folderOf(to));
        await rename(folder, to);
      }
      await followConfig(nodeFiles, to, { config: baseName(after.fsPath), configFolder: folderOf(after.fsPath) });
    }
    this.refresh();
  }

  refresh(): void {
    this.byFolder.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.renames.dispose();
    this.watcher.dispose();
    this.changed.dispose();
  }
}
