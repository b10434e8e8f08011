/** Writes the panel's views as one HTML file and shows it. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { reportHtml } from '../report/report.js';
import { nodeFiles } from '../worker/nodeFiles.js';
import type { ExperimentState } from './experiments.js';
import { snapshotOf } from './snapshots.js';

/** @param extensionUri where the built panel is found. */
export async function openReport(state: ExperimentState, extensionUri: vscode.Uri): Promise<void> {
  const target =
    state.run && !state.gone
      ? vscode.Uri.joinPath(vscode.Uri.file(state.run.folder), 'report.html')
      : await vscode.window.showSaveDialog({
          filters: { HTML: ['html'] },
          defaultUri: vscode.Uri.file(`${state.uri.fsPath}.html`),
        });
  if (!target) return;
  const asset = (name: string) => readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name).fsPath, 'utf8');
  const html = reportHtml(snapshotOf(state), { script: await asset('panel.js'), style: await asset('panel.css') });
  await nodeFiles.write(target.fsPath, html);
  // A file of a remote machine cannot be opened in the browser of this one.
  if (vscode.env.remoteName === undefined) {
    await vscode.env.openExternal(target);
    return;
  }
  const reveal = vscode.l10n.t('Reveal in Explorer');
  const message = vscode.l10n.t('Report written: {0}', vscode.workspace.asRelativePath(target));
  if ((await vscode.window.showInformationMessage(message, reveal)) === reveal) {
    await vscode.commands.executeCommand('revealInExplorer', target);
  }
}
