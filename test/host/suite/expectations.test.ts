/** What configs expect, run from VS Code's tests. */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, problemsIn, runsOf, until, write } from './support';

const runAtCursor = () => vscode.commands.executeCommand('testing.runAtCursor');
const status = (run: string) => JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8')).status;

/** Puts the cursor on a text, which is where VS Code looks for the test to run. */
function putCursorOn(text: string): void {
  const editor = vscode.window.activeTextEditor as vscode.TextEditor;
  const position = editor.document.positionAt(editor.document.getText().indexOf(text) + 1);
  editor.selection = new vscode.Selection(position, position);
}

async function replace(before: string, after: string): Promise<void> {
  const editor = vscode.window.activeTextEditor as vscode.TextEditor;
  const at = editor.document.getText().indexOf(before);
  assert.ok(at >= 0, `no ${before}`);
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + before.length));
  await editor.edit((edit) => edit.replace(range, after));
  await editor.document.save();
}

suite('expectations', () => {
  test('train a config that has no current run, and only that', async () => {
    const config = await openExperiment('expecting', { expect: { r2: '<= 1', mse: '< 100' } });
    putCursorOn('"r2"');
    await until(async () => {
      await runAtCursor();
      return runsOf(config).length === 1 && status(runsOf(config)[0]) === 'done';
    });
    // What is expected, looked at, or called otherwise: the same model.
    await replace('"r2": "<= 1"', '"r2": ">= 2"');
    await replace('{\n', '{\n  "name": "other",\n');
    putCursorOn('"r2"');
    await runAtCursor();
    assert.equal(runsOf(config).length, 1);
    await replace('"units": 4', '"units": 5');
    putCursorOn('"r2"');
    await runAtCursor();
    await until(() => runsOf(config).length === 2 && status(runsOf(config)[1]) === 'done');
    // Back to what was trained before: that run is still there.
    await replace('"units": 5', '"units": 4');
    putCursorOn('"r2"');
    await runAtCursor();
    assert.equal(runsOf(config).length, 2);
  });

  test('see that the data is another', async () => {
    await write('expecting-data/x.csv', 'x\n1\n2\n3\n4\n5\n6\n7\n8\n');
    const data = { file: 'x.csv', inputs: ['x'], target: 'x', window: 2, split: { validation: 0 } };
    const config = await openExperiment('expecting-data', { data, expect: { mse: '< 100' } });
    putCursorOn('"mse"');
    await until(async () => {
      await runAtCursor();
      return runsOf(config).length === 1 && status(runsOf(config)[0]) === 'done';
    });
    await runAtCursor();
    assert.equal(runsOf(config).length, 1);
    await write('expecting-data/x.csv', 'x\n1\n2\n3\n4\n5\n6\n7\n9\n');
    await runAtCursor();
    await until(() => runsOf(config).length === 2);
  });

  test('are completed and mended by their paths', async () => {
    const uri = await openExperiment('expecting-paths', { expect: { 'influence.occlusoin.pearson': '>= 0.5' } });
    const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = document.positionAt(document.getText().indexOf('occlusoin') + 2);
    const fix = await until(async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(at, at),
        vscode.CodeActionKind.QuickFix.value,
      );
      return actions.find(({ title }) => title === 'Change to "influence.occlusion.pearson"');
    });
    await vscode.workspace.applyEdit(fix.edit as vscode.WorkspaceEdit);
    await until(() => problemsIn(uri).length === 0);
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    const labels = offered.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('influence.integratedGradients.completenessError'), labels.join());
    assert.ok(labels.includes('r2'));
    await document.save();
  });
});
