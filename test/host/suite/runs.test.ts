/** Runs in the side bar: what can be done with them, their queue, and a config that is renamed. */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensTitles, openExperiment, runsOf, until } from './support';

const manifest = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
/** A node as the list hands it to a command. */
const node = (config: vscode.Uri, folder: string) => ({ config, run: { ...manifest(folder), folder } });

const { showInformationMessage } = vscode.window;
/** Answers every message with one of its buttons, or with none. */
function answer(button: string | undefined): string[] {
  const asked: string[] = [];
  Object.assign(vscode.window, {
    showInformationMessage: async (message: string, ...buttons: string[]) => {
      asked.push(message);
      return buttons.find((one) => one === button);
    },
  });
  return asked;
}

suite('runs', () => {
  teardown(() => Object.assign(vscode.window, { showInformationMessage }));

  test('are deleted, and had back', async () => {
    const config = await openExperiment('deleted', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [run] = runsOf(config);
    answer('Undo');
    await vscode.commands.executeCommand('lstmLens.deleteRun', node(config, run));
    assert.deepEqual(runsOf(config), [run]);
    assert.equal(manifest(run).status, 'done');
    const asked = answer(undefined);
    await vscode.commands.executeCommand('lstmLens.deleteRun', node(config, run));
    assert.deepEqual(runsOf(config), []);
    assert.deepEqual(asked, ['Run deleted.']);
  });

  test('give their config back, as an edit', async () => {
    const config = await openExperiment('restored', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const before = editor.document.getText();
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '  "name": "other",\n'));
    await editor.document.save();
    await vscode.commands.executeCommand('lstmLens.restoreConfig', node(config, runsOf(config)[0]));
    assert.equal(editor.document.getText(), before);
    assert.ok(editor.document.isDirty);
    await editor.document.save();
  });

  test('follow their config to another name, also one that is being written', async () => {
    const config = await openExperiment('renamed', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const epochs = editor.document.positionAt(editor.document.getText().indexOf('"epochs": 1') + 11);
    await editor.edit((edit) => edit.insert(epochs, '000000'));
    await editor.document.save();
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() =>
      runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl')) && manifest(run).status === 'running'),
    );
    const after = vscode.Uri.joinPath(config, '..', 'after.lstm.json');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(config, after);
    await vscode.workspace.applyEdit(rename);
    await until(() => runsOf(after).some((run) => manifest(run).config === 'after.lstm.json'));
    await vscode.commands.executeCommand('lstmLens.cancel', config);
    await training;
    await until(() => runsOf(after).every((run) => manifest(run).config === 'after.lstm.json'));
    assert.equal(runsOf(after).length, 2);
    await vscode.window.showTextDocument(after);
    await until(async () => (await lensTitles(after)).some((title) => title.startsWith('R² ')));
  });

  test('wait for their turn where as many train as may', async () => {
    const settings = vscode.workspace.getConfiguration('lstmLens');
    await settings.update('parallelTrainings', 1, vscode.ConfigurationTarget.Workspace);
    try {
      const first = await openExperiment('queue-first', { train: { epochs: 1_000_000 } });
      const second = await openExperiment('queue-second', { train: { epochs: 1 } });
      const training = vscode.commands.executeCommand('lstmLens.train', first);
      await until(() => runsOf(first).length > 0);
      const waiting = vscode.commands.executeCommand('lstmLens.train', second);
      await until(async () => (await lensTitles(second))[0].startsWith('Waiting'));
      assert.deepEqual(runsOf(second), []);
      await vscode.commands.executeCommand('lstmLens.cancel', second);
      await waiting;
      assert.deepEqual(runsOf(second), []);
      const again = vscode.commands.executeCommand('lstmLens.train', second);
      await vscode.commands.executeCommand('lstmLens.cancel', first);
      await Promise.all([training, again]);
      assert.equal(manifest(runsOf(second)[0]).status, 'done');
    } finally {
      await settings.update('parallelTrainings', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('that were cancelled go on from there', async () => {
    const config = await openExperiment('continued', {
      train: { epochs: 3000 },
      data: { task: 'sum', samples: 2000, length: 8 },
    });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    await vscode.commands.executeCommand('lstmLens.cancel', config);
    await training;
    const [run] = runsOf(config);
    const { status, epochs } = manifest(run);
    assert.equal(status, 'cancelled');
    await until(async () => (await lensTitles(config)).includes('Continue'));
    // What the editor shows by now is for the next run; this one goes on as it began.
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const place = editor.document.positionAt(editor.document.getText().indexOf('"epochs": 3000') + 10);
    await editor.edit((edit) => edit.replace(new vscode.Range(place, place.translate(0, 4)), '1'));
    await vscode.commands.executeCommand('lstmLens.continue', node(config, run));
    assert.deepEqual(runsOf(config), [run]);
    assert.deepEqual([manifest(run).status, manifest(run).epochs], ['done', 3000]);
    assert.deepEqual(manifest(run).resumedAfter, [epochs]);
    const lines = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).epoch),
      Array.from({ length: 3000 }, (_, at) => at + 1),
    );
    await until(async () => !(await lensTitles(config)).includes('Continue'));
    await editor.document.save();
  });

  test('a config that is deleted while it trains loses no run', async () => {
    const config = await openExperiment('gone', { train: { epochs: 1_000_000 } });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    await vscode.workspace.fs.delete(config);
    await vscode.commands.executeCommand('lstmLens.cancel', config);
    await training;
    const [run] = runsOf(config);
    assert.equal(manifest(run).status, 'cancelled');
    assert.ok(existsSync(path.join(run, 'model.json')));
  });
});
