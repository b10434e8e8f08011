/** The panels beside the editor: one an experiment, each showing that experiment's state and nothing of its own. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../../webview/page.js';
import type { HostMessage, PanelMessage, Selection, Snapshot } from '../../webview/protocol.js';
import { baseName } from '../core/files.js';
import { isConfig } from './configs.js';
import type { ExperimentState, Experiments } from './experiments.js';
import type { Questions } from './questions.js';
import { saveFile } from './saving.js';

export const PANEL_TYPE = 'lstmLens.panel';

export class Panels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, ExperimentPanel>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly experiments: Experiments,
    private readonly questions: Questions,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this),
      experiments.onDidChange(({ uri }) => this.panels.get(uri.toString())?.sendSnapshot()),
      experiments.onDidStream(({ uri, message }) => this.panels.get(uri.toString())?.send(message)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const panel of this.panels.values()) panel.sendSnapshot();
      }),
    ];
  }

  /** The experiment whose panel is in front, for commands that were given no other. */
  get active(): vscode.Uri | undefined {
    return [...this.panels.values()].find(({ isActive }) => isActive)?.uri;
  }

  /** Shows the experiment's panel beside the editor; the editor keeps the focus. */
  open(uri: vscode.Uri, select?: Partial<Selection>): void {
    const existing = this.panels.get(uri.toString());
    if (existing) {
      existing.reveal(select);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(PANEL_TYPE, '', place), uri, select);
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
    if (vscode.workspace.isTrusted) await this.experiments.restore(uri);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, uri: vscode.Uri, select?: Partial<Selection>): void {
    const key = uri.toString();
    panel.onDidDispose(() => this.panels.delete(key));
    this.panels.set(
      key,
      new ExperimentPanel(panel, uri, this.extensionUri, this.experiments, this.questions, this.log, select),
    );
  }
}

class ExperimentPanel {
  private ready = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly uri: vscode.Uri,
    extensionUri: vscode.Uri,
    private readonly experiments: Experiments,
    private readonly questions: Questions,
    private readonly log: vscode.LogOutputChannel,
    private select: Partial<Selection> | undefined,
  ) {
    const { webview } = panel;
    const assets = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    panel.title = baseName(uri.path).replace('.lstm.json', '');
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'panel.svg');
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.onDidReceiveMessage((message: PanelMessage) => this.receive(message));
    webview.html = panelHtml({
      title: panel.title,
      nonce: randomBytes(16).toString('base64'),
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.css')).toString(),
    });
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  reveal(select?: Partial<Selection>): void {
    this.panel.reveal(undefined, true);
    if (!select) return;
    this.select = select;
    this.sendSnapshot();
  }

  sendSnapshot(): void {
    this.send({ type: 'snapshot', snapshot: withoutTraces(snapshotOf(this.experiments.get(this.uri), this.select)) });
    if (this.ready) this.select = undefined;
  }

  /** A page that is not ready, or is hidden, gets a whole snapshot when it says so. */
  send(message: HostMessage): void {
    if (this.ready) void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.panel.dispose();
  }

  private receive(message: PanelMessage): void {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.sendSnapshot();
        break;
      case 'command':
        this.run(message.command);
        break;
      case 'sample': {
        const sample = this.experiments.get(this.uri).inspection?.samples[message.index];
        if (sample) this.send({ type: 'sample', index: message.index, sample });
        break;
      }
      case 'embed':
        void this.questions.embed(this.uri, message.embedding);
        break;
      case 'stopEmbedding':
        this.questions.stopEmbedding(this.uri);
        break;
      case 'checkpoint':
        void this.questions.checkpoint(this.uri, message.epoch, message.sample);
        break;
      case 'save':
        saveFile(this.uri, message.file).catch((error: Error) => void vscode.window.showErrorMessage(error.message));
        break;
      case 'copy':
        void vscode.env.clipboard.writeText(String(message.text));
        break;
      case 'painted':
        this.log.info(`${this.panel.title}: first plot ${Math.round(message.milliseconds)} ms after the page began`);
        break;
      case 'problem':
        this.log.warn(`${this.panel.title}: ${message.message}`);
        break;
      default:
        this.log.warn(`${this.panel.title}: unknown message ${JSON.stringify(message).slice(0, 200)}`);
    }
  }

  private run(command: Extract<PanelMessage, { type: 'command' }>['command']): void {
    if (command === 'revealConfig')
      void vscode.window.showTextDocument(this.uri, { viewColumn: vscode.ViewColumn.One });
    else if (['train', 'cancel', 'inspect', 'openReport'].includes(command)) {
      void vscode.commands.executeCommand(`lstmLens.${command}`, this.uri);
    }
  }
}

/** Bytes of traces that a snapshot may carry; of more, each sample's are sent when it is looked at. */
const LIGHT = 1 << 20;

function withoutTraces(snapshot: Snapshot): Snapshot {
  const { inspection } = snapshot;
  const traces = inspection?.samples.flatMap(({ layers }) => layers) ?? [];
  const bytes = traces.reduce((sum, { hidden, gates }) => sum + hidden.byteLength * (2 + Object.keys(gates).length), 0);
  if (!inspection || bytes <= LIGHT) return snapshot;
  const samples = inspection.samples.map((sample) => ({ ...sample, layers: [], withheld: true }));
  return { ...snapshot, inspection: { ...inspection, samples } };
}

/** What a page needs to show an experiment. */
export function snapshotOf(state: ExperimentState, select?: Partial<Selection>): Snapshot {
  return {
    title: baseName(state.uri.path),
    config: vscode.workspace.asRelativePath(state.uri),
    uri: state.uri.toString(),
    run: state.run?.started,
    status: state.status,
    epochs: state.epochs,
    bestEpoch: state.bestEpoch,
    seconds: state.seconds,
    trusted: vscode.workspace.isTrusted,
    inspection: state.inspection,
    embeddings: state.embeddings ?? [],
    checkpoints: state.checkpoints ?? [],
    select,
  };
}
