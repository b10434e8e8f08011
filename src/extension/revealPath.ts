/** Shows a place of a config in its editor. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';

/** @param path keys and indices from the root; where it ends early, as far as it goes. */
export async function revealPath(uri: vscode.Uri, path: readonly (string | number)[]): Promise<void> {
  if (!Array.isArray(path)) return;
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One });
  const { document } = editor;
  const tree = parseTree(document.getText(), [], { allowTrailingComma: true });
  for (let depth = path.length; tree && depth >= 0; depth--) {
    const node = findNodeAtLocation(tree, path.slice(0, depth));
    if (!node) continue;
    const place = document.positionAt(node.offset);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return;
  }
}
