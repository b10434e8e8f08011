/** Runs held against each other: what opens, and what is refused. */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensTitles, openExperiment, problemsIn, runsOf, until } from './support';

const node = (config: vscode.Uri, folder: string) => ({
  config,
  run: { ...JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')), folder },
});
const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: inGroup }) => inGroup);
const comparisons = () => tabs().filter(({ label }) => label.startsWith('Compare:'));

suite('comparison', () => {
  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('of runs that are selected opens once, and diffs their configs where they cannot be changed', async () => {
    const config = await openExperiment('compared', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.ok(!(await lensTitles(config)).includes('Compare'));
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.positionAt(editor.document.getText().indexOf('"units": 4') + 9);
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 1)), '5'));
    await editor.document.save();
    await vscode.commands.executeCommand('lstmLens.train', config);
    await until(async () => (await lensTitles(config)).includes('Compare'));
    const nodes = runsOf(config).map((folder) => node(config, folder));
    await vscode.commands.executeCommand('lstmLens.compareRuns', nodes[0], nodes);
    await vscode.commands.executeCommand('lstmLens.compareRuns', nodes[1], nodes.toReversed());
    await until(() => comparisons().length === 1);
    assert.equal(comparisons()[0].label, 'Compare: compared');
    await vscode.commands.executeCommand('lstmLens.diffConfigs', nodes[0], nodes);
    const { input } = await until(() => tabs().find((tab) => tab.input instanceof vscode.TabInputTextDiff));
    const { original, modified } = input as vscode.TabInputTextDiff;
    const textOf = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(await textOf(original), /"units": 4/);
    assert.match(await textOf(modified), /"units": 5/);
    assert.notEqual(modified.scheme, 'file');
    assert.deepEqual(problemsIn(modified), []);
  });
});
