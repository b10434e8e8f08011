/** Changes of a document. */
import type { Edit } from 'jsonc-parser';
import * as vscode from 'vscode';

/** Edits of one text, as an edit that can be undone. */
export function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const made = new vscode.WorkspaceEdit();
  for (const { offset, length, content } of edits) {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    made.replace(document.uri, range, content);
  }
  return made;
}
