/** What the configs of the workspace expect, as items of the Test Explorer: one a config, below it one an expectation. */
import * as vscode from 'vscode';
import { expectPlaces } from '../../core/config/expectPlaces.js';
import type { Place } from '../../core/config/inspectPlaces.js';
import { LineMap } from '../../core/problems.js';
import { CONFIG_GLOB, findConfigs, isConfig, nameOf } from '../configs.js';

export class ExpectationItems implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly controller: vscode.TestController,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(CONFIG_GLOB);
    const follow = (uri: vscode.Uri) => void this.read(uri).catch((error: Error) => this.log.warn(error.message));
    controller.resolveHandler = async (item) => {
      if (!item) await this.readAll();
    };
    controller.refreshHandler = () => this.readAll();
    this.subscriptions = [
      watcher,
      watcher.onDidCreate(follow),
      watcher.onDidChange(follow),
      watcher.onDidDelete(({ path }) => this.remove(path)),
      vscode.workspace.onDidOpenTextDocument((document) => this.show(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.show(document)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        const item = controller.items.get(uri.toString());
        // What was found before is of another text now.
        if (item) controller.invalidateTestResults(item);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.show(document);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async readAll(): Promise<void> {
    const configs = await findConfigs();
    const known = new Set(configs.map((uri) => uri.toString()));
    for (const [id] of this.controller.items) if (!known.has(id)) this.controller.items.delete(id);
    await Promise.all(configs.map((uri) => this.read(uri)));
  }

  /** Without opening it: a document that is open is always shown as it stands in the editor. */
  private async read(uri: vscode.Uri): Promise<void> {
    if (!isConfig(uri)) return;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open) return this.show(open);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    this.showText(uri, text, lineMapOf(text));
  }

  private show(document: vscode.TextDocument): void {
    const { uri } = document;
    if (isConfig(uri)) this.showText(uri, document.getText(), (offset) => document.positionAt(offset));
  }

  private showText(uri: vscode.Uri, text: string, positionAt: (offset: number) => vscode.Position): void {
    const id = uri.toString();
    const places = expectPlaces(text);
    if (!places) {
      this.controller.items.delete(id);
      return;
    }
    const rangeOf = ({ offset, length }: Place) => new vscode.Range(positionAt(offset), positionAt(offset + length));
    const item = this.controller.items.get(id) ?? this.controller.createTestItem(id, nameOf(uri), uri);
    item.range = rangeOf(places.expect);
    item.description = vscode.workspace.asRelativePath(uri).split('/').slice(0, -1).join('/');
    const lines = places.lines.map((line, index) => {
      const child = item.children.get(line.path) ?? this.controller.createTestItem(line.path, line.path, uri);
      child.description = line.bound;
      child.range = rangeOf(line);
      // In the order of the text.
      child.sortText = String(index).padStart(4, '0');
      return child;
    });
    item.children.replace(lines);
    this.controller.items.add(item);
  }

  private remove(path: string): void {
    for (const [id, { uri }] of this.controller.items) if (uri?.path === path) this.controller.items.delete(id);
  }
}

function lineMapOf(text: string): (offset: number) => vscode.Position {
  const lines = new LineMap(text);
  return (offset) => {
    const { line, column } = lines.position(offset);
    return new vscode.Position(line - 1, column - 1);
  };
}
