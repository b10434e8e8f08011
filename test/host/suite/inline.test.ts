/** Results between the lines of a config: predictions, hovers. What is shaded is seen by the tests of the interface. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openExperiment, until, write } from './support';

const INSPECT = { inputs: [[0.1, 0.9, 0.4]], influence: ['integratedGradients', 'stateChange'] };

async function hints(uri: vscode.Uri): Promise<string[]> {
  const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const found = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, whole);
  return found.map(({ label }) => String(label));
}

/** All that the hovers say at a text. */
async function hover(uri: vscode.Uri, text: string): Promise<string> {
  const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
  const at = document.positionAt(document.getText().indexOf(text) + 1);
  const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  return found.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join('\n');
}

suite('inline results', () => {
  test('the prediction and the true answer stand behind a sample, until its numbers are changed', async () => {
    const config = await openExperiment('predicted', { inspect: INSPECT });
    assert.deepEqual(await hints(config), []);
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [hint] = await until(async () => {
      const found = await hints(config);
      return found.length > 0 ? found : undefined;
    });
    assert.match(hint, /^→ [\d.]+ \(true 1\.4\)$/);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.positionAt(editor.document.getText().indexOf('0.9') + 3);
    await editor.edit((edit) => edit.insert(at, '5'));
    assert.deepEqual(await hints(config), []);
    await vscode.commands.executeCommand('undo');
    assert.equal((await hints(config)).length, 1);
    await editor.document.save();
  });

  test('the class that is predicted stands behind a sample that is a text, until the text is changed', async () => {
    await write('text-hint/a.txt', 'abba cab\nbad cab\n'.repeat(8));
    const config = await openExperiment('text-hint', {
      data: { file: 'a.txt', inputs: ['character'], categories: ['character'], target: 'character', window: 4 },
      model: {
        layers: [
          { type: 'lstm', units: 4 },
          { type: 'dense', units: 6, activation: 'softmax' },
        ],
      },
      train: { loss: 'sparseCategoricalCrossentropy', epochs: 2 },
      inspect: { inputs: ['ab c'] },
    });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const [hint] = await until(async () => {
      const found = await hints(config);
      return found.length > 0 ? found : undefined;
    });
    assert.match(hint, /^→ [abcd⏎␣]$/u);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.positionAt(editor.document.getText().indexOf('ab c'));
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 1)), 'b'));
    assert.deepEqual(await hints(config), []);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('of the earlier inspection stay where a later one is cancelled', async () => {
    const data = { task: 'sum', samples: 300, length: 60 };
    const inspect = { inputs: [new Array(60).fill(0.5)], influence: ['gradient'] };
    const config = await openExperiment('inspection-cancelled', { data, inspect });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const before = await until(async () => ((await hints(config)).length > 0 ? hints(config) : undefined));
    assert.match(await hover(config, '"gradient"'), /On this model/);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.getText().indexOf('"gradient"');
    const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 10));
    // Thousands of predictions for each of hundreds of sequences.
    await editor.edit((edit) => edit.replace(range, '"gradient", "shapley"'));
    let ended = false;
    void vscode.commands.executeCommand('lstmLens.inspect', config).then(() => {
      ended = true;
    });
    await until(async () => {
      await vscode.commands.executeCommand('lstmLens.cancel', config);
      return ended;
    });
    assert.deepEqual(await hints(config), before);
    assert.match(await hover(config, '"gradient"'), /On this model/);
    assert.doesNotMatch(await hover(config, '"shapley"'), /On this model/);
    await vscode.commands.executeCommand('lstmLens.inspect', config);
    assert.match(await hover(config, '"shapley"'), /On this model/);
    await editor.document.save();
  });

  test('can be turned off', async () => {
    const config = await openExperiment('not-predicted', { inspect: INSPECT, train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', config);
    const settings = vscode.workspace.getConfiguration('lstmLens');
    await settings.update('inlineResults', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await hints(config), []);
    } finally {
      await settings.update('inlineResults', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('a hover tells of a layer its shape, gates and probe, and of a method what it is and its trust', async () => {
    const config = await openExperiment('hovered', { inspect: INSPECT, train: { epochs: 3 } });
    const before = await hover(config, '"integratedGradients"');
    assert.match(before, /\*\*Integrated gradients\*\*[\s\S]*Sundararajan/);
    assert.doesNotMatch(before, /On this model/);
    await vscode.commands.executeCommand('lstmLens.train', config);
    const layer = await hover(config, '"lstm"');
    assert.match(layer, /\*\*lstm_1\*\*: output 4, 96 parameters/);
    assert.match(layer, /- forget gate: .* shut, .* wide open/);
    assert.match(layer, /by a linear probe: R² -?[\d.]+/);
    assert.match(
      await hover(config, '"integratedGradients"'),
      /On this model: r = -?[\d.]+ with the true contributions/,
    );
  });

  test('a hover on a layer tells its shape at once, and what was seen of it only while it is the same', async () => {
    const config = await openExperiment('hovered-layer');
    const layer = () => hover(config, '"lstm"');
    assert.match(await layer(), /\*\*lstm_1\*\*: output 4, 96 parameters/);
    assert.doesNotMatch(await layer(), /gate/);
    await vscode.commands.executeCommand('lstmLens.train', config);
    await until(async () => (await layer()).includes('forget gate'));
    assert.match(await layer(), /linear probe: R² /);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    const at = editor.document.positionAt(editor.document.getText().indexOf('"units": 4') + 9);
    await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 1)), '5'));
    assert.match(await layer(), /output 5, 140 parameters/);
    assert.doesNotMatch(await layer(), /gate/);
    await editor.document.save();
  });
});
