/** Live mode: a config that is saved is trained, or only inspected anew where that is all that has changed. */
import equal from 'fast-deep-equal';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { readRunConfig } from '../core/runs/runFolder.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import { isConfig } from './configs.js';
import type { Experiments } from './experiments.js';
import type { Runs } from './runs.js';

const SETTING = 'trainOnSave';

export class TrainOnSave implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  /** Configs whose last save is still to be looked at. */
  private readonly saved = new Set<string>();

  constructor(
    private readonly experiments: Experiments,
    private readonly runs: Runs,
  ) {
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
    this.subscription.dispose();
  }

  private async follow(document: vscode.TextDocument): Promise<void> {
    const { uri, fileName } = document;
    const text = document.getText();
    // A text that is not finished yet leaves everything as it is; its faults stand in the Problems panel.
    if ((await this.experiments.check({ path: fileName, text })).length > 0) return;
    if (await this.sameModel(uri, text)) await this.experiments.inspect(uri);
    else await this.experiments.train(uri);
  }

  /** Whether the newest run is what this config would train: then nothing but `inspect` is another. */
  private async sameModel(uri: vscode.Uri, text: string): Promise<boolean> {
    const [newest] = await this.runs.of(uri);
    if (newest?.status !== 'done') return false;
    const now = trainedBy(text);
    // The rows of a file may be others by now.
    if (now === undefined || 'file' in (now.data ?? {})) return false;
    return equal(now, trainedBy(await readRunConfig(nodeFiles, newest.folder)));
  }
}

function enabledFor(uri: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lstmLens', uri).get(SETTING, false);
}

/** All of a config that a trained model depends on. */
function trainedBy(text: string): { data?: object } | undefined {
  const config: unknown = parse(text, [], { allowTrailingComma: true });
  if (typeof config !== 'object' || config === null) return undefined;
  const { inspect: _, ...others } = config as { inspect?: unknown; data?: object };
  return others;
}
