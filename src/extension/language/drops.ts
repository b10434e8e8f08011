/** A data or model file that is dragged into a config becomes its `data` or its `model.from`. */
import * as vscode from 'vscode';
import { isDataName } from '../../core/config/dataFileNames.js';
import { isConfig } from '../configs.js';
import type { Drafts } from './drafts.js';
import { workspaceEdit } from './edits.js';
import { type FileUse, fileUse, firstFile, isUsable } from './fileUse.js';
import { tellTakenOut } from './takenOut.js';

const KIND = vscode.DocumentDropOrPasteEditKind.Text.append('lstmLens');

export class FileDrops implements vscode.DocumentDropEditProvider {
  static readonly metadata: vscode.DocumentDropEditProviderMetadata = {
    dropMimeTypes: ['text/uri-list'],
    providedDropEditKinds: [KIND],
  };

  constructor(private readonly drafts: Drafts) {}

  /** A file that is at fault leaves the config as it is. In Restricted Mode no data file is read, and its path dropped. */
  async provideDocumentDropEdits(
    document: vscode.TextDocument,
    _position: vscode.Position,
    transfer: vscode.DataTransfer,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentDropEdit | undefined> {
    if (!isConfig(document.uri)) return undefined;
    const file = firstFile((await transfer.get('text/uri-list')?.asString()) ?? '');
    if (!file || !isUsable(document, file)) return undefined;
    if (isDataName(file.path) && !vscode.workspace.isTrusted) return undefined;
    let use: FileUse | undefined;
    try {
      use = await fileUse(document, file, this.drafts, token);
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
      return new vscode.DocumentDropEdit('', vscode.l10n.t('Nothing can be learned from the file'), KIND);
    }
    if (!use) return undefined;
    tellTakenOut(document, file, use.edits);
    const made = new vscode.DocumentDropEdit('', use.title, KIND);
    made.additionalEdit = workspaceEdit(document, use.edits);
    return made;
  }
}
