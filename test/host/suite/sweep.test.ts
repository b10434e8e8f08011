/** A sweep in the real host: what is trained, what is kept when it is cancelled, and what the editor says of it. */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensTitles, openExperiment, panelTabs, runsOf, until } from './support';

const manifest = (folder: string) => JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
const statuses = (config: vscode.Uri) =>
  runsOf(config)
    .map((folder) => manifest(folder).status)
    .sort();
const { executeCommand } = vscode.commands;
const sweep = { 'train.learningRate': [0.001, 0.01], 'model.layers[0].units': [2, 4], seed: [1, 2] };

suite('sweep', () => {
  test('trains every trial into a run of its own, and none of them twice', async () => {
    const config = await openExperiment('swept', { train: { epochs: 1 }, sweep });
    assert.ok((await lensTitles(config)).includes('Run Sweep (8 trials: 4 configurations with 2 seeds each)'));
    await executeCommand('lstmLens.runSweep', config);
    const runs = runsOf(config);
    assert.equal(runs.length, 8);
    assert.deepEqual(new Set(statuses(config)), new Set(['done']));
    const values = runs.map((folder) => JSON.stringify(manifest(folder).sweep.values));
    assert.equal(new Set(values).size, 8);
    await executeCommand('lstmLens.runSweep', config);
    assert.deepEqual(runsOf(config), runs);
    // What is said of the config itself is not said of a trial.
    assert.ok(!(await lensTitles(config)).some((title) => /^R²/.test(title)));
    assert.equal(panelTabs().filter(({ label }) => label === 'swept').length, 1);
  });

  test('that is cancelled keeps what is done, and goes on with what was stopped', async () => {
    const long = { train: { epochs: 3000 }, data: { task: 'sum', samples: 400, length: 10 } };
    const config = await openExperiment('stopped', { ...long, sweep: { seed: [1, 2, 3, 4, 5, 6] } });
    const ended = executeCommand('lstmLens.runSweep', config);
    await until(() => runsOf(config).some((folder) => manifestOrNothing(folder)?.status === 'running'));
    await until(async () => (await lensTitles(config)).some((title) => /^Sweep, \d\/6 trials: Cancel$/.test(title)));
    // A training of the very same limit waits for its turn with them, and not for all of them.
    await executeCommand('lstmLens.cancelSweep', config);
    await ended;
    const runs = runsOf(config);
    assert.ok(runs.length >= 1 && runs.length < 6, `${runs.length} runs`);
    assert.ok(!statuses(config).includes('running'));
    const document = await vscode.workspace.openTextDocument(config);
    const text = document.getText().replace(/"seed": \[[^\]]*\]/, '"seed": [1]');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(config, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await executeCommand('lstmLens.runSweep', config);
    assert.deepEqual(runsOf(config), runs);
    const [first] = runs.filter((folder) => manifest(folder).sweep.values.seed === 1);
    assert.equal(manifest(first).status, 'done');
    assert.equal(manifest(first).epochs, 3000);
    await document.save();
  });

  test('goes on where a trial fails', async () => {
    const bad = { 'train.optimizer': [{ type: 'sgd', learningRate: 900 }, 'adam'] };
    const config = await openExperiment('failing', { sweep: bad });
    await executeCommand('lstmLens.runSweep', config);
    assert.deepEqual(statuses(config), ['done', 'failed']);
  });

  test('has its paths completed and its faults told', async () => {
    const config = await openExperiment('helped', { sweep: { 'train.batchSize': [8, 0] } });
    const found = await until(() =>
      vscode.languages.getDiagnostics(config).find(({ message }) => /minimum/.test(message)),
    );
    const document = await vscode.workspace.openTextDocument(config);
    assert.equal(document.getText(found.range), '0');
    const at = document.positionAt(document.getText().indexOf('"train.batchSize"') + 1);
    const { items } = await executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', config, at);
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const path of ['train.learningRate', 'model.layers[0].units', 'seed', 'configurations'])
      assert.ok(labels.includes(path), path);
    assert.ok(!labels.includes('data.digits'));
  });
});

function manifestOrNothing(folder: string) {
  try {
    return manifest(folder);
  } catch {
    return undefined;
  }
}
