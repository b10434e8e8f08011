/** What the suites share: waiting, and experiments of their own. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

/** Waits for VS Code, which does things on its own time; mocha's timeout ends a wait in vain. */
export async function until<T>(condition: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const value = await condition();
    if (value) return value as NonNullable<T>;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const workspace = () => (vscode.workspace.workspaceFolders as readonly vscode.WorkspaceFolder[])[0].uri;

/** Writes a file below the workspace and gives its address. */
export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspace(), name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** A small experiment in a folder of its own, opened in the editor. */
export async function openExperiment(folder: string, change: Record<string, unknown> = {}): Promise<vscode.Uri> {
  const config = {
    seed: 1,
    data: { task: 'sum', samples: 100, length: 3 },
    model: {
      layers: [
        { type: 'lstm', units: 4 },
        { type: 'dense', units: 1 },
      ],
    },
    train: { epochs: 3 },
    ...change,
  };
  const uri = await write(`${folder}/${folder}.lstm.json`, JSON.stringify(config, null, 2));
  await vscode.window.showTextDocument(uri);
  return uri;
}

/** What is said of a file, but for notes of a config that can be trained. */
export function problemsIn(uri: vscode.Uri): vscode.Diagnostic[] {
  const isNote = ({ source, severity }: vscode.Diagnostic) =>
    source === 'LSTM Lens' && severity !== vscode.DiagnosticSeverity.Error;
  return vscode.languages.getDiagnostics(uri).filter((one) => !isNote(one));
}

/** Run folders beside a config, oldest first. */
export function runsOf(config: vscode.Uri): string[] {
  const root = path.join(path.dirname(config.fsPath), '.lstm-lens', 'runs');
  return existsSync(root)
    ? readdirSync(root)
        .sort()
        .map((name) => path.join(root, name))
    : [];
}

/** The code lenses in a config, with what they say; those of a line in no certain order. */
export async function lensesOf(config: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', config, 10);
}

/** Titles of the code lenses in a config from the first line on, icons left out; those of a line in no certain order. */
export async function lensTitles(config: vscode.Uri): Promise<string[]> {
  const inOrder = (await lensesOf(config)).toSorted((a, b) => a.range.start.line - b.range.start.line);
  return inOrder.map(({ command }) => (command?.title ?? '').replace(/\$\([^)]*\) /g, ''));
}

/** Tabs of LSTM Lens panels that are open now. */
export function panelTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('lstmLens'));
}
