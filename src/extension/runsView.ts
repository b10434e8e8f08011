/** The side bar's list: experiments, and below each its runs. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import type { RunSummary, UnreadableRun } from '../core/runs/runFolder.js';
import { findConfigs } from './configs.js';
import { duration, errorText, fitText } from './format.js';
import { type Runs, statusOf } from './runs.js';

export interface RunNode {
  readonly config: vscode.Uri;
  readonly run?: RunSummary;
  readonly unreadable?: UnreadableRun;
}

const ICONS: Record<ReturnType<typeof statusOf>, [icon: string, color: string]> = {
  running: ['loading~spin', 'charts.blue'],
  done: ['pass', 'testing.iconPassed'],
  cancelled: ['circle-slash', 'charts.yellow'],
  failed: ['error', 'testing.iconFailed'],
  interrupted: ['warning', 'charts.yellow'],
};

export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly runs: Runs) {
    this.subscription = runs.onDidChange(() => this.changed.fire());
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node) {
      const { config } = node;
      const runs = (await this.runs.of(config)).map((run): RunNode => ({ config, run }));
      const others = (await this.runs.unreadable(config)).map((unreadable): RunNode => ({ config, unreadable }));
      return [...runs, ...others];
    }
    const configs = await findConfigs();
    return configs.sort((a, b) => a.path.localeCompare(b.path)).map((config) => ({ config }));
  }

  getTreeItem({ config, run, unreadable }: RunNode): vscode.TreeItem {
    if (run) return runItem(config, run);
    if (unreadable) return unreadableItem(unreadable);
    const item = new vscode.TreeItem(config, vscode.TreeItemCollapsibleState.Expanded);
    item.description = vscode.workspace.asRelativePath(config).split('/').slice(0, -1).join('/');
    item.iconPath = new vscode.ThemeIcon('beaker');
    item.contextValue = 'experiment';
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [config] };
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function runItem(config: vscode.Uri, run: RunSummary): vscode.TreeItem {
  const status = statusOf(run);
  const item = new vscode.TreeItem(
    new Date(run.started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' }),
  );
  const [icon, color] = ICONS[status];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.description = run.metrics ? `${fitText(run.metrics)} · ${duration(run.seconds)}` : status;
  item.tooltip = [
    `${run.name}: ${status}`,
    vscode.l10n.t('{0} epochs, {1}, seed {2}', run.epochs, run.engine, run.seed),
    ...(run.metrics ? [`${fitText(run.metrics)}, ${errorText(run.metrics)}, ${duration(run.seconds)}`] : []),
    ...(run.message ? [run.message] : []),
  ].join('\n');
  item.contextValue = run.epochs > 0 ? 'run.usable' : 'run';
  if (run.epochs > 0) {
    item.command = { command: 'lstmLens.inspect', title: vscode.l10n.t('Inspect'), arguments: [{ config, run }] };
  }
  return item;
}

function unreadableItem({ folder, message }: UnreadableRun): vscode.TreeItem {
  const item = new vscode.TreeItem(baseName(folder));
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('charts.yellow'));
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = message;
  return item;
}
