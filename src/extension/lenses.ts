/** Actions and results above the first line of a config. */
import * as vscode from 'vscode';
import { isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import { duration, errorText, fitText, significant } from './format.js';
import type { Runs } from './runs.js';

/**
 * VS Code drops a refresh of the lenses when the editor loses the focus in the moment before it: a click into the panel
 * would leave them as they were during training. So each refresh is asked for once more after these milliseconds.
 */
const SECOND_REFRESH = 1000;

export class LensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private again: NodeJS.Timeout | undefined;
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly experiments: Experiments,
    private readonly runs: Runs,
  ) {
    const refresh = () => {
      this.changed.fire();
      clearTimeout(this.again);
      this.again = setTimeout(() => this.changed.fire(), SECOND_REFRESH);
    };
    this.subscriptions = [
      experiments.onDidChange(refresh),
      experiments.onDidStream(({ message }) => message.type === 'epochs' && refresh()),
      runs.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration('lstmLens.codeLens') && refresh(),
      ),
    ];
  }

  async provideCodeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isConfig(uri) || !vscode.workspace.getConfiguration('lstmLens', uri).get('codeLens', true)) return [];
    const lens = (title: string, command: string, tooltip: string, ...args: unknown[]) =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, tooltip, arguments: args });
    if (!vscode.workspace.isTrusted) {
      const tooltip = vscode.l10n.t('Nothing is trained or loaded in Restricted Mode');
      return [lens(vscode.l10n.t('$(shield) Trust this workspace to train'), 'workbench.trust.manage', tooltip)];
    }
    const { status, epochs } = this.experiments.get(uri);
    if (status.kind === 'training') {
      const title = vscode.l10n.t('$(loading~spin) Training, {0} epochs done: Cancel', epochs.length);
      return [
        lens(title, 'lstmLens.cancel', vscode.l10n.t('Stop after this batch and keep the last whole epoch'), uri),
      ];
    }
    const lenses = [
      lens(vscode.l10n.t('$(play) Train'), 'lstmLens.train', vscode.l10n.t('Train this model and watch it'), uri),
      lens(
        vscode.l10n.t('$(folder-opened) Load'),
        'lstmLens.load',
        vscode.l10n.t('Load the weights from a model file'),
        uri,
      ),
      lens(vscode.l10n.t('$(eye) Inspect'), 'lstmLens.inspect', vscode.l10n.t('States, influence and trust'), uri),
    ];
    const newest = (await this.runs.of(uri)).find(({ metrics }) => metrics);
    if (newest?.metrics) {
      const { metrics, seconds, started } = newest;
      const loss = epochs.at(-1)?.loss;
      const shownLoss = loss === undefined ? errorText(metrics) : `${vscode.l10n.t('loss')} ${significant(loss)}`;
      const tooltip = vscode.l10n.t('The run of {0}', new Date(started).toLocaleString());
      const title = `${fitText(metrics)} · ${shownLoss} · ${duration(seconds)}`;
      lenses.push(lens(title, 'lstmLens.inspect', tooltip, { config: uri, run: newest }));
    }
    return lenses;
  }

  dispose(): void {
    clearTimeout(this.again);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}
