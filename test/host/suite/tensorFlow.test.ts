import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, runsOf, until, workspace } from './support';

const PACKAGE = '@tensorflow/tfjs-node';

/** Puts plain TensorFlow.js in the place of tfjs-node: the same functions without a native library. */
function installPlain(folder: string): void {
  const root = vscode.extensions.getExtension('lstm-lens.lstm-lens')?.extensionPath as string;
  const target = path.join(folder, 'node_modules', PACKAGE);
  mkdirSync(target, { recursive: true });
  const plain = JSON.stringify(path.join(root, 'node_modules/@tensorflow/tfjs'));
  writeFileSync(path.join(target, 'package.json'), '{ "main": "index.js" }');
  writeFileSync(path.join(target, 'index.js'), `console.warn = () => {}; module.exports = require(${plain});`);
}

/** Trains and gives the manifest of the newest run. */
async function trained(config: vscode.Uri): Promise<{ engine: string; status: string; process: number }> {
  await vscode.commands.executeCommand('lstmLens.train', config);
  return JSON.parse(readFileSync(path.join(runsOf(config).at(-1) as string, 'manifest.json'), 'utf8'));
}

suite('the TensorFlow engine', () => {
  const change = { engine: 'tensorflow', train: { epochs: 1 }, inspect: { influence: ['gradient'], attention: [] } };

  test('that is missing leaves no run', async () => {
    const config = await openExperiment('tensorflow-missing', change);
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.deepEqual(runsOf(config), []);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  test('is found in the workspace and trains in a process of its own', async () => {
    const config = await openExperiment('tensorflow-workspace', change);
    installPlain(path.dirname(config.fsPath));
    const manifest = await trained(config);
    assert.equal(manifest.engine, 'tensorflow');
    assert.equal(manifest.status, 'done');
    assert.notEqual(manifest.process, process.pid);
  });

  test('is found where the setting says, which goes before the workspace', async () => {
    const config = await openExperiment('tensorflow-setting', change);
    const elsewhere = path.join(workspace().fsPath, 'elsewhere');
    const settings = vscode.workspace.getConfiguration('lstmLens');
    await settings.update('tensorflow.path', elsewhere, vscode.ConfigurationTarget.Workspace);
    try {
      installPlain(path.dirname(config.fsPath));
      await vscode.commands.executeCommand('lstmLens.train', config);
      assert.deepEqual(runsOf(config), []);
      installPlain(elsewhere);
      assert.equal((await trained(config)).engine, 'tensorflow');
    } finally {
      await settings.update('tensorflow.path', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('whose process dies interrupts the run, and the next training works', async () => {
    const config = await openExperiment('tensorflow-dies', { ...change, train: { epochs: 100_000 } });
    installPlain(path.dirname(config.fsPath));
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    const manifest = () => JSON.parse(readFileSync(path.join(runsOf(config)[0], 'manifest.json'), 'utf8'));
    process.kill(manifest().process, 'SIGKILL');
    await training;
    assert.equal(manifest().status, 'interrupted');
    assert.match(manifest().message, /^TensorFlow's process was ended by SIGKILL/);
    const other = await openExperiment('tensorflow-after', change);
    installPlain(path.dirname(other.fsPath));
    assert.equal((await trained(other)).status, 'done');
  });
});
