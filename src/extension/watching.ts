/** Watches files. */
import * as vscode from 'vscode';
import { baseName } from '../core/files.js';

/** Of one file, whatever signs its name has. */
export function onlyFile(uri: vscode.Uri): vscode.FileSystemWatcher {
  // A name as a pattern that matches only it.
  const pattern = baseName(uri.path).replace(/[[\]{}*?]/g, '[$&]');
  return vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), pattern));
}
