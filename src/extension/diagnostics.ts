/**
 * Problems of configs and their data in the Problems panel. What the JSON schema says is left to VS Code's JSON
 * support, which reads the same schema, so that nothing is listed twice.
 */
import * as vscode from 'vscode';
import type { Problem } from '../core/problems.js';
import { isConfig } from './configs.js';
import type { Experiments } from './experiments.js';

/** Typing is followed after this pause, milliseconds. */
const PAUSE = 200;

export class Diagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lstm-lens');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Files other than the config that a config's problems are in. */
  private readonly dataFiles = new Map<string, vscode.Uri[]>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly experiments: Experiments,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.checkData(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.checkData(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => isConfig(uri) && this.show(uri, [])),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.checkAll()),
      experiments.onDidFindProblems(({ uri, problems }) => this.show(uri, problems)),
    ];
    this.checkAll();
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.collection.dispose();
  }

  private checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.checkData(document);
  }

  /** Config and data, in the worker; in Restricted Mode the config alone. */
  private checkData(document: vscode.TextDocument): void {
    const { uri } = document;
    if (!vscode.workspace.isTrusted) this.checkSoon(document);
    if (!vscode.workspace.isTrusted || !isConfig(uri)) return;
    this.experiments
      .check({ path: uri.fsPath, text: document.getText() }, uri)
      .catch((error: Error) => this.log.warn(`${uri.fsPath}: ${error.message}`));
  }

  /** The config alone, here: fast enough for typing. */
  private checkSoon(document: vscode.TextDocument): void {
    const { uri } = document;
    if (!isConfig(uri)) return;
    clearTimeout(this.timers.get(uri.toString()));
    const check = async () => {
      this.timers.delete(uri.toString());
      const { readConfig } = await import('../core/config/read.js');
      const { problems } = await readConfig(uri.fsPath, document.getText());
      if (!document.isClosed) this.show(uri, problems);
    };
    this.timers.set(
      uri.toString(),
      setTimeout(() => void check(), PAUSE),
    );
  }

  private show(config: vscode.Uri, problems: readonly Problem[]): void {
    const byFile = new Map<string, vscode.Diagnostic[]>([[config.fsPath, []]]);
    for (const problem of problems) {
      if (problem.source === 'schema') continue;
      byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), diagnostic(problem)]);
    }
    for (const uri of this.dataFiles.get(config.toString()) ?? []) this.collection.delete(uri);
    const files = [...byFile].map(([file, list]): [vscode.Uri, vscode.Diagnostic[]] => [vscode.Uri.file(file), list]);
    for (const [uri, list] of files) this.collection.set(uri, list);
    this.dataFiles.set(
      config.toString(),
      files.map(([uri]) => uri),
    );
  }
}

function diagnostic({ line, column, endLine, endColumn, message }: Problem): vscode.Diagnostic {
  const range = new vscode.Range(line - 1, column - 1, endLine - 1, endColumn - 1);
  const made = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  made.source = 'LSTM Lens';
  return made;
}
