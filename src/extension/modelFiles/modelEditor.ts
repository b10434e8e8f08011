/** A model file in an editor that only shows it: its layers and weights, read in a worker. */
import * as vscode from 'vscode';
import type { ModelHostMessage, ModelPageMessage, ModelState } from '../../../webview/model/protocol.js';
import { panelHtml } from '../../../webview/page.js';
import { readModelPageMessage } from '../../../webview/panelMessages.js';
import { baseName } from '../../core/files.js';
import { listen } from '../listening.js';
import { pathOf } from '../paths.js';
import { onlyFile } from '../watching.js';
import type { WorkerPool } from '../workerPool.js';

/** For the endings that only model files have, and for `model.json`, of which any JSON could be one. */
const VIEW_TYPES = ['lstmLens.model', 'lstmLens.modelJson'];

/** Milliseconds after a change on the disk: what writes a file does so in several steps. */
const PAUSE = 300;

export class ModelEditors implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  private readonly registered: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registered = VIEW_TYPES.map((type) => vscode.window.registerCustomEditorProvider(type, this));
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => {} };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const assets = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    const editor = new ModelEditor(uri, webview, this.workers, this.log);
    panel.onDidDispose(() => editor.dispose());
    webview.html = panelHtml({
      title: baseName(uri.path),
      nonce: crypto.randomUUID(),
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'model.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'model.css')).toString(),
    });
  }

  dispose(): void {
    for (const one of this.registered) one.dispose();
  }
}

/** The file whose editor is in front. */
export function activeModelFile(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && VIEW_TYPES.includes(input.viewType) ? input.uri : undefined;
}

class ModelEditor implements vscode.Disposable {
  private state: ModelState = { kind: 'reading' };
  private ready = false;
  private reading: vscode.CancellationTokenSource | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly uri: vscode.Uri,
    private readonly webview: vscode.Webview,
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = onlyFile(uri);
    const changed = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.read(), PAUSE);
    };
    this.subscriptions = [
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete(changed),
      listen(webview, readModelPageMessage, (message) => this.receive(message), log),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.read()),
    ];
    void this.read();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.reading?.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Never throws: a failure is shown. The last question wins. */
  private async read(): Promise<void> {
    this.reading?.cancel();
    if (!vscode.workspace.isTrusted) {
      this.show({ kind: 'untrusted' });
      return;
    }
    const source = new vscode.CancellationTokenSource();
    this.reading = source;
    if (this.state.kind !== 'done') this.show({ kind: 'reading' });
    try {
      const look = await this.workers.use(undefined, (worker) => worker.look({ file: pathOf(this.uri) }, source.token));
      if (!source.token.isCancellationRequested) this.show({ kind: 'done', look });
    } catch (error) {
      if (source.token.isCancellationRequested) return;
      const { message } = error as Error;
      this.log.warn(`${this.uri.fsPath}: ${message}`);
      this.show({ kind: 'failed', message });
    } finally {
      source.dispose();
    }
  }

  private show(state: ModelState): void {
    this.state = state;
    const message: ModelHostMessage = { type: 'model', name: baseName(this.uri.path), state };
    if (this.ready) void this.webview.postMessage(message);
  }

  private receive(message: ModelPageMessage): void {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.show(this.state);
        return;
      case 'inspect':
        void vscode.commands.executeCommand('lstmLens.inspectModelFile', this.uri);
        return;
      case 'manageTrust':
        void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'problem':
        this.log.warn(`${this.uri.fsPath}: ${message.message}`);
    }
  }
}
