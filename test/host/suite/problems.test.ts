import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openExperiment, problemsIn, runsOf, until, write } from './support';

/** `line:column message` of every problem of a file, once there are as many as expected. */
async function problemsOf(uri: vscode.Uri, count: number): Promise<string[]> {
  const found = await until(() => {
    const now = problemsIn(uri);
    return now.length >= count ? now : undefined;
  });
  return found
    .map(({ range, message }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

suite('problems', () => {
  test('what the schema says appears once, at its place', async () => {
    const uri = await write(
      'wrong.lstm.json',
      `{
  "data": { "task": "sum", "samplez": 10 },
  "model": { "layers": [{ "type": "lstm", "units": 0 }, { "type": "dense", "units": 1 }] },
  "train": { "epochs": "ten" } // comments are fine
}`,
    );
    await vscode.window.showTextDocument(uri);
    assert.deepEqual(await problemsOf(uri, 3), [
      '2:28 Property samplez is not allowed.',
      '3:52 Value is below the minimum of 1.',
      '4:24 Incorrect type. Expected "integer".',
    ]);
  });

  test('layers that do not fit each other appear while typing', async () => {
    const uri = await openExperiment('misfit');
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.getText().indexOf('"dense"');
    await editor.edit((edit) => edit.insert(editor.document.positionAt(at), '"lstm", "units": 2 }, { "type": '));
    const [problem] = await problemsOf(uri, 1);
    assert.match(problem, /lstm_2 needs a sequence/);
    await vscode.commands.executeCommand('undo');
    await until(() => problemsIn(uri).length === 0);
    await editor.document.save();
  });

  test('wrong cells of a data file appear in that file, and go when they are mended', async () => {
    const csv = await write('cells/data.csv', 'x\n1\ntwo\n3\n\n4\n');
    const data = { file: 'data.csv', inputs: ['x'], target: 'x', window: 1, split: { validation: 0 } };
    const config = await openExperiment('cells', { data });
    assert.deepEqual(await problemsOf(csv, 1), ['3:1 Column "x" is "two", not a finite number.']);
    await write('cells/data.csv', 'x\n1\n2\n3\n4\n');
    const document = await vscode.workspace.openTextDocument(config);
    await vscode.window.showTextDocument(document);
    await vscode.window.activeTextEditor?.edit((edit) => edit.insert(new vscode.Position(0, 1), ' '));
    await document.save();
    await until(() => problemsIn(csv).length === 0);
  });

  test('a missing data file or column is a problem of the config, and nothing is written by training', async () => {
    const data = { file: 'none.csv', inputs: ['x'], target: 'x', window: 2 };
    const config = await openExperiment('missing', { data });
    assert.deepEqual(await problemsOf(config, 1), ['4:13 There is no file none.csv.']);
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.deepEqual(runsOf(config), []);
  });

  test('what is no error is a warning or an information, and stays when the config has been trained', async () => {
    const config = await openExperiment('noted', { precision: 'fast' });
    const severities = async (count: number) => {
      const found = await until(() => {
        const now = vscode.languages.getDiagnostics(config);
        return now.length === count ? now : undefined;
      });
      return found.map(({ severity, message }) => [vscode.DiagnosticSeverity[severity], message.slice(0, 26)]);
    };
    const few = ['Warning', 'Only 20 sequences of 100 v'];
    assert.deepEqual(await severities(1), [few]);
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.equal(runsOf(config).length, 1);
    assert.deepEqual(await severities(1), [few]);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const insert = (text: string) => editor.edit((edit) => edit.insert(new vscode.Position(0, 1), text));
    await vscode.window.showTextDocument(config, { viewColumn: editor.viewColumn });
    await insert('"engine": "keras",');
    assert.deepEqual(await severities(2), [['Information', '"precision" is of the embe'], few]);
    await editor.document.save();
  });

  test('the schema offers keys and values', async () => {
    const uri = await openExperiment('completion', { model: { layers: [{ type: 'dense', units: 1 }] } });
    const document = await vscode.workspace.openTextDocument(uri);
    const inside = document.positionAt(document.getText().indexOf('"task"'));
    const items = await until(async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        inside,
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.includes('standardize') ? labels : undefined;
    });
    assert.ok(items.includes('split'));
  });
});
