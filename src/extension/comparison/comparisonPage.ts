/** The page of one comparison: gathers what it shows, and answers what it asks. */
import * as vscode from 'vscode';
import type {
  ComparedModel,
  Comparison,
  ComparisonHostMessage,
  ComparisonPanelMessage,
  Pair,
} from '../../../webview/comparison/protocol.js';
import { panelHtml } from '../../../webview/page.js';
import { inOneBuffer } from '../../worker/oneBuffer.js';
import { saveFile } from '../saving.js';
import type { WorkerPool } from '../workerPool.js';
import { diffConfigs } from './configDiff.js';
import { inspectAll, outline, type RunPlace } from './gather.js';

export class ComparisonPage implements vscode.Disposable {
  private readonly cancelling = new vscode.CancellationTokenSource();
  private readonly models = new Map<string, ComparedModel>();
  private known: Comparison | undefined;
  private ready = false;
  /** Why nothing can be shown. */
  private fault: string | undefined;
  /** The question about two state spaces that is being answered; the next one ends it. */
  private asked: vscode.CancellationTokenSource | undefined;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly assets: vscode.Uri,
    private readonly places: readonly RunPlace[],
    private readonly workers: WorkerPool,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  begin(title: string, nonce: string): void {
    const { webview, assets } = this;
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    webview.html = panelHtml({
      title,
      nonce,
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.css')).toString(),
      page: 'comparison',
    });
    this.gather().catch((error: Error) => {
      this.fault = error.message;
      this.log.error(`comparison: ${error.message}`);
      this.sendAll();
    });
  }

  receive(message: ComparisonPanelMessage): void {
    this.answer(message).catch((error: Error) => this.fail(error));
  }

  dispose(): void {
    this.cancelling.cancel();
    this.asked?.cancel();
  }

  private async gather(): Promise<void> {
    this.known = await outline(this.places);
    this.sendAll();
    const found = (folder: string, model: ComparedModel) => {
      this.models.set(folder, model);
      this.sendAll();
    };
    await inspectAll(this.places, this.workers, found, this.cancelling.token);
  }

  private async answer(message: ComparisonPanelMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.sendAll();
        return;
      case 'similarity':
        return this.compareStates(message);
      case 'diff':
        return diffConfigs(this.placeOf(message.first), this.placeOf(message.second));
      case 'inspect': {
        const { config, folder } = this.placeOf(message.id);
        await vscode.commands.executeCommand('lstmLens.inspect', { config, run: { folder } });
        return;
      }
      case 'save':
        return saveFile(this.places[0].config, message.file);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'problem':
        this.log.warn(`comparison: ${message.message}`);
        return;
    }
  }

  private async compareStates({ first, second }: Pair): Promise<void> {
    const runs = [this.placeOf(first).folder, this.placeOf(second).folder] as const;
    this.asked?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.asked = source;
    try {
      const result = await this.workers.use(undefined, (worker) => worker.similarity({ runs }, source.token));
      if (!source.token.isCancellationRequested) {
        this.send({ type: 'similarity', similarity: { kind: 'done', first, second, result } });
      }
    } catch (error) {
      if (source.token.isCancellationRequested) return;
      const { message } = error as Error;
      this.send({ type: 'similarity', similarity: { kind: 'failed', first, second, message } });
    } finally {
      source.dispose();
      if (this.asked === source) this.asked = undefined;
    }
  }

  /** @throws {Error} where the page names a run that is not compared here. */
  private placeOf(id: string): RunPlace {
    const place = this.places.find(({ folder }) => folder === id);
    if (!place) throw new Error(`No run of this comparison: ${String(id).slice(0, 200)}.`);
    return place;
  }

  private sendAll(): void {
    if (this.fault !== undefined) this.send({ type: 'failed', message: this.fault });
    if (!this.known) return;
    const runs = this.known.runs.map((run) => ({ ...run, model: this.models.get(run.id) ?? run.model }));
    this.send({ type: 'comparison', comparison: { ...this.known, runs } });
  }

  private send(message: ComparisonHostMessage): void {
    if (this.ready) void this.webview.postMessage(inOneBuffer(message));
  }

  private fail(error: Error): void {
    this.log.error(`comparison: ${error.message}`);
    void vscode.window.showErrorMessage(error.message);
  }
}
