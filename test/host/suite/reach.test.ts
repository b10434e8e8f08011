/** Files outside of the workspace: read only once the user has chosen them. */
import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, problemsIn, until } from './support';

suite('files outside of the workspace', () => {
  const outside = mkdtempSync(path.join(tmpdir(), 'lstm-lens-outside-'));
  suiteTeardown(() => rmSync(outside, { recursive: true }));
  const messagesOf = (uri: vscode.Uri) => problemsIn(uri).map(({ message }) => message);

  test('are not read because a config names them', async () => {
    const file = path.join(outside, 'rows.csv');
    writeFileSync(file, 'x,y\n1,2\n3,4\n');
    const config = await openExperiment('reaching', { data: { file, inputs: ['x'], target: 'y', window: 1 } });
    const [message] = await until(() => (messagesOf(config).length > 0 ? messagesOf(config) : undefined));
    assert.match(message, /is outside of the folders that are open/);
  });

  test('are read when the user picks them', async () => {
    const file = path.join(outside, 'broken.keras');
    writeFileSync(file, 'no archive');
    const config = await openExperiment('picking');
    const { showOpenDialog } = vscode.window;
    Object.assign(vscode.window, { showOpenDialog: async () => [vscode.Uri.file(file)] });
    try {
      await vscode.commands.executeCommand('lstmLens.load', config);
    } finally {
      Object.assign(vscode.window, { showOpenDialog });
    }
    const [message] = await until(() => (messagesOf(config).length > 0 ? messagesOf(config) : undefined));
    assert.match(message, /broken\.keras: The archive is damaged or cut off/);
  });
});
