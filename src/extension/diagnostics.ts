/**
 * Problems of configs and their data in the Problems panel. What the JSON schema says is left to VS Code's JSON
 * support, which reads the same schema, so that nothing is listed twice.
 */
import * as vscode from 'vscode';
import { isDataName } from '../core/config/dataFileNames.js';
import type { Problem } from '../core/problems.js';
import { isConfig, isUnsaved, memoryLimit } from './configs.js';
import type { Experiments } from './experiments.js';
import { ProblemDiagnostic } from './language/quickFixes.js';
import { Latest } from './latest.js';
import { pathOf, uriOf } from './paths.js';

/** Typing is followed after this pause, milliseconds. */
const PAUSE = 200;

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lstm-lens');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** One check of a config at a time; the next one ends it. */
  private readonly latest = new Latest();
  /** Files other than the config that a config's problems are in. */
  private readonly dataFiles = new Map<string, vscode.Uri[]>();
  /** What was said of a config without errors: its training has no more to say of that. */
  private readonly notes = new Map<string, readonly Problem[]>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly experiments: Experiments,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.check(document, 0)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (isDataName(document.uri.path) && !isConfig(document.uri)) this.checkAll();
        else this.check(document, 0);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.check(document, PAUSE)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => isChecked(uri) && this.keep(uri, [])),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
      experiments.onDidFindProblems(({ uri, problems }) =>
        this.show(uri, problems.length > 0 ? problems : (this.notes.get(uri.toString()) ?? [])),
      ),
    ];
    this.checkAll();
  }

  /** What is shown of a file now. */
  of(uri: vscode.Uri): readonly vscode.Diagnostic[] {
    return this.collection.get(uri) ?? [];
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.latest.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.check(document, 0);
  }

  private check(document: vscode.TextDocument, pause: number): void {
    const { uri } = document;
    if (!isChecked(uri)) return;
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    const begin = () => {
      this.timers.delete(key);
      const failed = (error: Error, token: vscode.CancellationToken) => {
        if (!token.isCancellationRequested) this.log.warn(`${uri.fsPath}: ${error.message}`);
      };
      void this.latest.ask(key, (token) => this.checkNow(document, token), failed);
    };
    this.timers.set(key, setTimeout(begin, pause));
  }

  /** The config alone, here: fast enough for typing. Where it is well, the worker checks it with its data. */
  private async checkNow(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<void> {
    const { uri, version } = document;
    const text = document.getText();
    const current = () => !document.isClosed && document.version === version;
    const { readConfig } = await import('../core/config/read.js');
    const { problems, notes } = await readConfig(pathOf(uri), text, memoryLimit());
    if (!current()) return;
    if (problems.length > 0 || !vscode.workspace.isTrusted || !isConfig(uri)) {
      this.keep(uri, [...problems, ...notes]);
      return;
    }
    // What was found in the data stays until it is looked at again.
    const found = await this.experiments.check({ path: pathOf(uri), text }, token);
    if (current()) this.keep(uri, found);
  }

  private keep(uri: vscode.Uri, found: readonly Problem[]): void {
    this.notes.set(
      uri.toString(),
      found.filter(({ severity }) => severity !== 'error'),
    );
    this.show(uri, found);
  }

  private show(config: vscode.Uri, problems: readonly Problem[]): void {
    const path = pathOf(config);
    const byFile = new Map<string, vscode.Diagnostic[]>([[path, []]]);
    for (const problem of problems) {
      if (problem.source === 'schema') continue;
      byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), new ProblemDiagnostic(problem)]);
    }
    for (const uri of this.dataFiles.get(config.toString()) ?? []) this.collection.delete(uri);
    const files = [...byFile].map(([file, list]): [vscode.Uri, vscode.Diagnostic[]] => [
      file === path ? config : uriOf(file),
      list,
    ]);
    for (const [uri, list] of files) this.collection.set(uri, list);
    this.dataFiles.set(
      config.toString(),
      files.map(([uri]) => uri),
    );
  }
}

/** Also where it cannot be trained. */
function isChecked(uri: vscode.Uri): boolean {
  return isConfig(uri) || isUnsaved(uri);
}
