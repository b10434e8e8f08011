/** The panels that hold runs against each other, one for each set of runs. */
import * as vscode from 'vscode';
import { MOST_RUNS } from '../../../webview/comparison/protocol.js';
import { readComparisonPanelMessage } from '../../../webview/panelMessages.js';
import { nameOf } from '../configs.js';
import { listen } from '../listening.js';
import { uriOf } from '../paths.js';
import type { WorkerPool } from '../workerPool.js';
import { ComparisonPage } from './comparisonPage.js';
import { oldestFirst, placeOf, type RunPlace } from './gather.js';

export const COMPARISON_TYPE = 'lstmLens.comparison';

export class Comparisons implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly serializer = vscode.window.registerWebviewPanelSerializer(COMPARISON_TYPE, this);

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** @throws {Error} where there are too few or too many to compare. */
  open(places: readonly RunPlace[]): void {
    if (places.length < 2) throw new Error(vscode.l10n.t('Choose two runs or more to compare.'));
    if (places.length > MOST_RUNS) {
      throw new Error(vscode.l10n.t('Choose at most {0} runs: more cannot be told apart.', MOST_RUNS));
    }
    const existing = this.panels.get(keyOf(places));
    if (existing) existing.reveal();
    else this.adopt(vscode.window.createWebviewPanel(COMPARISON_TYPE, '', besideText()), places);
  }

  /** A window reload brings panels back with the runs that the page kept. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const places = vscode.workspace.isTrusted ? await Promise.all(foldersOf(state).map(placeOf)).catch(() => []) : [];
    if (places.length < 2 || this.panels.has(keyOf(places))) panel.dispose();
    else this.adopt(panel, places);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, given: readonly RunPlace[]): void {
    const key = keyOf(given);
    const places = oldestFirst(given);
    const names = [...new Set(places.map(({ config }) => nameOf(config)))];
    panel.title = vscode.l10n.t('Compare: {0}', names.join(', '));
    panel.iconPath = vscode.Uri.joinPath(this.extensionUri, 'media', 'panel.svg');
    const assets = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const page = new ComparisonPage(panel.webview, assets, places, this.workers, this.log);
    const listening = listen(panel.webview, readComparisonPanelMessage, (message) => page.receive(message), this.log);
    page.begin(panel.title, crypto.randomUUID());
    panel.onDidDispose(() => {
      listening.dispose();
      page.dispose();
      this.panels.delete(key);
    });
    this.panels.set(key, panel);
  }
}

/** Where the panels are: a config that is being written stays in sight. */
function besideText(): vscode.ViewColumn {
  const inText = vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputText;
  return inText ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

function keyOf(places: readonly RunPlace[]): string {
  return JSON.stringify(places.map(({ folder }) => folder).toSorted());
}

/** What a page kept may be from an older version, or made up. */
function foldersOf(state: unknown): string[] {
  const runs = (state as { runs?: unknown } | undefined)?.runs;
  if (!Array.isArray(runs)) return [];
  return runs
    .slice(0, MOST_RUNS)
    .filter((folder) => typeof folder === 'string' && vscode.workspace.getWorkspaceFolder(uriOf(folder)));
}
