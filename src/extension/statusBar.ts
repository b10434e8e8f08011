/** One item while something trains; gone otherwise. */
import * as vscode from 'vscode';
import { nameOf } from './configs.js';
import type { Experiments } from './experiments.js';

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lstmLens.training', vscode.StatusBarAlignment.Left);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly experiments: Experiments) {
    this.item.name = vscode.l10n.t('LSTM Lens Training');
    this.subscriptions = [experiments.onDidChange(() => this.show()), experiments.onDidStream(() => this.show())];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.item.dispose();
  }

  private show(): void {
    const trainings = this.experiments.runningConfigs().flatMap((uri) => {
      const { status } = this.experiments.get(uri);
      return status.kind === 'training' ? [{ uri, status }] : [];
    });
    const [first] = trainings;
    if (!first) {
      this.item.hide();
      return;
    }
    const lines = trainings.map(({ uri, status: { progress, waiting, reading } }) => {
      const name = nameOf(uri);
      if (waiting) return vscode.l10n.t('{0}: waiting', name);
      if (reading !== undefined) return vscode.l10n.t('{0}: reading data {1} %', name, Math.round(100 * reading));
      return progress ? `${name} ${progress.epoch}/${progress.epochs}` : name;
    });
    const text = trainings.length === 1 ? lines[0] : vscode.l10n.t('{0} trainings', trainings.length);
    this.item.text = `$(loading~spin) ${text}`;
    this.item.tooltip = [...lines, vscode.l10n.t('Click to cancel')].join('\n');
    const target = trainings.length === 1 ? [first.uri] : [];
    this.item.command = { command: 'lstmLens.cancel', title: vscode.l10n.t('Cancel'), arguments: target };
    this.item.show();
  }
}
