/** Which files experiments may read: those of the folders that are open, and those that the user has chosen. */
import * as vscode from 'vscode';
import { isConfig } from './configs.js';
import { pathOf } from './paths.js';

const CHOSEN = 'lstmLens.chosenFiles';

export class Reach {
  /** @param memento keeps what was chosen in this workspace. */
  constructor(private readonly memento: vscode.Memento) {}

  /** Paths of folders and files. */
  paths(): readonly string[] {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    // A config that is open without a folder has been chosen, and stands among its files.
    const alone = vscode.workspace.textDocuments
      .map(({ uri }) => uri)
      .filter((uri) => isConfig(uri) && !vscode.workspace.getWorkspaceFolder(uri))
      .map((uri) => vscode.Uri.joinPath(uri, '..'));
    return [...new Set([...[...folders, ...alone].map(pathOf), ...this.chosen()])].sort();
  }

  /** The user has dropped or picked the file: it may be read from now on. */
  async add(file: vscode.Uri): Promise<void> {
    if (vscode.workspace.getWorkspaceFolder(file)) return;
    await this.memento.update(CHOSEN, [...new Set([...this.chosen(), pathOf(file)])]);
  }

  private chosen(): string[] {
    return this.memento.get<string[]>(CHOSEN, []);
  }
}
