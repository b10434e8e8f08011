/** The panels beside the editor, one an experiment. */
import * as vscode from 'vscode';
import type { Selection } from '../../webview/protocol.js';
import { isConfig, nameOf } from './configs.js';
import { Page, type PageServices } from './page.js';

export const PANEL_TYPE = 'lstmLens.panel';

interface OpenPanel {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly page: Page;
}

export class Panels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, OpenPanel>();
  private readonly serializer = vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this);

  constructor(private readonly services: PageServices) {}

  /** The experiment whose panel is in front, for commands that were given no other. */
  get active(): vscode.Uri | undefined {
    return this.front?.uri;
  }

  private get front(): OpenPanel | undefined {
    const all = [...this.panels.values()];
    return all.find(({ panel }) => panel.active) ?? all.find(({ panel }) => panel.visible);
  }

  /** Shows the experiment's panel beside the editor; the editor keeps the focus. */
  open(uri: vscode.Uri, select?: Partial<Selection>): void {
    const existing = this.panels.get(uri.toString());
    if (existing) {
      existing.panel.reveal(undefined, true);
      if (select) existing.page.show(uri, select);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(PANEL_TYPE, '', place), uri, select);
  }

  /** Has the panel in front copy the link to what it shows: only its page knows. */
  copyLink(): void {
    if (this.front) this.front.page.send({ type: 'askLink' });
    else void vscode.window.showInformationMessage(vscode.l10n.t('Open the panel of an experiment first.'));
  }

  /** A window reload brings panels back with the state that the page kept. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const config = (state as { uri?: unknown } | undefined)?.uri;
    const uri = typeof config === 'string' ? vscode.Uri.parse(config, true) : undefined;
    if (!uri || !isConfig(uri) || this.panels.has(uri.toString())) {
      panel.dispose();
      return;
    }
    this.adopt(panel, uri);
    if (vscode.workspace.isTrusted) await this.services.experiments.restore(uri);
  }

  dispose(): void {
    this.serializer.dispose();
    for (const { panel } of this.panels.values()) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, uri: vscode.Uri, select?: Partial<Selection>): void {
    const key = uri.toString();
    panel.title = nameOf(uri);
    panel.iconPath = vscode.Uri.joinPath(this.services.extensionUri, 'media', 'panel.svg');
    const page = new Page(panel.webview, this.services, uri, select, { compact: false });
    panel.onDidDispose(() => {
      page.dispose();
      this.panels.delete(key);
    });
    this.panels.set(key, { uri, panel, page });
  }
}
