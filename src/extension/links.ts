/** Links to what a panel shows: a command with the config and the selection as its argument. */
import * as vscode from 'vscode';
import type { Selection } from '../../webview/protocol.js';
import { asObject, readSelection } from '../../webview/selection.js';
import { findConfigs } from './configs.js';

export const OPEN_COMMAND = 'lstmLens.open';

/** For a document or a message to others: the config is named by its place in the workspace. */
export function linkTo(uri: vscode.Uri, selection: unknown): string {
  const argument = { config: vscode.workspace.asRelativePath(uri, false), ...readSelection(selection) };
  return `command:${OPEN_COMMAND}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

/**
 * What a link means. Links come from anywhere: whatever this version does not know of the selection is left out.
 * @throws {Error} where it names no config of this workspace.
 */
export async function readLink(argument: unknown): Promise<{ uri: vscode.Uri; select: Partial<Selection> }> {
  const { config } = asObject(argument);
  const configs = await findConfigs();
  const uri = configs.find((other) => vscode.workspace.asRelativePath(other, false) === config);
  if (!uri) throw new Error(vscode.l10n.t('This link names no experiment of this workspace: {0}', String(config)));
  return { uri, select: readSelection(argument) };
}
