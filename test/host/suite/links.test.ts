/** Links to views: what is copied opens again, and what makes no sense is refused. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { linkTo, readLink } from '../../../src/extension/links';
import { openExperiment, panelTabs, until } from './support';

suite('a link to a view', () => {
  test('names its config by its place in the workspace, and means the same when it is read', async () => {
    const uri = await openExperiment('linked');
    const link = linkTo(uri, {
      view: 'states',
      sample: 3,
      layer: 'lstm_1',
      trace: 'cell',
      step: 1,
      unit: 2,
      extra: 'no',
    });
    const [argument] = JSON.parse(decodeURIComponent(link.replace('command:lstmLens.open?', '')));
    assert.equal(argument.config, 'linked/linked.lstm.json');
    const { uri: read, select } = await readLink(argument);
    assert.equal(read.toString(), uri.toString());
    assert.deepEqual(select, { view: 'states', sample: 3, layer: 'lstm_1', trace: 'cell', step: 1, unit: 2 });
  });

  test('leaves out what it does not know', async () => {
    await openExperiment('linked');
    const { select } = await readLink({
      config: 'linked/linked.lstm.json',
      view: 'bogus',
      sample: -1,
      unit: '<b>',
      step: 0.5,
    });
    assert.deepEqual(select, {});
  });

  test('to what is no experiment of the workspace is refused', async () => {
    for (const argument of [
      undefined,
      {},
      { config: '../../etc/passwd' },
      { config: 'linked/.lstm-lens/x.lstm.json' },
    ]) {
      await assert.rejects(readLink(argument), /names no experiment/);
    }
  });

  test('opens the panel', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await openExperiment('linked');
    await vscode.commands.executeCommand('lstmLens.open', { config: 'linked/linked.lstm.json', view: 'states' });
    await until(() => panelTabs().some(({ label }) => label === 'linked'));
  });
});
