/** Restricted Mode: experiments are read and checked, and nothing is trained or written. */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { uiTest } from './fixture';

const test = uiTest({ trust: false });

test('offers trust instead of training', async ({ workbench, host }) => {
  await workbench.openFile('sequence-addition/sequence-addition.lstm.json');
  await workbench.lens('Trust this workspace to train').waitFor();
  expect(await workbench.lens(/^Train$/).count()).toBe(0);
  await workbench.run('LSTM Lens: Train');
  await workbench.notification('Nothing is trained, loaded or written in Restricted Mode').waitFor();
  expect(existsSync(path.join(host.workspace, 'sequence-addition/.lstm-lens'))).toBe(false);
});

test('reads no model file, and shows the way to trust', async ({ workbench, host }) => {
  copyFileSync('test/parity/fixtures/keras3/attention.keras', path.join(host.workspace, 'closed.keras'));
  await workbench.load();
  await workbench.openFile('sequence-addition/sequence-addition.lstm.json');
  await workbench.lens('Trust this workspace to train').waitFor();
  await workbench.openFile('closed.keras');
  await workbench.panel().getByText('Model files are read when you trust this folder').waitFor();
  await workbench.screenshot('model-restricted');
  await workbench.panel().getByRole('button', { name: 'Manage Workspace Trust' }).click();
  await workbench.page.getByText('You are in Restricted Mode').waitFor();
});

test('makes no experiment of a data file', async ({ workbench, host }) => {
  writeFileSync(path.join(host.workspace, 'closed.csv'), 'x,y\n1,2\n3,4\n5,6\n7,8\n');
  await workbench.load();
  await workbench.openFile('sequence-addition/sequence-addition.lstm.json');
  await workbench.lens('Trust this workspace to train').waitFor();
  await workbench.page
    .locator('.explorer-folders-view .monaco-list-row[aria-label^="closed.csv"]')
    .click({ button: 'right' });
  await workbench.page.locator('.context-view').getByRole('menuitem', { name: 'New Experiment' }).click();
  await workbench.notification('Nothing is trained, loaded or written in Restricted Mode').waitFor();
  expect(existsSync(path.join(host.workspace, 'closed.lstm.json'))).toBe(false);
});
