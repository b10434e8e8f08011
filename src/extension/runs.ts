/** The runs on disk, by config; read again when a run folder changes. */
import * as vscode from 'vscode';
import { baseName, folderOf } from '../core/files.js';
import { listRuns, listUnreadableRuns, type RunSummary, type UnreadableRun } from '../core/runs/runFolder.js';
import { nodeFiles } from '../worker/nodeFiles.js';

export class Runs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Of a deleted folder only the folder itself is told. */
  private readonly watcher = vscode.workspace.createFileSystemWatcher(
    '**/.lstm-lens{,/runs,/runs/*,/runs/*/manifest.json}',
  );
  private readonly byFolder = new Map<string, Promise<RunSummary[]>>();

  readonly onDidChange = this.changed.event;

  constructor() {
    for (const event of [this.watcher.onDidCreate, this.watcher.onDidChange, this.watcher.onDidDelete]) {
      event(() => this.refresh());
    }
  }

  /** Runs of one config, newest first. */
  async of(config: vscode.Uri): Promise<RunSummary[]> {
    const folder = folderOf(config.fsPath);
    const reading = this.byFolder.get(folder) ?? listRuns(nodeFiles, folder);
    this.byFolder.set(folder, reading);
    return (await reading).filter((run) => run.config === baseName(config.fsPath));
  }

  /** Runs of one config that this version cannot read. */
  unreadable(config: vscode.Uri): Promise<UnreadableRun[]> {
    return listUnreadableRuns(nodeFiles, folderOf(config.fsPath), baseName(config.fsPath));
  }

  refresh(): void {
    this.byFolder.clear();
    this.changed.fire();
  }

  dispose(): void {
    this.watcher.dispose();
    this.changed.dispose();
  }
}

/** A run that says it goes on, but whose process is gone, was interrupted. */
export function statusOf(run: RunSummary): RunSummary['status'] | 'interrupted' {
  if (run.status !== 'running') return run.status;
  try {
    process.kill(run.process, 0);
    return 'running';
  } catch {
    return 'interrupted';
  }
}
