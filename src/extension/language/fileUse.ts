/** What a config makes of a file that comes to it: its data, or the model that it loads. */
import { type Edit, findNodeAtLocation, parseTree } from 'jsonc-parser';
import * as vscode from 'vscode';
import { changed } from '../../core/config/edits.js';
import { fileData, guessColumns, newConfig } from '../../core/config/newConfig.js';
import { formatOf } from '../../core/formats/modelFormats.js';
import { headOf, isDataFile, relativeName } from './dataFiles.js';

export interface FileUse {
  readonly kind: 'data' | 'model';
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The first file of a list in the form that drags have (RFC 2483). */
export function firstFile(list: string): vscode.Uri | undefined {
  const first = list.split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#'));
  return first === undefined ? undefined : vscode.Uri.parse(first);
}

/** @returns undefined where the file is neither. */
export async function fileUse(document: vscode.TextDocument, file: vscode.Uri): Promise<FileUse | undefined> {
  if (file.scheme !== document.uri.scheme) return undefined;
  const name = relativeName(document.uri, file);
  if (isDataFile(file)) {
    const edits = await dataEdits(document.getText(), file, name);
    return { kind: 'data', title: vscode.l10n.t('Learn from {0}', name), edits };
  }
  if (formatOf(file.path) === undefined || file.path.endsWith('.lstm.json')) return undefined;
  const edits = changed(document.getText(), ['model', 'from'], name, { getInsertionIndex: () => 0 });
  return { kind: 'model', title: vscode.l10n.t('Load {0}', name), edits };
}

/** A config that learns from a file already gets another file; else the whole block is written. */
async function dataEdits(text: string, file: vscode.Uri, name: string): Promise<Edit[]> {
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
