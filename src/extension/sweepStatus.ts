/** One item in the status bar while a sweep goes on; a click cancels it. */
import * as vscode from 'vscode';
import { nameOf } from './configs.js';
import { type Sweeps, stateIn } from './sweeps.js';

export class SweepStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lstmLens.sweep', vscode.StatusBarAlignment.Left);
  private readonly subscription: vscode.Disposable;

  constructor(private readonly sweeps: Sweeps) {
    this.item.name = vscode.l10n.t('LSTM Lens Sweep');
    this.subscription = sweeps.onDidChange(() => this.show());
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private show(): void {
    const running = this.sweeps.runningConfigs();
    const [first] = running;
    if (!first) {
      this.item.hide();
      return;
    }
    const lines = running.map((uri) => `${nameOf(uri)} ${progressText(this.sweeps, uri)}`);
    this.item.text = `$(loading~spin) ${lines.length === 1 ? lines[0] : vscode.l10n.t('{0} sweeps', lines.length)}`;
    this.item.tooltip = [...lines, vscode.l10n.t('Click to cancel')].join('\n');
    const target = running.length === 1 ? [first] : [];
    this.item.command = { command: 'lstmLens.cancelSweep', title: vscode.l10n.t('Cancel'), arguments: target };
    this.item.show();
  }
}

/** For example "4/18 trials"; a trial that has failed has ended, too. */
export function progressText(sweeps: Sweeps, uri: vscode.Uri): string {
  const sweep = sweeps.get(uri);
  if (!sweep) return vscode.l10n.t('sweep');
  const { trials } = sweep.plan;
  const ended = trials.filter((trial) => ['done', 'failed'].includes(stateIn(sweep, trial).status)).length;
  return vscode.l10n.t('{0}/{1} trials', ended, trials.length);
}
