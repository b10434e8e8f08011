/** Names for new configs. */
import * as vscode from 'vscode';

/** A config's address in a folder, numbered where the name is taken. @param name without its ending. */
export async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry));
  for (let number = 1; ; number++) {
    const candidate = `${name}${number === 1 ? '' : `-${number}`}.lstm.json`;
    if (!taken.has(candidate)) return vscode.Uri.joinPath(folder, candidate);
  }
}
