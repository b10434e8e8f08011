/** The list in the side bar: experiments, and below each its runs. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import type { RunSummary, UnreadableRun } from '../core/runs/runFolder.js';
import { statusOf } from '../worker/runStatus.js';
import { findConfigs } from './configs.js';
import type { Experiments } from './experiments.js';
import { duration, errorText, fitText } from './format.js';
import type { Runs } from './runs.js';
import { type Arrangement, arranged } from './runsList.js';

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

const KEPT = 'runs.arrangement';

export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<RunNode>;
  private readonly subscriptions: vscode.Disposable[];
  private arrangement: Arrangement;

  constructor(
    private readonly runs: Runs,
    experiments: Experiments,
    private readonly memory: vscode.Memento,
  ) {
    this.arrangement = memory.get<Arrangement>(KEPT) ?? { filter: '', order: 'newest' };
    this.tree = vscode.window.createTreeView('lstmLens.runs', {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.tell();
    const showTraining = () => {
      const count = experiments.runningConfigs().length;
      const tooltip =
        count === 1 ? vscode.l10n.t('One experiment at work') : vscode.l10n.t('{0} experiments at work', count);
      void vscode.commands.executeCommand('setContext', 'lstmLens.working', count > 0);
      this.tree.badge = count > 0 ? { value: count, tooltip } : undefined;
    };
    this.subscriptions = [
      this.tree,
      runs.onDidChange(() => this.changed.fire()),
      experiments.onDidChange(showTraining),
    ];
  }

  get shown(): Arrangement {
    return this.arrangement;
  }

  get selection(): readonly RunNode[] {
    return this.tree.selection;
  }

  arrange(change: Partial<Arrangement>): void {
    this.arrangement = { ...this.arrangement, ...change };
    void this.memory.update(KEPT, this.arrangement);
    this.tell();
    this.changed.fire();
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node) {
      const { config } = node;
      const runs = arranged(await this.runs.of(config), this.arrangement, wordsOf).map(
        (run): RunNode => ({ config, run }),
      );
      const others = (await this.runs.unreadable(config)).map((unreadable): RunNode => ({ config, unreadable }));
      return [...runs, ...others];
    }
    const configs = await findConfigs();
    return configs.sort((a, b) => a.path.localeCompare(b.path)).map((config) => ({ config }));
  }

  async getTreeItem({ config, run, unreadable }: RunNode): Promise<vscode.TreeItem> {
    if (run) return runItem(config, run, await this.runs.canGoOn(run));
    if (unreadable) return unreadableItem(unreadable);
    const item = new vscode.TreeItem(config, vscode.TreeItemCollapsibleState.Expanded);
    item.description = vscode.workspace.asRelativePath(config).split('/').slice(0, -1).join('/');
    item.iconPath = new vscode.ThemeIcon('beaker');
    item.contextValue = 'experiment';
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [config] };
    return item;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  /** A filter that one has forgotten would look like lost runs. */
  private tell(): void {
    const { filter } = this.arrangement;
    this.tree.description = filter ? vscode.l10n.t('only "{0}"', filter) : undefined;
    void vscode.commands.executeCommand('setContext', 'lstmLens.runsFiltered', filter !== '');
  }
}

function wordsOf(run: RunSummary): string {
  const { name, engine, seed, started, metrics } = run;
  const when = `${started} ${new Date(started).toLocaleString()}`;
  return [name, statusOf(run), engine, `seed ${seed}`, when, metrics ? fitText(metrics) : ''].join(' ');
}

function runItem(config: vscode.Uri, run: RunSummary, resumable: boolean): vscode.TreeItem {
  const status = statusOf(run);
  const item = new vscode.TreeItem(
    new Date(run.started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' }),
  );
  const [icon, color] = ICONS[status];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const result = run.metrics ? [fitText(run.metrics), duration(run.seconds)] : [];
  item.description = [...(status === 'done' ? [] : [status]), ...result, run.engine].join(' · ');
  item.tooltip = [
    `${run.name}: ${status}`,
    vscode.l10n.t('{0} epochs, {1}, seed {2}', run.epochs, run.engine, run.seed),
    ...(run.metrics ? [`${fitText(run.metrics)}, ${errorText(run.metrics)}, ${duration(run.seconds)}`] : []),
    ...(run.resumedAfter ?? []).map((epoch) =>
      vscode.l10n.t('It was interrupted after epoch {0}, and went on.', epoch),
    ),
    ...(run.message ? [run.message] : []),
  ].join('\n');
  const usable = run.epochs > 0;
  // Read by the `when` clauses of the menus.
  item.contextValue = ['run', status, ...(usable ? ['usable'] : []), ...(resumable ? ['resumable'] : [])].join(' ');
  if (usable) {
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
