/** Model files in the editor: shown, made experiments of, loaded, exported. */
import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, panelTabs, problemsIn, runsOf, until, workspace } from './support';

const fixtures = path.resolve(__dirname, '../../../test/parity/fixtures');

async function put(fixture: string, name: string): Promise<vscode.Uri> {
  const target = vscode.Uri.joinPath(workspace(), name);
  await vscode.workspace.fs.copy(vscode.Uri.file(path.join(fixtures, fixture)), target, { overwrite: true });
  return target;
}

const exists = async (uri: vscode.Uri) =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
const { showSaveDialog } = vscode.window;

suite('model files', () => {
  teardown(() => {
    vscode.window.showSaveDialog = showSaveDialog;
  });

  test('open in an editor of their own, model.json as the text that it is', async () => {
    const opened = async (uri: vscode.Uri) => {
      await vscode.commands.executeCommand('vscode.open', uri);
      return until(() => {
        const { activeTab } = vscode.window.tabGroups.activeTabGroup;
        return activeTab?.label === path.basename(uri.fsPath) ? activeTab.input : undefined;
      });
    };
    for (const [fixture, name] of [
      ['keras3/ids.keras', 'shown.keras'],
      ['keras3/ids.h5', 'shown.h5'],
      ['exchange/lstm.safetensors', 'shown.safetensors'],
      ['exchange/lstm.script.onnx', 'shown.onnx'],
    ]) {
      const input = await opened(await put(fixture, name));
      assert.ok(input instanceof vscode.TabInputCustom, name);
      assert.equal(input.viewType, 'lstmLens.model');
    }
    const json = vscode.Uri.joinPath(workspace(), 'as-text', 'model.json');
    await vscode.workspace.fs.writeFile(json, new TextEncoder().encode('{}'));
    assert.ok((await opened(json)) instanceof vscode.TabInputText);
  });

  test('become experiments beside them, under names that are not taken', async () => {
    const file = await put('exchange/lstm.safetensors', 'looked/at.safetensors');
    const [first, second] = ['at', 'at-2'].map((name) => vscode.Uri.joinPath(file, '..', `${name}.lstm.json`));
    await vscode.commands.executeCommand('lstmLens.inspectModelFile', file);
    const text = await read(first);
    assert.match(text, /"from": "at\.safetensors"/);
    assert.match(text, /\{ "type": "lstm", "units": 4 \}/);
    assert.match(text, /"features": 3/);
    assert.deepEqual(problemsIn(first), []);
    assert.ok(panelTabs().some(({ label }) => label === 'at'));
    await vscode.commands.executeCommand('lstmLens.inspectModelFile', file);
    assert.equal(await read(first), text);
    assert.ok(await exists(second));
  });

  test('that are damaged become none', async () => {
    const file = vscode.Uri.joinPath(workspace(), 'broken', 'broken.keras');
    await vscode.workspace.fs.writeFile(file, Uint8Array.of(80, 75, 3, 4, 0));
    const { showErrorMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void said.push(message) });
    try {
      await vscode.commands.executeCommand('lstmLens.inspectModelFile', file);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.equal(said.length, 1);
    assert.equal(await exists(vscode.Uri.joinPath(file, '..', 'broken.lstm.json')), false);
  });

  test('are loaded into the experiment at hand', async () => {
    const data = { task: 'sum', samples: 50, length: 5, features: 2 };
    const file = await put('keras3/attention.keras', 'loading/trained.keras');
    const config = await openExperiment('loading', { data, model: {} });
    await vscode.commands.executeCommand('lstmLens.load', file);
    const document = await vscode.workspace.openTextDocument(config);
    assert.match(document.getText(), /"from": "trained\.keras"/);
    await until(() => panelTabs().some(({ label }) => label === 'loading'));
  });

  test('are looked into once a training that goes on has ended', async () => {
    const first = await openExperiment('beforehand');
    await vscode.commands.executeCommand('lstmLens.train', first);
    const file = vscode.Uri.joinPath(first, '..', 'trained.safetensors');
    vscode.window.showSaveDialog = async () => file;
    void vscode.commands.executeCommand('lstmLens.exportModel', first);
    await until(() => exists(file));
    const config = await openExperiment('meanwhile', { train: { epochs: 20_000 } });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    const report = vscode.Uri.joinPath(config, '..', 'loaded.html');
    vscode.window.showSaveDialog = async () => report;
    const { showInformationMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showInformationMessage: async (message: string) => void said.push(message) });
    try {
      await vscode.commands.executeCommand('lstmLens.load', file);
      assert.deepEqual(said, ['meanwhile is being trained, and will be inspected when that has ended.']);
      await training;
      // Of a run the report is written into its folder; nobody is asked.
      await vscode.commands.executeCommand('lstmLens.openReport', config);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.ok(await exists(report));
  });

  test('are written from a run, in the format that the ending says', async () => {
    const config = await openExperiment('exporting');
    await vscode.commands.executeCommand('lstmLens.train', config);
    const target = vscode.Uri.joinPath(config, '..', 'exported.safetensors');
    vscode.window.showSaveDialog = async () => target;
    void vscode.commands.executeCommand('lstmLens.exportModel', config);
    await until(() => exists(target));
    await vscode.commands.executeCommand('lstmLens.inspectModelFile', target);
    const text = await read(vscode.Uri.joinPath(config, '..', 'exported.lstm.json'));
    // The file that this program writes holds its layers.
    assert.match(text, /"from": "exported\.safetensors" \/\/ lstm 4, dense 1/);
    assert.match(text, /"length": 3/);
  });
});
