/** Live mode: what saving a config does to its run. */
import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensTitles, openExperiment, runsOf, until } from './support';

/** Undefined while the folder is still being made. */
function statusOf(folder: string): string | undefined {
  const file = path.join(folder, 'manifest.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).status : undefined;
}

/** Puts another text in place of one in the open editor, and saves. */
async function save(before: string, after: string): Promise<void> {
  const editor = vscode.window.activeTextEditor as vscode.TextEditor;
  const { document } = editor;
  const at = document.getText().indexOf(before);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  await editor.edit((edit) => edit.replace(range, after));
  await document.save();
}

suite('live mode', () => {
  const settings = () => vscode.workspace.getConfiguration('lstmLens');
  suiteSetup(() => vscode.commands.executeCommand('lstmLens.trainOnSave'));
  suiteTeardown(() => settings().update('trainOnSave', undefined, vscode.ConfigurationTarget.Workspace));

  test('is turned on by its command', () => assert.equal(settings().get('trainOnSave'), true));

  test('trains what is saved, inspects where only that is another, and leaves what is not finished', async () => {
    const inspect = { inputs: [[0.1, 0.2, 0.3]], influence: ['gradient'] };
    const config = await openExperiment('live', { inspect });
    await save('"epochs": 3', '"epochs": 4');
    await until(() => runsOf(config).length === 1 && statusOf(runsOf(config)[0]) === 'done');
    await until(async () => (await lensTitles(config)).some((title) => title.startsWith('R² ')));
    // Only what is inspected: the same run, with the prediction of the new input behind it.
    await save('0.3', '0.9');
    const whole = new vscode.Range(0, 0, 100, 0);
    const hint = async () => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        config,
        whole,
      );
      return String(found[0]?.label ?? '');
    };
    await until(async () => (await hint()).includes('(true 1.2)'));
    assert.equal(runsOf(config).length, 1);
    // Half a word.
    await save('"lstm"', '"lst');
    await save('"lst', '"lstm"');
    await until(async () => (await hint()).includes('(true 1.2)'));
    assert.equal(runsOf(config).length, 1);
    await save('"units": 4', '"units": 5');
    await until(() => runsOf(config).length === 2 && statusOf(runsOf(config)[1]) === 'done');
  });

  test('begins anew with what is saved while it trains', async () => {
    const config = await openExperiment('live-anew', {});
    await save('"epochs": 3', '"epochs": 1000000');
    await until(() => runsOf(config).length === 1);
    await save('"epochs": 1000000', '"epochs": 2');
    await until(() => runsOf(config).length === 2 && statusOf(runsOf(config)[1]) === 'done');
    assert.equal(statusOf(runsOf(config)[0]), 'cancelled');
  });
});
