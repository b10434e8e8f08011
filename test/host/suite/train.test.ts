import * as assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lensesOf, lensTitles, openExperiment, panelTabs, problemsIn, runsOf, until, workspace } from './support';

const json = (folder: string, file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

suite('training', () => {
  test('the seed experiment learns to add, and its run folder holds everything', async () => {
    const config = vscode.Uri.joinPath(workspace(), 'sequence-addition/sequence-addition.lstm.json');
    await vscode.window.showTextDocument(config);
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [run] = runsOf(config);
    assert.deepEqual(readdirSync(run).sort(), [
      'analysis.json',
      'checkpoints',
      'config.lstm.json',
      'manifest.json',
      'metrics.jsonl',
      'model.json',
      'weights.bin',
    ]);
    const manifest = json(run, 'manifest.json');
    assert.equal(manifest.status, 'done');
    assert.ok(manifest.metrics.r2 >= 0.99, `R² is ${manifest.metrics.r2}`);
    assert.equal(readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').length, 10);
    assert.equal(readdirSync(path.join(run, 'checkpoints')).length, 10);
    const pearson = Object.fromEntries(
      json(run, 'analysis.json').trust.map((row: { method: string; pearson: number }) => [row.method, row.pearson]),
    );
    assert.ok(pearson.integratedGradients >= 0.99, `integrated gradients: r = ${pearson.integratedGradients}`);
    assert.ok(pearson.occlusion >= 0.99, `occlusion: r = ${pearson.occlusion}`);
  });

  test('lenses offer actions before a run and tell its result afterwards', async () => {
    const config = await openExperiment('lenses');
    const layer = 'Show states of lstm_1 (4 units, 96 parameters)';
    assert.deepEqual(await lensTitles(config), ['Train', 'Load', 'Inspect', 'Show data', layer]);
    await vscode.commands.executeCommand('lstmLens.train', config);
    const titles = await until(async () => {
      const now = await lensTitles(config);
      return now.some((title) => title.startsWith('R² ')) ? now : undefined;
    });
    assert.ok(
      titles.some((title) => /^R² -?[\d.]+ · loss [\d.]+ · [\d.]+ s · [▁▂▃▄▅▆▇█]{3}$/.test(title)),
      `${titles}`,
    );
  });

  test('lenses follow the text while it is typed, and say what they know where it has a fault', async () => {
    const inspect = { influence: ['gradient'] };
    const config = await openExperiment('lenses-typing', { inspect });
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const [layer, influence] = (await lensTitles(config)).slice(4);
    assert.deepEqual([layer, influence], ['Show states of lstm_1 (4 units, 96 parameters)', 'Open influence']);
    const at = editor.document.positionAt(editor.document.getText().indexOf('"units": 4') + 9);
    await editor.edit((edit) => edit.insert(at, '1'));
    assert.equal((await lensTitles(config))[4], 'Show states of lstm_1 (14 units, 896 parameters)');
    await editor.edit((edit) => edit.insert(at, '"'));
    assert.equal((await lensTitles(config))[4], 'Show states of layer 1');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('lenses tell that the last training has failed, and why', async () => {
    const good = { optimizer: { type: 'sgd', learningRate: 0.01 }, epochs: 5 };
    const config = await openExperiment('lenses-failed', { train: good });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const text = editor.document.getText();
    const rate = editor.document.positionAt(text.indexOf('0.01'));
    await editor.edit((edit) => edit.replace(new vscode.Range(rate, rate.translate(0, 4)), '1000'));
    await vscode.commands.executeCommand('lstmLens.train', config);
    const titles = await lensTitles(config);
    assert.ok(
      titles.some((title) => /^Failed: The loss became /.test(title)),
      `${titles}`,
    );
    assert.ok(
      titles.some((title) => /^R² /.test(title)),
      'the last run that came to something is still told',
    );
    const manifest = json(runsOf(config).at(-1) as string, 'manifest.json');
    assert.equal(manifest.status, 'failed');
    await editor.document.save();
  });

  test('a lens above a layer opens the view of its states', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const config = await openExperiment('lenses-show', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
    const { command } = (await lensesOf(config)).find((lens) =>
      lens.command?.title.startsWith('Show states'),
    ) as vscode.CodeLens;
    assert.deepEqual(command?.arguments?.[1], { view: 'states', layer: 'lstm_1' });
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until(() => panelTabs().some(({ label }) => label === 'lenses-show'));
  });

  test('lenses can be turned off, and a run’s own copy of the config has none', async () => {
    const config = await openExperiment('no-lenses', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const copy = vscode.Uri.file(path.join(runsOf(config)[0], 'config.lstm.json'));
    await vscode.workspace.openTextDocument(copy);
    assert.deepEqual(await lensTitles(copy), []);
    const settings = vscode.workspace.getConfiguration('lstmLens');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await lensTitles(config), []);
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('a panel opens beside the editor, one for each experiment, and the editor keeps the focus', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const config = await openExperiment('panel');
    await vscode.commands.executeCommand('lstmLens.train', config);
    await vscode.commands.executeCommand('lstmLens.inspect', config);
    const tabs = await until(() => (panelTabs().length > 0 ? panelTabs() : undefined));
    assert.deepEqual(
      tabs.map(({ label }) => label),
      ['panel'],
    );
    assert.equal(tabs[0].group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), config.toString());
  });

  test('that goes on is told to who asks for another or for an inspection, and can be cancelled there', async () => {
    const config = await openExperiment('busy', { train: { epochs: 1_000_000 } });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    const said: string[] = [];
    let answer: string | undefined;
    const { showInformationMessage } = vscode.window;
    const stub = async (message: string) => {
      said.push(message);
      return answer;
    };
    Object.assign(vscode.window, { showInformationMessage: stub });
    try {
      await vscode.commands.executeCommand('lstmLens.train', config);
      assert.match((await lensTitles(config))[0], /^Training, \d+ epochs done: Cancel/);
      answer = 'Cancel Training';
      await vscode.commands.executeCommand('lstmLens.inspect', config);
      await training;
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(said, [
      'busy is being trained already.',
      'busy is being trained, and will be inspected when that has ended.',
    ]);
    const [run, ...others] = runsOf(config);
    assert.deepEqual(others, []);
    assert.equal(json(run, 'manifest.json').status, 'cancelled');
  });

  test('takes the place of an inspection that is under way', async () => {
    const config = await openExperiment('instead', { train: { epochs: 2 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const inspecting = vscode.commands.executeCommand('lstmLens.inspect', config);
    await vscode.commands.executeCommand('lstmLens.train', config);
    await inspecting;
    assert.equal(runsOf(config).length, 2);
  });

  test('can be cancelled; what the last whole epoch learned is kept', async () => {
    const config = await openExperiment('cancelled', { train: { epochs: 1_000_000 } });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).some((run) => existsSync(path.join(run, 'metrics.jsonl'))));
    assert.match((await lensTitles(config))[0], /^Training, \d+ epochs done: Cancel/);
    await vscode.commands.executeCommand('lstmLens.cancel', config);
    await training;
    const [run] = runsOf(config);
    const manifest = json(run, 'manifest.json');
    assert.equal(manifest.status, 'cancelled');
    const epochs = readFileSync(path.join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    assert.equal(epochs.length, manifest.epochs);
    assert.ok(manifest.epochs >= 1);
    assert.ok(existsSync(path.join(run, 'model.json')));
  });

  test('trains what the editor shows, saved or not', async () => {
    const config = await openExperiment('unsaved');
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.getText().indexOf('"epochs": 3');
    await editor.edit((edit) => {
      const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 11));
      edit.replace(range, '"epochs": 2');
    });
    await vscode.commands.executeCommand('lstmLens.train', config);
    assert.equal(json(runsOf(config)[0], 'manifest.json').epochs, 2);
    await editor.document.save();
  });

  test('the extension host is not blocked while a model trains', async () => {
    const config = await openExperiment('responsive', {
      model: {
        layers: [
          { type: 'lstm', units: 128 },
          { type: 'dense', units: 1 },
        ],
      },
      train: { epochs: 1_000_000 },
    });
    const training = vscode.commands.executeCommand('lstmLens.train', config);
    await until(() => runsOf(config).length > 0);
    const before = performance.eventLoopUtilization();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { utilization } = performance.eventLoopUtilization(before);
    await vscode.commands.executeCommand('lstmLens.cancel', config);
    await training;
    // Training in this thread would keep it busy all the time.
    assert.ok(utilization < 0.5, `the extension host was busy for ${Math.round(100 * utilization)} % of the time`);
  });
});

suite('loading', () => {
  test('a config that names a model file is inspected with it', async () => {
    const config = await openExperiment('first');
    await vscode.commands.executeCommand('lstmLens.train', config);
    const from = path.relative(path.join(workspace().fsPath, 'second'), path.join(runsOf(config)[0], 'model.json'));
    const second = await openExperiment('second', { model: { from } });
    await vscode.commands.executeCommand('lstmLens.load', second);
    assert.equal(runsOf(second).length, 0);
    await until(() => panelTabs().some(({ label }) => label === 'second'));
    assert.deepEqual(problemsIn(second), []);
  });

  test('a model file that does not fit is a problem at its place in the config', async () => {
    const config = await openExperiment('unfit', { model: { from: '../sp500-returns/sp500-2000.csv' } });
    await vscode.commands.executeCommand('lstmLens.load', config);
    const [problem] = await until(() => {
      const problems = problemsIn(config);
      return problems.length > 0 ? problems : undefined;
    });
    assert.match(problem.message, /Its ending is none of a model file that can be loaded/);
    assert.match(vscode.window.activeTextEditor?.document.getText(problem.range) ?? '', /sp500-2000\.csv/);
  });
});

suite('report', () => {
  test('is one HTML file in the run folder', async () => {
    const config = await openExperiment('reported');
    await vscode.commands.executeCommand('lstmLens.train', config);
    void vscode.commands.executeCommand('lstmLens.openReport', config);
    const file = path.join(runsOf(config)[0], 'report.html');
    await until(() => existsSync(file));
    const html = readFileSync(file, 'utf8');
    assert.match(html, /^<!doctype html>/i);
    assert.doesNotMatch(html, /<(script|link|img)[^>]+(src|href)=["']?https?:/);
  });
});
