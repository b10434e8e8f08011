/** Restricted Mode: experiments are read and checked, and nothing is trained, loaded or written. */
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { uiTest } from './fixture';

const test = uiTest({ trust: false });
const experiment = 'sequence-addition/sequence-addition.lstm.json';

/** Every file below a folder with its size and the moment of its last change. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, ...statSync(path.join(folder, name)) }))
    .map(({ name, size, mtimeMs }) => `${name} ${size} ${mtimeMs}`)
    .sort();
}

test('offers trust instead of training', async ({ workbench }) => {
  await workbench.openFile(experiment);
  await workbench.lens('Trust this workspace to train').waitFor();
  expect(await workbench.lens(/^Train$/).count()).toBe(0);
});

test('checks what is written', async ({ workbench }) => {
  await workbench.openFile(experiment);
  await workbench.lens('Trust this workspace to train').waitFor();
  await workbench.page.keyboard.press('Control+End');
  await workbench.page.keyboard.type('x');
  await workbench.page.locator('.squiggly-error').first().waitFor();
});

test('trains, loads and writes nothing, whatever is asked for', { timeout: 180_000 }, async ({ workbench, host }) => {
  const before = filesIn(host.workspace);
  await workbench.openFile(experiment);
  await workbench.lens('Trust this workspace to train').waitFor();
  const asked = ['Train', 'Load Model', 'Inspect', 'Continue Training', 'Run Sweep', 'Open Report', 'Export Model…'];
  for (const command of [...asked, 'New Experiment', 'Compare Runs…', 'Install TensorFlow Engine']) {
    await workbench.run(`LSTM Lens: ${command}`);
    await workbench.notification('Nothing is trained, loaded or written in Restricted Mode').waitFor();
    await workbench.run('Notifications: Clear All Notifications');
    await workbench.notification('Nothing is trained').waitFor({ state: 'hidden' });
  }
  expect(filesIn(host.workspace)).toEqual(before);
});

test('looks at no data, and shows the way to trust', async ({ workbench, host }) => {
  const before = filesIn(host.workspace);
  await workbench.openFile(experiment);
  await workbench.lens('Trust this workspace to train').waitFor();
  await workbench.showViews('LSTM Lens');
  await workbench.viewPage().getByText('trust').first().waitFor();
  expect(filesIn(host.workspace)).toEqual(before);
});

test('reads no model file, and shows the way to trust', async ({ workbench, host }) => {
  copyFileSync('test/parity/fixtures/keras3/attention.keras', path.join(host.workspace, 'closed.keras'));
  await workbench.load();
  await workbench.openFile(experiment);
  await workbench.lens('Trust this workspace to train').waitFor();
  await workbench.openFile('closed.keras');
  await workbench.panel().getByText('Model files are read when you trust this folder').waitFor();
  await workbench.screenshot('model-restricted');
  await workbench.panel().getByRole('button', { name: 'Manage Workspace Trust' }).click();
  await workbench.page.getByText('You are in Restricted Mode').waitFor();
});
