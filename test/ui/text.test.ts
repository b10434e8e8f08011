/** A model of characters: each step is shown with the character that it reads. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { test } from './fixture';

const CONFIG = {
  data: {
    ...{ file: 'cats.txt', inputs: ['character'], categories: ['character'], target: 'character', window: 12 },
    split: { validation: 0.2 },
  },
  model: {
    layers: [
      { type: 'lstm', units: 24 },
      { type: 'dense', units: 13, activation: 'softmax' },
    ],
  },
  train: { epochs: 5, loss: 'sparseCategoricalCrossentropy' },
  inspect: { inputs: ['the cat sat '], influence: ['integratedGradients', 'occlusion'] },
};
const READ = Array.from('the␣cat␣sat␣');

test('of a text every step shows its character', { timeout: 120_000 }, async ({ workbench, host }) => {
  writeFileSync(
    path.join(host.workspace, 'cats.txt'),
    'the cat sat on the mat and the rat sat on the hat. '.repeat(40),
  );
  writeFileSync(path.join(host.workspace, 'cats.lstm.json'), JSON.stringify(CONFIG, null, 2));
  await workbench.load();
  await workbench.page.setViewportSize({ width: 1500, height: 1300 });
  await workbench.openFile('cats.lstm.json');
  await workbench.clickLens('Train');
  const panel = workbench.panel();
  await panel.getByRole('button', { name: 'Report' }).waitFor();
  await panel.getByRole('tab', { name: 'Influence' }).click();
  const table = panel.getByRole('table', { name: 'Influence by step and method' });
  await table.waitFor();
  const cells = () => table.locator('tbody tr td:nth-child(2)').allInnerTexts();
  expect(await cells()).toEqual(READ);
  // Below the steps of the input, and of every method.
  const labels = () => panel.locator('.plot:visible svg').first().locator('text').allTextContents();
  await expect
    .poll(async () => (await labels()).join(' '))
    .toContain(READ.map((one, index) => `${index + 1}${one}`).join(' '));
  await workbench.screenshot('text-influence');
  // Another sample has other characters.
  await workbench.choose('Sample', 'validation 1,');
  await expect.poll(async () => (await cells()).join('')).not.toBe(READ.join(''));
  expect((await cells()).join('')).toMatch(/^[a-z.␣]{12}$/);
  await panel.getByRole('tab', { name: 'Attention' }).click();
  await panel.locator('.plot:visible svg').nth(1).waitFor();
  await workbench.screenshot('text-attention');
  expect(workbench.problems).toEqual([]);
});
