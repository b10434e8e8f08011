/** A data or model file that is dragged into a config becomes its `data` or its `model.from`. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { changed } from '../../core/config/edits.js';
import { fileData, guessColumns, newConfig } from '../../core/config/newConfig.js';
import { isConfig } from '../configs.js';
import { headOf, relativeName } from './dataFiles.js';
import { workspaceEdit } from './edits.js';

const KIND = vscode.DocumentDropOrPasteEditKind.Text.append('lstmLens');
const MODEL = /\.(json|keras|h5|safetensors|onnx)$/;

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
    const [first] = ((await transfer.get('text/uri-list')?.asString()) ?? '').split(/\r?\n/);
    if (!first || first.startsWith('#')) return undefined;
    const file = vscode.Uri.parse(first);
    if (file.scheme !== document.uri.scheme) return undefined;
    const name = relativeName(document.uri, file);
    if (/\.(csv|tsv|jsonl|ndjson|parquet|npy|npz)$/i.test(file.path)) {
      return drop(document, vscode.l10n.t('Learn from {0}', name), await dataEdits(document, file, name));
    }
    if (MODEL.test(file.path) && !file.path.endsWith('.lstm.json')) {
      const edits = changed(document.getText(), ['model', 'from'], name);
      return drop(document, vscode.l10n.t('Load {0}', name), edits);
    }
    return undefined;
  }
}

/** A config that learns from a file already gets another file; else the whole block is written. */
async function dataEdits(document: vscode.TextDocument, file: vscode.Uri, name: string) {
  const text = document.getText();
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree && findNodeAtLocation(tree, ['data', 'file'])) return changed(text, ['data', 'file'], name);
  const { header, first } = await headOf(file);
  const block = fileData(name, guessColumns(header, first));
  if (!tree) return [{ offset: 0, length: text.length, content: newConfig({ data: block }) }];
  const data = findNodeAtLocation(tree, ['data']);
  // As text, with its comments.
  if (data) return [{ offset: data.offset, length: data.length, content: block }];
  const hole = changed(text, ['data'], 0);
  return hole.map((edit) => ({ ...edit, content: edit.content.replace(/0$/, () => block) }));
}

function drop(document: vscode.TextDocument, title: string, edits: Parameters<typeof workspaceEdit>[1]) {
  const made = new vscode.DocumentDropEdit('', title, KIND);
  made.additionalEdit = workspaceEdit(document, edits);
  return made;
}
