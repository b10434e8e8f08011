import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensesOf, openExperiment, runsOf, workspace } from './support';

suite('the Keras engine', () => {
  const change = { engine: 'keras', train: { epochs: 1 }, inspect: { influence: ['gradient'], attention: [] } };
  const settings = () => vscode.workspace.getConfiguration('lstmLens');
  const set = (key: string, value: string | undefined) =>
    settings().update(key, value, vscode.ConfigurationTarget.Workspace);

  /** Says what is selected in the Python extension, in whose place the headless host has a stand-in. */
  const select = async (environment?: { executable?: string } | { error: string }): Promise<boolean> => {
    const extension = vscode.extensions.getExtension('ms-python.python');
    const { select: choose } = (await extension?.activate()) ?? {};
    choose?.(environment);
    return choose !== undefined;
  };

  /** Why the training of a config failed, as the lens above it says. */
  const failureOf = async (config: vscode.Uri): Promise<string> => {
    await vscode.commands.executeCommand('lstmLens.train', config);
    const failed = (await lensesOf(config)).find(({ command }) => command?.title.startsWith('$(error)'));
    return String(failed?.command?.tooltip);
  };

  teardown(async () => {
    await select();
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

  test('that cannot be had as the Python extension selects it says so, and the setting goes before it', async function () {
    if (!(await select({ executable: '/no/such/selected' }))) this.skip();
    const config = await openExperiment('keras-selected', change);
    assert.match(await failureOf(config), /the Python extension names .*selected, which is no program/);
    await select({ executable: undefined });
    assert.match(
      await failureOf(config),
      /selected in the Python extension has none\. Run "Python: Select Interpreter"/,
    );
    await set('python.path', '/no/such/python');
    assert.match(await failureOf(config), /the setting lstmLens\.python\.path names .*python, which is no program/);
    assert.deepEqual(runsOf(config), []);
  });

  test('trains in the Python that is selected in the Python extension, and without one where that fails', async function () {
    this.timeout(60_000);
    const folder = path.join(workspace().fsPath, 'keras-interpreter');
    // A program that is no Python: what it prints tells that it was asked.
    const program = path.join(folder, 'python3');
    mkdirSync(folder);
    writeFileSync(program, '#!/bin/sh\necho "the selected one was asked" >&2\nexit 3\n', { mode: 0o755 });
    if (!(await select({ executable: program }))) this.skip();
    const config = await openExperiment('keras-interpreter', change);
    assert.match(await failureOf(config), /the selected one was asked/);
    await select({ error: 'The locator is out of order.' });
    const failure = await failureOf(config);
    assert.doesNotMatch(failure, /locator|the selected one/);
    assert.match(failure, /[Kk]eras/);
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
