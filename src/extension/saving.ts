/** Saves what the panel's page hands out. */
import * as vscode from 'vscode';
import { FILE_FORMATS, type SavedFile } from '../../webview/protocol.js';
import { nameOf } from './configs.js';

const FORMAT_NAMES: Readonly<Record<SavedFile['format'], string>> = {
  svg: 'SVG',
  png: 'PNG',
  json: 'JSON',
  csv: 'CSV',
};

/**
 * Asks where, beginning beside the config, and writes the file.
 * @throws {Error} where the page handed out what is no such file, or it cannot be written.
 */
export async function saveFile(config: vscode.Uri, { name, format, content }: SavedFile): Promise<void> {
  const isContent = typeof content === 'string' || content instanceof Uint8Array;
  // The name becomes part of a path.
  const isName = typeof name === 'string' && /^[\p{L}\p{N}-]{1,80}$/u.test(name);
  if (!isName || !FILE_FORMATS.includes(format) || !isContent) {
    throw new Error(`The panel wanted to save what is no file: ${String(name).slice(0, 80)}.`);
  }
  const experiment = nameOf(config);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(config, '..', `${experiment}-${name}.${format}`),
    filters: { [FORMAT_NAMES[format]]: [format] },
  });
  if (!target) return;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await vscode.workspace.fs.writeFile(target, bytes);
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t('Saved {0}', vscode.workspace.asRelativePath(target));
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}
