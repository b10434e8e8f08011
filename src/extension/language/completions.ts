/** Names that only the workspace knows: files, and columns of a data file. Keys, values and blocks come of the schema. */
import { getLocation } from 'jsonc-parser';
import * as vscode from 'vscode';
import { nameKindAt } from '../../core/config/filePlaces.js';
import { isConfig } from '../configs.js';
import { dataFileOf, findFiles } from './dataFiles.js';
import type { Drafts } from './drafts.js';

export class NameCompletions implements vscode.CompletionItemProvider {
  constructor(private readonly drafts: Drafts) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!isConfig(document.uri)) return [];
    const offset = document.offsetAt(position);
    const { path, previousNode, isAtPropertyKey } = getLocation(document.getText(), offset);
    const kind = isAtPropertyKey ? undefined : nameKindAt(path);
    if (!kind) return [];
    // The whole string is replaced, its quotes too: VS Code compares what is typed with `filterText`.
    const typed = previousNode?.type === 'string' && offset <= previousNode.offset + previousNode.length;
    const range = typed
      ? new vscode.Range(
          document.positionAt(previousNode.offset),
          document.positionAt(previousNode.offset + previousNode.length),
        )
      : new vscode.Range(position, position);
    const file = kind === 'column' ? dataFileOf(document) : undefined;
    const columns = file ? await this.drafts.columnsOf(file) : [];
    const names = kind === 'column' ? columns : await findFiles(document.uri, kind);
    return names.map((name, index) => {
      const isColumn = kind === 'column';
      const item = new vscode.CompletionItem(
        name,
        isColumn ? vscode.CompletionItemKind.Field : vscode.CompletionItemKind.File,
      );
      item.insertText = JSON.stringify(name);
      item.filterText = item.insertText;
      item.range = range;
      // Columns in their own order.
      item.sortText = String(index).padStart(6, '0');
      item.detail = isColumn ? vscode.l10n.t('column of {0}', vscode.workspace.asRelativePath(file!)) : undefined;
      return item;
    });
  }
}
