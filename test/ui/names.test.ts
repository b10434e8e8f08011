/** A run that is looked at after its data file has changed: its names are those it was trained with. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { test } from './fixture';

const COLORS = ['red', 'green', 'blue', 'violet'];
const line = (n: number, t: number, color: string) => [n, t, color, COLORS.indexOf(color) + n / 100].join(',');
const sequences = Array.from({ length: 40 }, (_, n) => [1, 2, 3].map((t) => line(n, t, COLORS[(n * 3 + t) % 4])));
const table = (some: readonly (readonly string[])[]) => ['id,t,color,y', ...some.flat(), ''].join('\n');
const CONFIG = {
  data: { file: 'colors.csv', sequence: 'id', time: 't', inputs: ['color'], categories: ['color'], target: 'y' },
  model: {
    layers: [
      { type: 'lstm', units: 8 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 3 },
};

test('a file that lost a name is read as before, a new name is told at its cell', { timeout: 150_000 }, async ({
  workbench,
  host,
}) => {
  const folder = path.join(host.workspace, 'a-names');
  mkdirSync(folder);
  const csv = path.join(folder, 'colors.csv');
  writeFileSync(csv, table(sequences));
  writeFileSync(path.join(folder, 'colors.lstm.json'), JSON.stringify(CONFIG, null, 2));
  await workbench.load();
  await workbench.openFile('a-names/colors.lstm.json');
  await workbench.clickLens('Train');
  const panel = workbench.panel();
  await panel.getByRole('button', { name: 'Report' }).waitFor();

  writeFileSync(csv, table(sequences).replace('5,2,violet', '5,2,violett'));
  await workbench.clickLens('Inspect');
  const refused = panel.getByText(/The model was not trained with "violett"/).first();
  await refused.waitFor();
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`names-new-${theme}`);
  }

  writeFileSync(csv, table(sequences.filter((rows) => !rows.join().includes('green')).reverse()));
  await workbench.clickLens('Inspect');
  await panel.getByRole('alert').waitFor({ state: 'hidden' });
  await panel.getByRole('tab', { name: 'Influence' }).click();
  await panel.getByRole('option', { name: 'color=green', includeHidden: true }).first().waitFor({ state: 'attached' });
  await workbench.screenshot('names-lost');

  const [run] = readdirSync(path.join(folder, '.lstm-lens/runs'));
  const model = path.join(folder, 'colors.keras');
  execFileSync(process.execPath, ['dist/cli.js', 'convert', path.join(folder, '.lstm-lens/runs', run), model]);
  await workbench.openFile('a-names/colors.keras');
  await workbench.panel().getByText('blue, green, red, violet').waitFor();
  await workbench.screenshot('names-model');
  expect(workbench.problems).toEqual([]);
});
