/** A data or model file that is dragged into a config becomes its `data` or its `model.from`. */
import * as vscode from 'vscode';
import { isConfig } from '../configs.js';
import { workspaceEdit } from './edits.js';
import { fileUse, firstFile } from './fileUse.js';

const KIND = vscode.DocumentDropOrPasteEditKind.Text.append('lstmLens');

export class FileDrops implements vscode.DocumentDropEditProvider {
  static readonly metadata: vscode.DocumentDropEditProviderMetadata = {
    dropMimeTypes: ['text/uri-list'],
    providedDropEditKinds: [KIND],
  };

  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    transfer: vscode.DataTransfer,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    if (!isConfig(document.uri)) return undefined;
    const file = firstFile((await transfer.get('text/uri-list')?.asString()) ?? '');
    const use = file && (await fileUse(document, file));
    if (!use) return undefined;
    const made = new vscode.DocumentDropEdit('', use.title, KIND);
    made.additionalEdit = workspaceEdit(document, use.edits);
    return made;
  }
}
