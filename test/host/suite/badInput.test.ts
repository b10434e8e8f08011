/** What goes wrong around an experiment: no run is lost, nothing wrong is shown, and it is said what to do. */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensTitles, openExperiment, runsOf, until, write } from './support';

const manifest = (run: string) => JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8'));
const hints = async (uri: vscode.Uri) =>
  vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    uri,
    new vscode.Range(0, 0, 99, 0),
  );

suite('bad input', () => {
  test('a folder that no run can be written to', async () => {
    // Whoever runs this may be allowed to write anywhere: a file stands where the runs would.
    const inspect = { inputs: [[0.1, 0.2, 0.3]], influence: ['gradient'] };
    const config = await openExperiment('unwritable', { inspect });
    await vscode.commands.executeCommand('lstmLens.train', config);
    await until(async () => (await hints(config)).length === 1);
    const other = await openExperiment('unwritable-too', { inspect });
    await write('unwritable-too/.lstm-lens', 'a file');
    await vscode.commands.executeCommand('lstmLens.train', other);
    const failed = await until(async () => (await lensTitles(other)).find((title) => title.startsWith('Failed')));
    assert.match(failed, /^Failed: No run can be written beside its config, so nothing was/);
    assert.deepEqual(await hints(other), []);
    // What another experiment shows is its own.
    assert.equal((await hints(config)).length, 1);
  });

  test('two programs that train the same config at once', async () => {
    const config = await openExperiment('twice', { train: { epochs: 300 } });
    const { extensionPath } = vscode.extensions.getExtension('lstm-lens.lstm-lens') as vscode.Extension<unknown>;
    const other = spawn(process.execPath, [path.join(extensionPath, 'dist/cli.js'), 'train', config.fsPath], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const ended = new Promise((resolve) => other.once('close', resolve));
    await until(() => runsOf(config).length === 1);
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.equal(await ended, 0);
    const runs = runsOf(config).map(manifest);
    assert.deepEqual(
      runs.map(({ status, epochs }) => [status, epochs]),
      [
        ['done', 300],
        ['done', 300],
      ],
    );
    assert.notEqual(runs[0].process, runs[1].process);
    assert.deepEqual(runs[0].metrics, runs[1].metrics);
  });

  test('a run that another program trains is not cancelled from here, and that is said', async () => {
    const config = await openExperiment('elsewhere');
    const { showInformationMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { showInformationMessage: async (message: string) => void said.push(message) });
    try {
      await vscode.commands.executeCommand('lstmLens.cancel', { config });
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(said, ['This run goes on in another window or program: cancel it there.']);
  });
});
