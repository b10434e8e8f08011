/** What a config makes of a file that comes to it: its data, or the model that it loads. */
import type { Edit } from 'jsonc-parser';
import * as vscode from 'vscode';
import { isDataName } from '../../core/config/dataFileNames.js';
import { changed } from '../../core/config/edits.js';
import { formatOf } from '../../core/formats/modelFormats.js';
import { isConfig } from '../configs.js';
import { relativeName } from './dataFiles.js';
import type { Drafts } from './drafts.js';

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

/** Whether a file can be data or a model, by its name. */
export function isUsable(document: vscode.TextDocument, file: vscode.Uri): boolean {
  if (file.scheme !== document.uri.scheme || isConfig(file)) return false;
  return isDataName(file.path) || formatOf(file.path) !== undefined;
}

/**
 * @returns undefined where the file is neither, or the reading was cancelled.
 * @throws {Error} that says why nothing can be learned from a data file.
 */
export async function fileUse(
  document: vscode.TextDocument,
  file: vscode.Uri,
  drafts: Drafts,
  token: vscode.CancellationToken,
  onProgress?: (share: number) => void,
): Promise<FileUse | undefined> {
  if (!isUsable(document, file)) return undefined;
  await drafts.reach.add(file);
  if (!isDataName(file.path)) return modelUse(document, file);
  const text = document.getText();
  const draft = await drafts.draft(document.uri, text, file, token, onProgress);
  if (draft?.kind === 'model') return modelUse(document, file);
  if (!draft) return undefined;
  const title = vscode.l10n.t('Learn from {0}', relativeName(document.uri, file));
  return { kind: 'data', title, edits: [oneEdit(text, draft.text)] };
}

export function modelUse(document: vscode.TextDocument, file: vscode.Uri): FileUse {
  const name = relativeName(document.uri, file);
  const edits = changed(document.getText(), ['model', 'from'], name, { getInsertionIndex: () => 0 });
  return { kind: 'model', title: vscode.l10n.t('Load {0}', name), edits };
}

/** What stands between the beginning and the end that both texts have. */
function oneEdit(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { offset: start, length: before.length - start - end, content: after.slice(start, after.length - end) };
}
