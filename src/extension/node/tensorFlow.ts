/** Where TensorFlow is for a config of this window, and its installation on request. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { ConfigText } from '../../worker/protocol.js';
import { packageAbove, packageIn, TENSORFLOW_PACKAGE, TensorFlowMissingError } from '../../worker/tensorflow/find.js';
import type { TensorFlow } from '../host.js';
import { uriOf } from '../paths.js';
import { installTensorFlow } from './installTensorFlow.js';

const SETTING = 'lstmLens.tensorflow.path';

export class NodeTensorFlow implements TensorFlow {
  /** Where it is installed on request. */
  private readonly own: string;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.own = path.join(context.globalStorageUri.fsPath, 'tensorflow');
  }

  /**
   * The folder of the package: where the setting says, else in the workspace, in the extension, in its storage.
   * @throws {TensorFlowMissingError} that says what to do, after offering to do it.
   */
  find(config: ConfigText): string {
    const uri = uriOf(config.path);
    const given = vscode.workspace.getConfiguration('lstmLens', uri).get<string>('tensorflow.path', '');
    const found = given
      ? packageIn(given)
      : (this.inWorkspace(uri) ?? packageIn(this.context.extensionUri.fsPath) ?? packageIn(this.own));
    if (found !== undefined) return found;
    if (given) {
      throw new TensorFlowMissingError(
        vscode.l10n.t('The setting {0} names {1}, which neither is it nor has it in its node_modules.', SETTING, given),
      );
    }
    void this.offer();
    throw new TensorFlowMissingError(
      vscode.l10n.t(
        'Run "LSTM Lens: Install TensorFlow Engine", or install it in the workspace with npm, or name its folder in the setting {0}; or leave "engine" out.',
        SETTING,
      ),
    );
  }

  /** Installs it into the extension's storage, with progress that can be cancelled. */
  async install(): Promise<void> {
    const title = vscode.l10n.t('Installing {0}', TENSORFLOW_PACKAGE);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const installed = await vscode.window.withProgress(options, (progress, token) =>
      installTensorFlow(
        this.own,
        (line) => {
          this.log.info(line);
          progress.report({ message: line });
        },
        token,
      ),
    );
    if (installed) void vscode.window.showInformationMessage(vscode.l10n.t('The TensorFlow engine is installed.'));
  }

  /** Code of a workspace is run only where it is trusted. */
  private inWorkspace(config: vscode.Uri): string | undefined {
    if (!vscode.workspace.isTrusted) return undefined;
    const folder = path.dirname(config.fsPath);
    return packageAbove(folder, vscode.workspace.getWorkspaceFolder(config)?.uri.fsPath ?? folder);
  }

  private async offer(): Promise<void> {
    const install = vscode.l10n.t('Install');
    const message = vscode.l10n.t('"engine": "tensorflow" needs {0}, which is not installed.', TENSORFLOW_PACKAGE);
    if ((await vscode.window.showErrorMessage(message, install)) === install) {
      await vscode.commands.executeCommand('lstmLens.installTensorFlow');
    }
  }
}
