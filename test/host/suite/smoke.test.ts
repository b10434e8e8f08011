import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './support';

const commandIds = ['train', 'load', 'inspect', 'cancel', 'newExperiment', 'openReport'].map(
  (name) => `lstmLens.${name}`,
);

suite('extension', () => {
  test('activates when an experiment is opened, with all its commands', async () => {
    const extension = vscode.extensions.getExtension('lstm-lens.lstm-lens');
    assert.ok(extension, 'the extension is not known to VS Code');

    const [experiment] = await vscode.workspace.findFiles('sequence-addition/*.lstm.json');
    assert.ok(experiment, 'the workspace has no sequence-addition experiment');
    await vscode.window.showTextDocument(experiment);
    await until(() => extension.isActive);

    const registered = await vscode.commands.getCommands(true);
    const missing = commandIds.filter((id) => !registered.includes(id));
    assert.deepEqual(missing, []);
  });
});
