/** Names a model file in a config, so that what was loaded stands in the experiment. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { modelEndings } from '../core/formats/modelFormats.js';
import { workspaceEdit } from './language/edits.js';
import { modelUse } from './language/fileUse.js';
import type { Reach } from './reach.js';

/**
 * Makes sure that the config says which file to load from, asking where it does not.
 * @param reach is told of the file.
 * @param file to be loaded in place of what the config says.
 * @returns whether there is something to load.
 */
export async function nameModelFile(uri: vscode.Uri, reach: Reach, file?: vscode.Uri): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const tree = parseTree(document.getText(), [], { allowTrailingComma: true });
  if (!file && tree && findNodeAtLocation(tree, ['model', 'from'])) return true;
  const picked = file ?? (await pickModelFile(uri));
  if (!picked) return false;
  await reach.add(picked);
  return vscode.workspace.applyEdit(workspaceEdit(document, modelUse(document, picked).edits));
}

async function pickModelFile(config: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Load Model'),
      openLabel: vscode.l10n.t('Load'),
      defaultUri: vscode.Uri.joinPath(config, '..'),
      filters: { [vscode.l10n.t('Model')]: modelEndings() },
    })) ?? [];
  return picked;
}
