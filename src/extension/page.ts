/** The page in a panel or in the side bar: shows one experiment's state and nothing of its own. */
import * as vscode from 'vscode';
import { panelHtml } from '../../webview/page.js';
import { readPanelMessage } from '../../webview/panelMessages.js';
import type { HostMessage, PanelMessage, Selection, SweepSnapshot } from '../../webview/protocol.js';
import { inOneBuffer } from '../worker/oneBuffer.js';
import { inspectWhenFree } from './busy.js';
import { nameOf } from './configs.js';
import type { Experiments } from './experiments.js';
import { keepInConfig } from './keepIntervention.js';
import { keepSample } from './keepSample.js';
import type { Drafts } from './language/drafts.js';
import { firstFile } from './language/fileUse.js';
import type { LayerLinks } from './layerLinks.js';
import { linkTo } from './links.js';
import { listen } from './listening.js';
import type { Previews } from './previews.js';
import type { Questions } from './questions.js';
import { revealPath } from './revealPath.js';
import { saveFile } from './saving.js';
import { setBaseline } from './setBaseline.js';
import { snapshotOf, withoutTraces } from './snapshots.js';
import { sweepSnapshot } from './sweepSnapshots.js';
import type { Sweeps } from './sweeps.js';
import { takeFile } from './takeFile.js';
import { requireTrust } from './trust.js';

/** What every page needs. */
export interface PageServices {
  readonly extensionUri: vscode.Uri;
  readonly experiments: Experiments;
  readonly sweeps: Sweeps;
  readonly questions: Questions;
  readonly previews: Previews;
  readonly layerLinks: LayerLinks;
  readonly drafts: Drafts;
  readonly log: vscode.LogOutputChannel;
}

export class Page implements vscode.Disposable {
  private ready = false;
  private readonly subscriptions: vscode.Disposable[];

  /** @param uri the experiment that is shown; undefined while there is none. */
  constructor(
    private readonly webview: vscode.Webview,
    private readonly services: PageServices,
    private shown: vscode.Uri | undefined,
    private select: Partial<Selection> | undefined,
    { compact }: { compact: boolean },
  ) {
    const { extensionUri, experiments, sweeps } = services;
    const assets = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const ours = ({ uri }: { uri: vscode.Uri }) => uri.toString() === this.shown?.toString();
    webview.options = { enableScripts: true, localResourceRoots: [assets] };
    this.subscriptions = [
      listen(webview, readPanelMessage, (message) => this.receive(message), services.log),
      experiments.onDidChange((state) => ours(state) && this.sendSnapshot()),
      sweeps.onDidChange((changed) => ours(changed) && this.sendSweep()),
      experiments.onDidStream((streamed) => ours(streamed) && this.send(streamed.message)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.sendSnapshot()),
    ];
    webview.html = panelHtml({
      title: this.name,
      nonce: crypto.randomUUID(),
      cspSource: webview.cspSource,
      script: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(assets, 'panel.css')).toString(),
      compact,
    });
  }

  get uri(): vscode.Uri | undefined {
    return this.shown;
  }

  /** Shows another experiment, or another part of the same. */
  show(uri: vscode.Uri | undefined, select?: Partial<Selection>): void {
    this.shown = uri;
    if (select) this.select = select;
    this.sendSnapshot();
  }

  sendSnapshot(): void {
    if (!this.ready) return;
    if (!this.shown) {
      this.send({ type: 'nothing' });
      return;
    }
    const state = this.services.experiments.get(this.shown);
    const snapshot = withoutTraces(snapshotOf(state, this.select));
    this.send({ type: 'snapshot', snapshot: { ...snapshot, sweep: this.sweepOf(this.shown) } });
    this.services.sweeps.watch(this.shown);
    this.select = undefined;
  }

  private sendSweep(): void {
    if (this.shown) this.send({ type: 'sweep', sweep: this.sweepOf(this.shown) });
  }

  private sweepOf(uri: vscode.Uri): SweepSnapshot | undefined {
    const { sweeps, experiments } = this.services;
    const sweep = sweeps.get(uri);
    return sweep && sweepSnapshot(sweep, experiments.get(uri).run?.folder);
  }

  /**
   * A page that is not ready, or is hidden, gets a whole snapshot when it says so. VS Code sends the whole memory that an
   * array is a view of, so a part of an inspection gets a memory of its own.
   */
  send(message: HostMessage): void {
    if (this.ready) void this.webview.postMessage(inOneBuffer(message));
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private get name(): string {
    return this.shown ? nameOf(this.shown) : 'LSTM Lens';
  }

  private receive(message: PanelMessage): void {
    const { log } = this.services;
    if (message.type === 'ready') {
      this.ready = true;
      this.sendSnapshot();
    } else if (message.type === 'painted') {
      log.info(`${this.name}: first plot ${Math.round(message.milliseconds)} ms after the page began`);
    } else if (message.type === 'problem') {
      log.warn(`${this.name}: ${message.message}`);
    } else if (this.shown) {
      this.answer(this.shown, message).catch((error: Error) => {
        log.error(`${this.name}: ${error.message}`);
        void vscode.window.showErrorMessage(error.message);
      });
    }
  }

  private async answer(
    uri: vscode.Uri,
    message: Exclude<PanelMessage, { type: 'ready' | 'painted' | 'problem' }>,
  ): Promise<void> {
    const { experiments, questions, previews, layerLinks } = this.services;
    switch (message.type) {
      case 'command':
        return runCommand(uri, message.command);
      case 'sample': {
        const sample = experiments.get(uri).inspection?.samples[message.index];
        if (sample) this.send({ type: 'sample', index: message.index, sample });
        return;
      }
      case 'sequence':
        return questions.sequence(uri, message.sequence);
      case 'preview':
        return previews.preview(uri, message.again);
      case 'stopPreview':
        return previews.stop(uri);
      case 'previewSequence':
        return previews.sequence(uri, message.part, message.index);
      case 'embed':
        return questions.embed(uri, message.embedding);
      case 'stopEmbedding':
        return questions.stopEmbedding(uri);
      case 'ask':
        return questions.answer(uri, message.question);
      case 'stopAsking':
        return questions.stopAnswering(uri, message.about);
      case 'checkpoint':
        return questions.checkpoint(uri, message);
      case 'whatIf':
        return questions.whatIf(uri, message);
      case 'trial': {
        const sweep = this.services.sweeps.get(uri);
        const run = sweep?.states.get(String(message.trial))?.run;
        if (run === undefined) return;
        await inspectWhenFree(uri, experiments, () => run);
        return this.show(uri, { view: 'overview' });
      }
      case 'keepInput': {
        const sample = await keepSample(uri, message.input, experiments);
        if (sample !== undefined) this.show(uri, { sample });
        return;
      }
      case 'keepIntervention':
        return keepInConfig(uri, message.intervention, experiments);
      case 'baseline':
        return setBaseline(uri, message.baseline, experiments);
      case 'save':
        return saveFile(uri, message.file);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'dropped': {
        const file = firstFile(message.files);
        if (file && (await requireTrust())) await takeFile(uri, file, experiments, this.services.drafts);
        return;
      }
      case 'copyLink':
        await vscode.env.clipboard.writeText(linkTo(uri, message.selection));
        vscode.window.setStatusBarMessage(vscode.l10n.t('$(link) Link copied'), 3000);
        return;
      case 'revealPath':
        return revealPath(uri, message.path);
      case 'reveal':
        return layerLinks.reveal(uri, message.layer, message.open);
    }
  }
}

const COMMANDS = ['train', 'continue', 'cancel', 'inspect', 'openReport', 'exportModel', 'runSweep', 'cancelSweep'];

async function runCommand(uri: vscode.Uri, command: string): Promise<void> {
  if (command === 'revealConfig') await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
  else if (COMMANDS.includes(command)) await vscode.commands.executeCommand(`lstmLens.${command}`, uri);
}
