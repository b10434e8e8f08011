/** Experiments that are on no disk: what can be done with them is done, and the rest is said. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensTitles, until } from './support';

/** One file in memory. */
class Memory implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  constructor(private bytes: Uint8Array) {}
  watch = () => ({ dispose() {} });
  stat = () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.bytes.length });
  readDirectory = (): [string, vscode.FileType][] => [];
  createDirectory = () => {};
  readFile = () => this.bytes;
  writeFile = (_: vscode.Uri, bytes: Uint8Array) => {
    this.bytes = bytes;
  };
  delete = () => {};
  rename = () => {};
}

const CONFIG = `{
  "data": { "task": "sum" },
  "model": { "layers": [{ "type": "lstm", "units": 4 }, { "type": "gru", "units": 4 }, { "type": "dense", "units": 1 }] }
}`;

suite('virtual files', () => {
  const memory = new Memory(new TextEncoder().encode(CONFIG));
  let registered: vscode.Disposable;
  suiteSetup(() => {
    registered = vscode.workspace.registerFileSystemProvider('memory', memory);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    registered.dispose();
  });

  test('are checked and mended, and say that they cannot be trained', async () => {
    const uri = vscode.Uri.parse('memory:/virtual.lstm.json');
    await vscode.window.showTextDocument(uri);
    const [problem] = await until(() => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 ? found : undefined;
    });
    assert.match(problem.message, /gru_1 needs a sequence/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      problem.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.ok(actions.some(({ title }) => title === 'Set "returnSequences": true on lstm_1'));
    assert.deepEqual(await lensTitles(uri), ['Only files on a disk can be trained: save a copy']);
    const { showErrorMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void said.push(message) });
    try {
      await vscode.commands.executeCommand('lstmLens.train');
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepEqual(said, ['Experiments are trained where they are files on a disk: save this one there.']);
  });
});
