/** Live mode: a config that is saved is trained, or only inspected anew where that is all that has changed. */
import * as vscode from 'vscode';
import { BadInputError } from '../core/problems.js';
import { isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import { pathOf } from './paths.js';

const SETTING = 'trainOnSave';

export class TrainOnSave implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  /** Configs whose last save is still to be looked at. */
  private readonly saved = new Set<string>();
  private readonly closing = new vscode.CancellationTokenSource();

  constructor(private readonly experiments: Experiments) {
    this.subscription = vscode.workspace.onDidSaveTextDocument(async (document) => {
      if (!isConfig(document.uri) || !vscode.workspace.isTrusted || !enabledFor(document.uri)) return;
      const key = document.uri.toString();
      // What is under way is of an older text.
      this.experiments.cancel(document.uri);
      if (this.saved.has(key)) return;
      this.saved.add(key);
      await this.experiments.rest(document.uri);
      this.saved.delete(key);
      await this.follow(document);
    });
  }

  /** Turns it on or off for this workspace. */
  async toggle(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('lstmLens');
    const on = !settings.get<boolean>(SETTING);
    const where = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : undefined;
    await settings.update(SETTING, on, where ?? vscode.ConfigurationTarget.Global);
    const message = on
      ? vscode.l10n.t('$(sync) Experiments are trained whenever they are saved')
      : vscode.l10n.t('$(sync-ignored) Experiments are no longer trained when they are saved');
    vscode.window.setStatusBarMessage(message, 5000);
  }

  dispose(): void {
    this.closing.cancel();
    this.subscription.dispose();
  }

  private async follow(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    const text = document.getText();
    try {
      const current = await this.experiments.current({ path: pathOf(uri), text }, this.closing.token);
      if (current.kind === 'none') await this.experiments.train(uri);
      else await this.experiments.inspect(uri, current.kind === 'run' ? current.folder : undefined);
    } catch (error) {
      // A text that is not finished yet leaves everything as it is; its faults stand in the Problems panel.
      if (error instanceof BadInputError || this.closing.token.isCancellationRequested) return;
      void vscode.window.showErrorMessage((error as Error).message);
    }
  }
}

function enabledFor(uri: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lstmLens', uri).get(SETTING, false);
}
