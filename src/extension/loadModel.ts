/** Names a model file in a config, so that what was loaded stands in the experiment. */
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { folderOf } from '../core/files.js';
import { modelEndings } from '../core/formats/modelFormats.js';

/**
 * Makes sure that the config says which file to load from, asking where it does not.
 * @returns whether there is something to load.
 */
export async function nameModelFile(uri: vscode.Uri): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(uri);
  const text = document.getText();
  const tree = parseTree(text);
  if (tree && findNodeAtLocation(tree, ['model', 'from'])) return true;
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Load Model'),
    openLabel: vscode.l10n.t('Load'),
    defaultUri: vscode.Uri.file(folderOf(uri.fsPath)),
    filters: { [vscode.l10n.t('Model')]: modelEndings() },
  });
  if (!picked) return false;
  const from = relativePath(folderOf(uri.fsPath), picked[0].fsPath);
  const edits = modify(text, ['model', 'from'], from, {
    formattingOptions: { insertSpaces: true, tabSize: 2 },
    getInsertionIndex: () => 0,
  });
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), applyEdits(text, edits));
  return vscode.workspace.applyEdit(edit);
}

function relativePath(folder: string, file: string): string {
  const base = `${folder.replace(/\\/g, '/')}/`;
  const path = file.replace(/\\/g, '/');
  return path.startsWith(base) ? path.slice(base.length) : path;
}
