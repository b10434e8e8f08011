/** One item while something trains; gone otherwise. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import type { Experiments } from './experiments.js';

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lstmLens.training', vscode.StatusBarAlignment.Left);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly experiments: Experiments) {
    this.item.name = vscode.l10n.t('LSTM Lens Training');
    this.subscriptions = [
      experiments.onDidChange(({ uri }) => this.show(uri)),
      experiments.onDidStream(({ uri }) => this.show(uri)),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.item.dispose();
  }

  private show(uri: vscode.Uri): void {
    const { status } = this.experiments.get(uri);
    if (status.kind !== 'training') {
      this.item.hide();
      return;
    }
    const { progress } = status;
    const epochs = progress ? ` ${progress.epoch}/${progress.epochs}` : '';
    this.item.text = `$(loading~spin) ${baseName(uri.path).replace('.lstm.json', '')}${epochs}`;
    this.item.tooltip = vscode.l10n.t('Training; click to cancel');
    this.item.command = { command: 'lstmLens.cancel', title: vscode.l10n.t('Cancel'), arguments: [uri] };
    this.item.show();
  }
}
