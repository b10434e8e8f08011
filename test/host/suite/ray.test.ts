import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { openExperiment, runsOf } from './support';

suite('a sweep on Ray', () => {
  test('trains all trials with the command line, in a Ray that is started for it', async function () {
    this.timeout(300_000);
    const root = vscode.extensions.getExtension('lstm-lens.lstm-lens')?.extensionPath as string;
    const python = path.join(root, 'out/parity/ray/bin/python');
    // Brought by scripts/install-parity.mjs.
    if (!existsSync(python)) this.skip();
    const settings = vscode.workspace.getConfiguration('lstmLens');
    await settings.update('python.path', python, vscode.ConfigurationTarget.Workspace);
    try {
      const config = await openExperiment('ray', { train: { epochs: 2 }, sweep: { seed: [1, 2, 3], on: 'ray' } });
      await vscode.commands.executeCommand('lstmLens.runSweep', config);
      const runs = runsOf(config).map((run) => JSON.parse(readFileSync(path.join(run, 'manifest.json'), 'utf8')));
      assert.deepEqual(
        runs.map(({ status, epochs }) => [status, epochs]),
        new Array(3).fill(['done', 2]),
      );
      assert.deepEqual(runs.map(({ sweep }) => sweep.values.seed).sort(), [1, 2, 3]);
    } finally {
      await settings.update('python.path', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
