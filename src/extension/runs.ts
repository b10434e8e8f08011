/** The runs on disk, by config; read again when a run folder changes. */
import * as vscode from 'vscode';
import { host } from '#host';
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
import { isConfig } from './configs.js';
import { pathOf, uriOf } from './paths.js';
import { statusOf, wasStopped } from './runStatus.js';

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
        if (isConfig(oldUri) && isConfig(newUri)) {
          await this.follow(oldUri, newUri).catch((error: Error) => void vscode.window.showErrorMessage(error.message));
        }
    });
  }

  /** Runs of one config, newest first. */
  async of(config: vscode.Uri): Promise<RunSummary[]> {
    const folder = folderOf(pathOf(config));
    const reading = this.byFolder.get(folder) ?? listRuns(host.files, folder);
    this.byFolder.set(folder, reading);
    return (await reading).filter((run) => run.config === baseName(config.path));
  }

  /** Runs of the config itself, without the trials of its sweeps. */
  async ownOf(config: vscode.Uri): Promise<RunSummary[]> {
    return (await this.of(config)).filter(({ sweep }) => !sweep);
  }

  /** Whether a run was interrupted or cancelled, and can go on from there. */
  async canGoOn(run: RunSummary): Promise<boolean> {
    return wasStopped(run) && (await host.files.size(resumePath(run.folder))) !== undefined;
  }

  /** Runs of one config that this version cannot read. */
  unreadable(config: vscode.Uri): Promise<UnreadableRun[]> {
    return listUnreadableRuns(host.files, folderOf(pathOf(config)), baseName(config.path));
  }

  /** A training has ended: its run says what its config was called when it began. */
  async settle(config: vscode.Uri): Promise<void> {
    const now = this.renamed.get(pathOf(config));
    // Where there is a config of this name again, its runs are its own.
    if (now && (await host.files.size(pathOf(config))) === undefined) await this.follow(config, now);
    this.refresh();
  }

  /** Runs belong to their config under its new name, and move with it to another folder. */
  private async follow(before: vscode.Uri, after: vscode.Uri): Promise<void> {
    this.renamed.set(pathOf(before), after);
    this.refresh();
    for (const { folder } of (await this.of(before)).filter((run) => statusOf(run) !== 'running')) {
      const to = join(join(folderOf(pathOf(after)), RUNS_FOLDER), baseName(folder));
      if (to !== folder) {
        await host.files.makeFolder(folderOf(to));
        await vscode.workspace.fs.rename(uriOf(folder), uriOf(to));
      }
      await followConfig(host.files, to, { config: baseName(after.path), configFolder: folderOf(pathOf(after)) });
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
