/** The data of a config in the panel, before anything is trained on them. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { test } from './fixture';
import type { Workbench } from './workbench';

const layers = [
  { type: 'lstm', units: 4 },
  { type: 'dense', units: 1 },
];

/** Twenty machines of ten minutes each: one column is flat, one is the answer. */
function writeSensors({ workspace }: { workspace: string }, name: string): void {
  const rows = Array.from({ length: 200 }, (_, row) => {
    const [machine, minute] = [Math.floor(row / 10), row % 10];
    const heat = 20 + ((row * 7919) % 100) / 10;
    return `m${machine},${minute},${heat},3,${2 * machine},${machine}`;
  });
  writeFileSync(path.join(workspace, `${name}.csv`), `machine,minute,heat,flat,copy,failure\n${rows.join('\n')}\n`);
  const data = {
    file: `${name}.csv`,
    sequence: 'machine',
    time: 'minute',
    inputs: ['heat', 'flat', 'copy'],
    target: 'failure',
  };
  writeFileSync(path.join(workspace, `${name}.lstm.json`), JSON.stringify({ data, model: { layers } }, null, 2));
}

async function showData(workbench: Workbench, config: string) {
  await workbench.load();
  await workbench.openFile(config);
  await workbench.clickLens('Show data');
  return workbench.panel();
}

describe('the data view', () => {
  test('shows a made-up task before it is trained, and gives way to its training', async ({ workbench }) => {
    const panel = await showData(workbench, 'sequence-addition/sequence-addition.lstm.json');
    await panel.getByText('Nothing about the data looks wrong.').waitFor();
    expect(await panel.getByRole('tab').filter({ visible: true }).allTextContents()).toEqual(['Data']);
    await panel.locator('.plot:visible svg').nth(1).waitFor();
    await workbench.screenshot('data-task');
    await panel.getByRole('button', { name: 'Train', exact: true }).first().click();
    await panel.getByText('Predicted against true').waitFor();
    expect(await panel.getByRole('tab', { name: 'Overview' }).getAttribute('aria-selected')).toBe('true');
    await panel.getByRole('tab', { name: 'Data' }).click();
    await panel.getByRole('heading', { name: 'What is to be learned' }).waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('warns of what a colleague would, and leads to its place', { timeout: 150_000 }, async ({ workbench, host }) => {
    writeSensors(host, 'sensors');
    const panel = await showData(workbench, 'sensors.lstm.json');
    await panel.getByText('"flat" is 3 in every row of the training part.').waitFor();
    await panel.getByText('"copy" at step 1 of 10 is nearly the answer itself (r = 1).').waitFor();
    await panel.getByText('Only 4 sequences of 20 validate.').waitFor();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      for (const width of [1280, 2000]) {
        await workbench.page.setViewportSize({ width, height: 1300 });
        await panel.locator('.plot:visible svg').first().waitFor();
        await workbench.screenshot(`data-${theme}-${width}`);
        const overflow = () => panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
        await expect.poll(overflow).toBeLessThanOrEqual(0);
      }
      expect(await seriousFindings(panel)).toEqual([]);
    }
    const flat = panel.getByRole('listitem').filter({ hasText: '"flat" is 3' });
    await flat.getByRole('button', { name: 'Show in config' }).click();
    await workbench.page.getByText(/Ln 8, Col \d+/).waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('draws the sequence that is asked for', async ({ workbench, host }) => {
    writeSensors(host, 'walk');
    const panel = await showData(workbench, 'walk.lstm.json');
    const answer = panel.getByTitle('The answer to this sequence').locator('dd');
    await answer.waitFor();
    const first = await answer.textContent();
    await panel.getByRole('spinbutton', { name: 'Sequence of 16' }).fill('9');
    await panel.getByRole('spinbutton', { name: 'Sequence of 16' }).press('Enter');
    await expect.poll(() => answer.textContent()).not.toBe(first);
    await workbench.choose('Part', 'Validation');
    await panel.getByRole('spinbutton', { name: 'Sequence of 4' }).waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('follows the file on the disk, and says where it is wrong', async ({ workbench, host }) => {
    writeSensors(host, 'moving');
    const panel = await showData(workbench, 'moving.lstm.json');
    await panel.getByText('"flat" is 3').waitFor();
    appendFileSync(path.join(host.workspace, 'moving.csv'), 'm20,0,<b>hot</b>,3,1,1\n');
    await panel.getByText(/moving\.csv:202:/).waitFor();
    await workbench.screenshot('data-failed');
    writeSensors(host, 'moving');
    await panel.getByText('"flat" is 3').waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('tells how far a large file is read, and stops by button and by key', { timeout: 240_000 }, async ({
    workbench,
    host,
    onTestFinished,
  }) => {
    const file = path.join(host.workspace, 'large.csv');
    onTestFinished(() => rmSync(file));
    writeLarge(file, 6_000_000);
    const data = { file: 'large.csv', window: 20, inputs: ['x'], target: 'y' };
    writeFileSync(path.join(host.workspace, 'large.lstm.json'), JSON.stringify({ data, model: { layers } }, null, 2));
    const panel = await showData(workbench, 'large.lstm.json');
    const bar = panel.getByRole('progressbar', { name: 'Reading the data' });
    const cancel = panel.getByRole('button', { name: 'Cancel' });
    const again = panel.getByRole('button', { name: 'Read again' });
    await panel.getByText(/^Reading large\.csv: [1-9]\d? %$/).waitFor();
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(0);
    await workbench.screenshot('data-reading');
    // As the page measures it, from the press to what is drawn.
    const milliseconds = await cancel.evaluate(
      (button) =>
        new Promise<number>((resolve) => {
          const began = performance.now();
          const look = () => {
            if (button.checkVisibility()) setTimeout(look, 1);
            else resolve(performance.now() - began);
          };
          button.focus();
          button.click();
          look();
        }),
    );
    console.log(`cancelled after ${Math.round(milliseconds)} ms`);
    expect(milliseconds).toBeLessThan(100);
    await panel.getByText('Reading large.csv was cancelled. Nothing of it is shown.').waitFor();
    // The focus goes on to what there is to do now.
    const focused = () => panel.locator('vscode-button:focus').textContent();
    expect(await focused()).toBe('Read again');
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`data-cancelled-${theme}`);
      expect(await seriousFindings(panel)).toEqual([]);
    }
    await again.focus();
    await again.press('Enter');
    await panel.getByText(/^Reading large\.csv: \d+ %$/).waitFor();
    expect(await focused()).toBe('Cancel');
    for (const theme of ['light', 'highContrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`data-reading-${theme}`);
    }
    await workbench.page.setViewportSize({ width: 800, height: 800 });
    await workbench.screenshot('data-reading-narrow');
    await panel.locator('body').press('Escape');
    await again.waitFor();
    await workbench.screenshot('data-cancelled-narrow');
    writeLarge(file, 1000);
    await again.click();
    await panel.getByRole('heading', { name: 'What is to be learned' }).waitFor();
    expect(await bar.isVisible()).toBe(false);
    expect(workbench.problems).toEqual([]);
  });
});

/** Windows over one series, a megabyte of text for each hundred thousand rows. */
function writeLarge(file: string, rows: number): void {
  writeFileSync(file, 'x,y\n');
  for (let row = 0; row < rows; row += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - row) }, (_, i) => `${(row + i) % 997},${i % 89}.5\n`);
    appendFileSync(file, lines.join(''));
  }
}
