/** Experiments in a file system that is no disk, and such that are no file yet. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensTitles, problemsIn, until } from './support';

/** Files in memory, as the file system of a virtual workspace has them. */
class Memory implements vscode.FileSystemProvider {
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  readonly files = new Map<string, Uint8Array>();
  private readonly folders = new Set(['/']);

  watch = () => ({ dispose() {} });

  stat({ path }: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(path);
    if (bytes) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    if (this.folders.has(path)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    throw vscode.FileSystemError.FileNotFound(path);
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    this.stat(uri);
    const inside = (path: string) => path.startsWith(`${uri.path}/`) && !path.slice(uri.path.length + 1).includes('/');
    const named = (type: vscode.FileType) => (path: string) =>
      [path.slice(uri.path.length + 1), type] as [string, vscode.FileType];
    return [
      ...[...this.files.keys()].filter(inside).map(named(vscode.FileType.File)),
      ...[...this.folders].filter(inside).map(named(vscode.FileType.Directory)),
    ];
  }

  createDirectory(uri: vscode.Uri): void {
    this.folders.add(uri.path);
    this.tell(vscode.FileChangeType.Created, uri);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    this.stat(uri);
    return this.files.get(uri.path) as Uint8Array;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    this.files.set(uri.path, bytes.slice());
    this.tell(vscode.FileChangeType.Changed, uri);
  }

  delete(uri: vscode.Uri): void {
    this.files.delete(uri.path);
    this.tell(vscode.FileChangeType.Deleted, uri);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.files.set(to.path, this.readFile(from));
    this.delete(from);
    this.tell(vscode.FileChangeType.Created, to);
  }

  private tell(type: vscode.FileChangeType, uri: vscode.Uri): void {
    this.changed.fire([{ type, uri }]);
  }
}

const TWO_LAYERS = `{
  "data": { "task": "sum" },
  "model": { "layers": [{ "type": "lstm", "units": 4 }, { "type": "gru", "units": 4 }, { "type": "dense", "units": 1 }] }
}`;

const FROM_FILE = `{
  "name": "far",
  "data": { "file": "far%20 away.csv", "inputs": ["a"], "target": "b", "window": 3 },
  "model": { "layers": [{ "type": "lstm", "units": 4 }, { "type": "dense", "units": 1 }] },
  "train": { "epochs": 3 },
  "inspect": { "influence": ["gradientInput"] }
}`;

suite('virtual files', () => {
  const memory = new Memory();
  let registered: vscode.Disposable;
  suiteSetup(() => {
    registered = vscode.workspace.registerFileSystemProvider('memory', memory);
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    registered.dispose();
  });
  const put = (path: string, text: string) => {
    memory.files.set(path, new TextEncoder().encode(text));
    return vscode.Uri.from({ scheme: 'memory', path });
  };
  const read = (path: string) => new TextDecoder().decode(memory.files.get(path));

  test('are checked and mended', async () => {
    const uri = put('/virtual.lstm.json', TWO_LAYERS);
    await vscode.window.showTextDocument(uri);
    const [problem] = await until(() => {
      const found = problemsIn(uri);
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
  });

  test('are trained on virtual data, into a virtual run folder', async () => {
    put(
      '/far%20 away.csv',
      `a,b\n${Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`).join('\n')}\n`,
    );
    const uri = put('/far.lstm.json', FROM_FILE);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('lstmLens.train', uri);
    const written = [...memory.files.keys()].filter((path) => path.startsWith('/.lstm-lens/runs/'));
    const folder = written.find((path) => path.endsWith('/manifest.json'))?.replace('/manifest.json', '') as string;
    assert.equal(JSON.parse(read(`${folder}/manifest.json`)).status, 'done');
    assert.equal(read(`${folder}/metrics.jsonl`).trim().split('\n').length, 3);
    assert.deepEqual(
      written.filter((path) => path.endsWith('.tmp')),
      [],
    );
    const titles = await until(async () => {
      const all = await lensTitles(uri);
      return all.some((title) => /R² /.test(title)) ? all : undefined;
    });
    assert.ok(titles.includes('Train'), `${titles}`);
    // What the data are at fault for is told where they are.
    put('/far%20 away.csv', 'a,b\n1,2\nx,4\n');
    await vscode.commands.executeCommand('lstmLens.train', uri);
    const data = vscode.Uri.from({ scheme: 'memory', path: '/far%20 away.csv' });
    const [fault] = await until(() => {
      const found = problemsIn(data);
      return found.length > 0 ? found : undefined;
    });
    assert.equal(fault.range.start.line, 2);
  });

  test('that are none yet are checked, and say that they are to be saved first', async () => {
    const uri = vscode.Uri.from({ scheme: 'untitled', path: 'new.lstm.json' });
    await vscode.window.showTextDocument(uri);
    assert.deepEqual(await lensTitles(uri), ['Save this experiment to train it']);
    const { showErrorMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void said.push(message) });
    try {
      await vscode.commands.executeCommand('lstmLens.train');
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepEqual(said, ['An experiment is trained where it is a file: save this one first.']);
  });
});
