/** Completion, quick fixes, links and drops in configs, and new configs from what is at hand. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Drafts } from '../../../src/extension/language/drafts';
import { FileDrops } from '../../../src/extension/language/drops';
import type { Reach } from '../../../src/extension/reach';
import { WorkerPool } from '../../../src/extension/workerPool';
import { openExperiment, problemsIn, until, workspace, write } from './support';

const ONE_DENSE = { type: 'dense', units: 1 };
const CSV = 'date,open,close\n2020-01-01,1,2\n2020-01-02,3,4\n2020-01-03,5,6\n2020-01-04,7,8\n';

/** A position in the document that is open: behind the text before |. */
function positionOf(marked: string): vscode.Position {
  const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
  const at = document.getText().indexOf(marked.replace('|', ''));
  assert.ok(at >= 0, `no ${marked}`);
  return document.positionAt(at + marked.indexOf('|'));
}

/** A pool of its own: drops are made by hand here, since no test can drag. */
const workers = new WorkerPool(
  vscode.extensions.getExtension('lstm-lens.lstm-lens')!.extensionUri,
  () => ({ memory: 2048, reach: [workspace().fsPath] }),
  () => '',
);
suiteTeardown(() => workers.dispose());

function dropInto(document: vscode.TextDocument, file: vscode.Uri) {
  const transfer = new vscode.DataTransfer();
  transfer.set('text/uri-list', new vscode.DataTransferItem(file.toString()));
  const { token } = new vscode.CancellationTokenSource();
  const reach = { add: async () => {} } as unknown as Reach;
  return new FileDrops(new Drafts(workers, reach)).provideDocumentDropEdits(
    document,
    new vscode.Position(0, 0),
    transfer,
    token,
  );
}

async function completions(uri: vscode.Uri, marked: string): Promise<vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    positionOf(marked),
  );
  return list.items;
}
const labels = (items: readonly vscode.CompletionItem[]) =>
  items.map(({ label }) => (typeof label === 'string' ? label : label.label));

/** Applies the quick fix of this title at a place; waits until it is offered. */
async function fix(uri: vscode.Uri, marked: string, title: string): Promise<string> {
  const position = positionOf(marked);
  const action = await until(async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new vscode.Range(position, position),
      vscode.CodeActionKind.QuickFix.value,
    );
    return actions.find((one) => one.title === title);
  });
  assert.ok(action.edit);
  await vscode.workspace.applyEdit(action.edit);
  return (vscode.window.activeTextEditor as vscode.TextEditor).document.getText();
}

const noProblems = (uri: vscode.Uri) => until(() => problemsIn(uri).length === 0);

suite('the language of configs', () => {
  teardown(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  test('offers whole blocks, columns of the data file, and files of the workspace', async () => {
    await write('columns/prices.csv', CSV);
    const data = { file: 'prices.csv', inputs: ['close'], target: 'close', window: 2, split: { validation: 0 } };
    const uri = await openExperiment('columns', { data });
    assert.deepEqual(labels(await completions(uri, '"target": "|close')).slice(0, 3), ['date', 'open', 'close']);
    assert.deepEqual(labels(await completions(uri, '"inputs": [\n      "|close')).slice(0, 3), [
      'date',
      'open',
      'close',
    ]);
    assert.ok(labels(await completions(uri, '"file": "|prices')).includes('prices.csv'));
    assert.ok(labels(await completions(uri, '"file": "|prices')).includes('../sp500-returns/sp500-2000.csv'));
    const blocks = await until(async () => {
      const found = labels(await completions(uri, '"layers": [|'));
      return found.includes('lstm, every step') ? found : undefined;
    });
    assert.ok(blocks.includes('gru'));
  });

  test('offers a whole experiment where there is nothing yet', async () => {
    const uri = await write('blank/blank.lstm.json', ' ');
    await vscode.window.showTextDocument(uri);
    const offered = await until(async () => {
      const found = await completions(uri, '|');
      return labels(found).some((label) => label.startsWith('Experiment:')) ? found : undefined;
    });
    const [snippet] = offered.filter(({ label }) => label === 'Experiment: a task whose rule is known');
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    await editor.insertSnippet(snippet.insertText as vscode.SnippetString, new vscode.Range(0, 0, 0, 1));
    await noProblems(uri);
    assert.match(editor.document.getText(), /"task": "sum"/);
  });

  test('gives a layer the steps that the next one needs', async () => {
    const layers = [{ type: 'lstm', units: 4 }, { type: 'gru', units: 2 }, ONE_DENSE];
    const uri = await openExperiment('stacking', { model: { layers } });
    const text = await fix(uri, '"type": "|gru"', 'Set "returnSequences": true on lstm_1');
    assert.equal(JSON.parse(text).model.layers[0].returnSequences, true);
    await noProblems(uri);
  });

  test('mends a word that the schema does not know', async () => {
    const uri = await openExperiment('spelling', { train: { epochs: 3, bachSize: 8 } });
    assert.equal(JSON.parse(await fix(uri, '"bach|Size"', 'Change to "batchSize"')).train.batchSize, 8);
    await noProblems(uri);
  });

  test('mends the name of a column', async () => {
    await write('column-name/prices.csv', CSV);
    const data = { file: 'prices.csv', inputs: ['Close'], target: 'close', window: 2, split: { validation: 0 } };
    const uri = await openExperiment('column-name', { data });
    assert.deepEqual(JSON.parse(await fix(uri, '"Cl|ose"', 'Change to "close"')).data.inputs, ['close']);
    await noProblems(uri);
  });

  test('finds a column that the data has not while it is typed, before it is saved', async () => {
    await write('typing/prices.csv', CSV);
    const data = { file: 'prices.csv', inputs: ['close'], target: 'close', window: 2, split: { validation: 0 } };
    const uri = await openExperiment('typing', { data });
    await noProblems(uri);
    const editor = vscode.window.activeTextEditor as vscode.TextEditor;
    await editor.edit((edit) => edit.insert(positionOf('"target": "|close'), 'x'));
    const [{ message }] = await until(() => {
      const found = problemsIn(uri);
      return found.length > 0 ? found : undefined;
    });
    assert.match(message, /no column "xclose"/);
    assert.ok(editor.document.isDirty);
  });

  test('leads from names to files, and from a column to its header', async () => {
    const csv = await write('leading/prices.csv', CSV);
    const data = { file: 'prices.csv', inputs: ['close'], target: 'open', window: 2 };
    const uri = await openExperiment('leading', { data });
    const definition = async (marked: string) => {
      const [found] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
        'vscode.executeDefinitionProvider',
        uri,
        positionOf(marked),
      );
      return found;
    };
    assert.equal((await definition('"prices|.csv"')).targetUri.toString(), csv.toString());
    const column = await definition('"target": "op|en"');
    assert.equal(column.targetUri.toString(), csv.toString());
    assert.deepEqual([column.targetRange.start.character, column.targetRange.end.character], [5, 9]);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', uri, 10);
    assert.deepEqual(
      links.map(({ target }) => target?.toString()),
      [csv.toString()],
    );
  });

  test('takes a data file that is dropped into it as its data, in one edit that can be undone', async () => {
    const lines = Array.from({ length: 20 }, (_, n) =>
      JSON.stringify({ x: [n, n + 1, n + 2], label: ['a', 'b', 'c'][n % 3] }),
    );
    const file = await write('dropping/records.jsonl', lines.join('\n'));
    const uri = await openExperiment('dropping');
    const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
    const before = document.getText();
    const drop = await dropInto(document, file);
    assert.ok(drop?.additionalEdit);
    await vscode.workspace.applyEdit(drop.additionalEdit);
    assert.match(document.getText(), /"file": "records\.jsonl",\s+"inputs": \["x"\]/);
    assert.match(document.getText(), /"target": "label"/);
    assert.match(document.getText(), /"loss": "sparseCategoricalCrossentropy"/);
    await noProblems(uri);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('tells which samples a dropped data file takes out of it, and brings them back', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => JSON.stringify({ x: [n, n + 1, n + 2], y: n / 2 }));
    const file = await write('taking/records.jsonl', lines.join('\n'));
    const inspect = { inputs: [[0.1, 0.2, 0.3]], baseline: [[0], [0], [0]], influence: ['occlusion'] };
    await openExperiment('taking', { inspect });
    const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
    const before = document.getText();
    const { showInformationMessage } = vscode.window;
    const said: string[] = [];
    const stub = async (message: string, ...items: string[]) => {
      said.push(message);
      return items.find((item) => item === 'Undo');
    };
    Object.assign(vscode.window, { showInformationMessage: stub });
    try {
      const drop = await dropInto(document, file);
      assert.ok(drop?.additionalEdit);
      assert.deepEqual(said, [], 'nothing is said before it is done');
      await vscode.workspace.applyEdit(drop.additionalEdit);
      await until(() => document.getText() === before && said.length > 0);
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    assert.deepEqual(said, [
      'The config learns from records.jsonl now. What it said of the data before was taken out: inspect.inputs, inspect.baseline.',
    ]);
    await vscode.commands.executeCommand('undo');
    assert.match(document.getText(), /"file": "records\.jsonl"/);
    assert.doesNotMatch(document.getText(), /"baseline"/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('says what is wrong with a file that is dropped into it, and stays as it is', async () => {
    const file = await write('damaged/rows.parquet', 'PAR1 and nothing more');
    await openExperiment('damaged');
    const { document } = vscode.window.activeTextEditor as vscode.TextEditor;
    const { showErrorMessage } = vscode.window;
    const shown: string[] = [];
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void shown.push(message) });
    try {
      const drop = await dropInto(document, file);
      assert.deepEqual([drop?.insertText, drop?.additionalEdit], ['', undefined]);
      assert.match(shown.join(), /^rows\.parquet: The file is no Parquet, or damaged/);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
  });
});

suite('a new experiment', () => {
  test('from a CSV file begins with what its columns look like', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row},${Math.sin(row)},${row % 7}`);
    const csv = await write('fresh/waves.csv', `time,wave,noise\n${rows.join('\n')}\n`);
    const made = await vscode.commands.executeCommand<vscode.Uri>('lstmLens.newExperiment', csv);
    assert.equal(vscode.workspace.asRelativePath(made), 'fresh/waves.lstm.json');
    await noProblems(made);
    const text = (await vscode.workspace.openTextDocument(made)).getText();
    assert.match(text, /"time": "time", \/\/ guessed by its name: orders the rows/);
    assert.match(text, /"target": "noise"/);
  });

  test('is not written of a file that nothing can be learned from', async () => {
    const file = await write('empty/nothing.csv', '');
    const made = await vscode.commands.executeCommand<vscode.Uri | undefined>('lstmLens.newExperiment', file);
    assert.equal(made, undefined);
    const found = await vscode.workspace.findFiles('empty/*');
    assert.deepEqual(found.map(String), [file.toString()]);
  });

  test('from a model file has data of its shape and can be inspected', async () => {
    const trained = await openExperiment('origin', { train: { epochs: 1 } });
    await vscode.commands.executeCommand('lstmLens.train', trained);
    const [run] = await vscode.workspace.findFiles('origin/.lstm-lens/runs/*/model.json');
    const folder = vscode.Uri.joinPath(workspace(), 'from-model');
    for (const name of ['model.json', 'weights.bin']) {
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(run, '..', name), vscode.Uri.joinPath(folder, name));
    }
    const model = vscode.Uri.joinPath(folder, 'model.json');
    const made = await vscode.commands.executeCommand<vscode.Uri>('lstmLens.newExperiment', model);
    const text = (await vscode.workspace.openTextDocument(made)).getText();
    assert.match(text, /"from": "model\.json" \/\/ lstm 4, dense 1/);
    assert.match(text, /"length": 3,/);
    await noProblems(made);
  });
});
