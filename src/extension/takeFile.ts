/** A file that is dropped onto an experiment's panel, or onto the experiment in the list. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';
import { inspectWhenFree } from './busy.js';
import type { Experiments } from './experiments.js';
import { type Drafts, withReading } from './language/drafts.js';
import { workspaceEdit } from './language/edits.js';
import { fileUse, isUsable } from './language/fileUse.js';
import { tellTakenOut } from './language/takenOut.js';

/**
 * Names the file in the config, an edit that can be undone, and looks at what came of it.
 * @throws {Error} where the file is neither data nor a model, or nothing of it can be learned.
 */
export async function takeFile(
  config: vscode.Uri,
  file: vscode.Uri,
  experiments: Experiments,
  drafts: Drafts,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(config);
  if (!isUsable(document, file)) {
    const name = baseName(file.path);
    throw new Error(vscode.l10n.t('{0} is neither a data file nor a model file that can be read.', name));
  }
  const { version } = document;
  const use = await withReading(file, (token, report) => fileUse(document, file, drafts, token, report));
  if (!use) return;
  if (document.version !== version) {
    throw new Error(
      vscode.l10n.t('The config has changed while {0} was read: drop it once more.', baseName(file.path)),
    );
  }
  tellTakenOut(document, file, use.edits);
  if (!(await vscode.workspace.applyEdit(workspaceEdit(document, use.edits)))) return;
  vscode.window.setStatusBarMessage(use.title, 5000);
  await vscode.commands.executeCommand('lstmLens.show', config, use.kind === 'data' ? { view: 'data' } : undefined);
  if (use.kind === 'model') await inspectWhenFree(config, experiments);
}
