/**
 * Files of any file system as the paths that core and worker know: on a disk the system's own, anywhere else
 * `scheme://authority/path`, as it is read and without escapes, so that names can be joined to it.
 */
import * as vscode from 'vscode';
import { inFileSystem } from '../core/files.js';

export function pathOf({ scheme, authority, path, fsPath }: vscode.Uri): string {
  return scheme === 'file' ? fsPath : `${scheme}://${authority}${path}`;
}

/** The inverse of `pathOf`, with steps such as `..` taken. */
export function uriOf(path: string): vscode.Uri {
  const place = inFileSystem(path);
  if (!place) return vscode.Uri.file(path);
  return vscode.Uri.joinPath(vscode.Uri.from({ ...place, path: '/' }), place.path);
}
