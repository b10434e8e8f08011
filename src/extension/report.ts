/** Writes the panel's views as one HTML file and shows it. */
import * as vscode from 'vscode';
import { host } from '#host';
import { reportHtml } from '../report/report.js';
import type { ExperimentState } from './experiments.js';
import { pathOf, uriOf } from './paths.js';
import { snapshotOf } from './snapshots.js';

/** @param extensionUri where the built panel is found. */
export async function openReport(state: ExperimentState, extensionUri: vscode.Uri): Promise<void> {
  const target =
    state.run && !state.gone
      ? vscode.Uri.joinPath(uriOf(state.run.folder), 'report.html')
      : await vscode.window.showSaveDialog({
          filters: { HTML: ['html'] },
          defaultUri: state.uri.with({ path: `${state.uri.path}.html` }),
        });
  if (!target) return;
  const asset = async (name: string) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name));
    return new TextDecoder().decode(bytes);
  };
  const html = reportHtml(snapshotOf(state), { script: await asset('panel.js'), style: await asset('panel.css') });
  await host.files.write(pathOf(target), html);
  // A file of a remote machine, or of none, cannot be opened in the browser of this one.
  if (vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop && target.scheme === 'file') {
    await vscode.env.openExternal(target);
    return;
  }
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const message = vscode.l10n.t('Report written: {0}', vscode.workspace.asRelativePath(target));
  if ((await vscode.window.showInformationMessage(message, reveal)) === reveal) {
    await vscode.commands.executeCommand('revealInExplorer', target);
  }
}
