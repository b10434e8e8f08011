/** A sweep in the editor: run by its lens, followed, cancelled, gone on with, and looked at in every theme and width. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { test } from './fixture';
import type { Workbench } from './workbench';

const CONFIG = 'sweep/sweep.lstm.json';

/** The trials that the panel says are done. */
async function done(workbench: Workbench): Promise<number> {
  const text = await workbench.panel().locator('.reading:visible').first().innerText();
  return Number(/^(\d+) of/.exec(text)?.[1]);
}

describe('the view of a sweep', { timeout: 240_000 }, () => {
  test('follows the trials; a sweep that is cancelled goes on', async ({ workbench, host }) => {
    const file = path.join(host.workspace, CONFIG);
    const text = readFileSync(file, 'utf8');
    // Long enough to be caught.
    writeFileSync(file, text.replace('"epochs": 10', '"epochs": 40'));
    await workbench.openFile(CONFIG);
    await workbench.clickLens('Run Sweep (18 trials: 6 configurations with 3 seeds each)');
    const panel = workbench.panel();
    const cancel = panel.getByRole('button', { name: 'Cancel Sweep' });
    await cancel.waitFor();
    await expect.poll(() => done(workbench), { timeout: 60_000 }).toBeGreaterThan(1);
    await workbench.screenshot('sweep-running');
    await cancel.click();
    await panel.getByRole('button', { name: 'Run Sweep' }).waitFor();
    const before = await done(workbench);
    expect(before).toBeLessThan(18);
    await workbench.clickLens(/Run Sweep/);
    await cancel.waitFor();
    // A reload of the window ends nothing.
    await workbench.reload();
    await panel.getByText('18 of 18 trials done').waitFor({ timeout: 90_000 });
    // A picked trial is a run as any other.
    const trial = panel.getByRole('button', { name: /^Seed 2, Trial/ }).first();
    await trial.click();
    await panel.getByRole('tab', { name: 'Overview', selected: true }).waitFor();
    await panel.getByRole('button', { name: 'Report' }).waitFor();
    await panel.getByRole('tab', { name: 'Sweep' }).click();
    await panel.locator('.trial[aria-pressed="true"]').waitFor();
    writeFileSync(file, text);
    expect(workbench.problems).toEqual([]);
  });

  test('is in order in three themes and at two widths', async ({ workbench, host }) => {
    await workbench.openFile(CONFIG);
    await workbench.clickLens('Run Sweep');
    const panel = workbench.panel();
    await panel.getByText('18 of 18 trials done').waitFor({ timeout: 90_000 });
    const findings = new Set<string>();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      for (const width of [1000, 1700]) {
        await workbench.page.setViewportSize({ width, height: 1300 });
        await panel.locator('.plot:visible svg, .plot:visible canvas').first().waitFor();
        const overflow = () => panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
        await expect.poll(overflow).toBeLessThanOrEqual(0);
        await workbench.screenshot(`sweep-${theme}-${width}`);
        for (const finding of await seriousFindings(panel)) findings.add(finding);
      }
    }
    expect([...findings]).toEqual([]);
    await workbench.showViews('LSTM Lens');
    await workbench.page
      .locator('.monaco-list-row', { hasText: 'Sweep of learningRate, units, seed' })
      .first()
      .locator('.monaco-tl-twistie')
      .click();
    await workbench.page.locator('.monaco-list-row', { hasText: '0.003 · 64 · 2' }).first().waitFor();
    await workbench.screenshot('sweep-runs');
    expect(workbench.problems).toEqual([]);
    // Without its sweep the config has no such tab.
    const file = path.join(host.workspace, CONFIG);
    writeFileSync(
      file,
      '{ "data": { "task": "sum" }, "model": { "layers": [{ "type": "lstm", "units": 2 }, { "type": "dense", "units": 1 }] } }',
    );
    await panel.getByRole('tab', { name: 'Sweep' }).waitFor({ state: 'hidden' });
  });
});
