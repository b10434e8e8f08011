/** What the panel hands out is saved where the user says, and nothing else is. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { saveFile } from '../../../src/extension/saving';
import type { SavedFile } from '../../../webview/protocol';
import { until, workspace } from './support';

const config = () => vscode.Uri.joinPath(workspace(), 'saving', 'adding.lstm.json');
const original = vscode.window.showSaveDialog;

/** Answers the dialog; returns what it was asked. */
function answer(target: vscode.Uri | undefined): vscode.SaveDialogOptions[] {
  const asked: vscode.SaveDialogOptions[] = [];
  vscode.window.showSaveDialog = async (options = {}) => {
    asked.push(options);
    return target;
  };
  return asked;
}

suite('saving what the panel hands out', () => {
  teardown(() => {
    vscode.window.showSaveDialog = original;
  });

  test('writes text and bytes as they are, beginning beside the config', async () => {
    for (const [format, content, bytes] of [
      ['csv', 'step,ä\r\n', [...new TextEncoder().encode('step,ä\r\n')]],
      ['png', Uint8Array.of(137, 80, 0, 255), [137, 80, 0, 255]],
    ] as const) {
      const target = vscode.Uri.joinPath(workspace(), `saved.${format}`);
      const asked = answer(target);
      void saveFile(config(), { name: 'some-table', format, content });
      await until(async () => (await vscode.workspace.findFiles(`saved.${format}`)).length > 0);
      assert.match(String(asked[0].defaultUri?.path), new RegExp(`/saving/adding-some-table\\.${format}$`));
      assert.deepEqual([...(await vscode.workspace.fs.readFile(target))], bytes);
    }
  });

  test('writes nothing where the user thinks better of it', async () => {
    answer(undefined);
    await saveFile(config(), { name: 'none', format: 'csv', content: '' });
    assert.deepEqual(await vscode.workspace.findFiles('**/*none*'), []);
  });

  test('refuses what is no file before it asks', async () => {
    const asked = answer(undefined);
    for (const file of [
      { name: '../../etc/passwd', format: 'csv', content: '' },
      { name: 'a', format: 'sh', content: '' },
      { name: 'a', format: 'csv', content: 5 },
      { name: undefined, format: 'csv', content: '' },
    ]) {
      await assert.rejects(saveFile(config(), file as SavedFile), /what is no file/);
    }
    assert.deepEqual(asked, []);
  });
});
