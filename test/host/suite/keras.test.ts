import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, runsOf } from './support';

suite('the Keras engine', () => {
  const change = { engine: 'keras', train: { epochs: 1 }, inspect: { influence: ['gradient'], attention: [] } };
  const settings = () => vscode.workspace.getConfiguration('lstmLens');
  const set = (key: string, value: string | undefined) =>
    settings().update(key, value, vscode.ConfigurationTarget.Workspace);

  teardown(async () => {
    await set('python.path', undefined);
    await set('python.kerasBackend', undefined);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('without a Python leaves no run', async () => {
    await set('python.path', '/no/such/python');
    const config = await openExperiment('keras-missing', change);
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.deepEqual(runsOf(config), []);
  });

  test('trains in the Python that the setting names, and the run is shown as any other', async function () {
    this.timeout(240_000);
    const root = vscode.extensions.getExtension('lstm-lens.lstm-lens')?.extensionPath as string;
    const python = path.join(root, 'out/parity/frameworks/bin/python');
    // Brought by scripts/install-parity.mjs.
    if (!existsSync(python)) this.skip();
    await set('python.path', python);
    await set('python.kerasBackend', 'torch');
    const config = await openExperiment('keras-setting', change);
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [run] = runsOf(config);
    const { engine, status, framework } = JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8'));
    assert.deepEqual([engine, status, framework.backend], ['keras', 'done', 'torch']);
    assert.ok(existsSync(path.join(run, 'model.keras')));
    assert.ok(existsSync(path.join(run, 'analysis.json')));
  });
});
