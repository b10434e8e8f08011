/** The list in the side bar: experiments, and below each its runs. */
import * as vscode from 'vscode';
import { shortNames, valuesText } from '../core/config/sweep/sweep.js';
import { baseName } from '../core/files.js';
import type { RunSummary, UnreadableRun } from '../core/runs/runFolder.js';
import { findConfigs } from './configs.js';
import type { Experiments } from './experiments.js';
import { duration, errorText, fitText } from './format.js';
import type { Drafts } from './language/drafts.js';
import { firstFile } from './language/fileUse.js';
import { statusOf } from './runStatus.js';
import type { Runs } from './runs.js';
import { type Arrangement, arranged, bySweep } from './runsList.js';
import { takeFile } from './takeFile.js';
import { requireTrust } from './trust.js';

export interface RunNode {
  readonly config: vscode.Uri;
  readonly run?: RunSummary;
  readonly unreadable?: UnreadableRun;
  /** The runs of one sweep, under a node of their own. */
  readonly trials?: readonly RunSummary[];
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
    drafts: Drafts,
    private readonly memory: vscode.Memento,
  ) {
    this.arrangement = memory.get<Arrangement>(KEPT) ?? { filter: '', order: 'newest' };
    this.tree = vscode.window.createTreeView('lstmLens.runs', {
      treeDataProvider: this,
      dragAndDropController: this.drops(experiments, drafts),
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
      const { config, trials } = node;
      if (trials) return trials.map((run): RunNode => ({ config, run }));
      const all = arranged(await this.runs.of(config), this.arrangement, wordsOf);
      const runs = bySweep(all).map((one): RunNode => ({ config, ...one }));
      const others = (await this.runs.unreadable(config)).map((unreadable): RunNode => ({ config, unreadable }));
      return [...runs, ...others];
    }
    const configs = await findConfigs();
    return configs.sort((a, b) => a.path.localeCompare(b.path)).map((config) => ({ config }));
  }

  async getTreeItem({ config, run, unreadable, trials }: RunNode): Promise<vscode.TreeItem> {
    if (trials) return sweepItem(config, trials);
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

  /** A data or model file that is dropped onto an experiment, or onto one of its runs, becomes its own. */
  private drops(experiments: Experiments, drafts: Drafts): vscode.TreeDragAndDropController<RunNode> {
    return {
      dropMimeTypes: ['text/uri-list'],
      dragMimeTypes: [],
      async handleDrop(target, transfer) {
        const file = firstFile((await transfer.get('text/uri-list')?.asString()) ?? '');
        if (!target || !file || !(await requireTrust())) return;
        try {
          await takeFile(target.config, file, experiments, drafts);
        } catch (error) {
          void vscode.window.showErrorMessage((error as Error).message);
        }
      },
    };
  }

  /** A filter that one has forgotten would look like lost runs. */
  private tell(): void {
    const { filter } = this.arrangement;
    this.tree.description = filter ? vscode.l10n.t('only "{0}"', filter) : undefined;
    void vscode.commands.executeCommand('setContext', 'lstmLens.runsFiltered', filter !== '');
  }
}

function wordsOf(run: RunSummary): string {
  const { name, engine, seed, started, metrics, sweep } = run;
  const when = `${started} ${new Date(started).toLocaleString()}`;
  return [
    name,
    statusOf(run),
    engine,
    `seed ${seed}`,
    when,
    metrics ? fitText(metrics) : '',
    sweep ? `sweep ${valuesText(sweep.values)}` : '',
  ].join(' ');
}

/** Of a sweep's trials: how many have ended, and the best of them. */
function sweepItem(config: vscode.Uri, trials: readonly RunSummary[]): vscode.TreeItem {
  const names = [...new Set(trials.flatMap(({ sweep }) => Object.keys(sweep?.values ?? {})))];
  const label = vscode.l10n.t('Sweep of {0}', shortNames(names).join(', '));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const count = (wanted: ReturnType<typeof statusOf>) => trials.filter((run) => statusOf(run) === wanted).length;
  const [best] = arranged(
    trials.filter(({ status }) => status === 'done'),
    { filter: '', order: 'best' },
    wordsOf,
  );
  const running = count('running') > 0;
  const failed = count('failed');
  item.iconPath = running
    ? new vscode.ThemeIcon('loading~spin', new vscode.ThemeColor('charts.blue'))
    : new vscode.ThemeIcon('type-hierarchy');
  item.description = [
    vscode.l10n.t('{0} of {1} done', count('done'), trials.length),
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', failed)] : []),
    ...(best?.metrics ? [vscode.l10n.t('best {0}', fitText(best.metrics))] : []),
  ].join(' · ');
  item.tooltip = best?.sweep ? vscode.l10n.t('Best: {0}', valuesText(best.sweep.values)) : undefined;
  // Read by the `when` clauses of the menus.
  item.contextValue = running ? 'sweep running' : 'sweep';
  item.command = {
    command: 'lstmLens.show',
    title: vscode.l10n.t('Open Sweep'),
    arguments: [config, { view: 'sweep' }],
  };
  return item;
}

/** In the order of the names that the sweep's own node tells. */
function bareValues(values: Readonly<Record<string, unknown>>): string {
  return Object.values(values)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' · ');
}

function runItem(config: vscode.Uri, run: RunSummary, resumable: boolean): vscode.TreeItem {
  const status = statusOf(run);
  const item = new vscode.TreeItem(
    run.sweep
      ? bareValues(run.sweep.values)
      : new Date(run.started).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' }),
  );
  const [icon, color] = ICONS[status];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const result = run.metrics ? [fitText(run.metrics), duration(run.seconds)] : [];
  item.description = [...(status === 'done' ? [] : [status]), ...result, run.engine].join(' · ');
  item.tooltip = [
    `${run.name}: ${status}`,
    ...(run.sweep ? [valuesText(run.sweep.values)] : []),
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
