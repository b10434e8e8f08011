/** The first thing a user does: open the seed experiment, click Train, look. */
import { describe, expect } from 'vitest';
import { test } from './fixture';
import type { Workbench } from './workbench';

const CONFIG = 'sequence-addition/sequence-addition.lstm.json';

/** Trains by the lens, and waits until the panel has the whole result. */
async function train(workbench: Workbench): Promise<void> {
  await workbench.openFile(CONFIG);
  await workbench.lens('Train').first().click();
  await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
  await workbench.lens(/^R² 0\.99/).waitFor();
}

describe('the seed experiment', () => {
  test('is trained by its lens, and the panel shows how well it adds', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByText(/Integrated gradients.* follow the true contribution with r = 1\.00/).waitFor();
    await panel.locator('.plot svg').first().waitFor();
    // A line a series, with a point an epoch.
    expect(await panel.locator('.plot svg').count()).toBe(2);
    await workbench.screenshot('overview');
    expect(workbench.problems).toEqual([]);
  });

  test('shows the states of 64 units over five steps', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.getByRole('heading', { name: 'Units by steps' }).waitFor();
    const lines = panel.locator('.plot').nth(1).locator('svg');
    await expect.poll(() => lines.locator('path[aria-roledescription="line mark"]').count()).toBe(64);
    await workbench.screenshot('states');
    expect(workbench.problems).toEqual([]);
  });

  test('shows the influence of every step beside the truth, with its trust', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'Influence' }).click();
    const table = panel.getByRole('table').first();
    await table.waitFor();
    const inputs = await table.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.textContent ?? ''));
    for (const value of ['0.1', '0.9', '0.4', '0.2', '0.7']) {
      expect(inputs.some((text) => text.includes(value))).toBe(true);
    }
    await table.getByText('1.00').first().waitFor();
    await workbench.screenshot('influence');
    expect(workbench.problems).toEqual([]);
  });

  test('keeps the chosen view while the panel is hidden, and over a reload of the window', async ({ workbench }) => {
    await train(workbench);
    await workbench.panel().getByRole('tab', { name: 'States' }).click();
    const heading = () => workbench.panel().getByRole('heading', { name: 'Units by steps' });
    await heading().waitFor();
    // Another editor in the panel's place hides it.
    await workbench.openFile('sp500-returns/sp500-returns.lstm.json');
    await workbench.tab('sp500-returns').waitFor();
    await workbench.tab('sequence-addition').last().click();
    await heading().waitFor();
    await workbench.panel().locator('.plot svg').first().waitFor();
    await workbench.load();
    await workbench.tab('sequence-addition').last().click();
    await heading().waitFor();
    await workbench.panel().locator('.plot svg').first().waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('lists its run in the side bar, and a click shows it', async ({ workbench }) => {
    await train(workbench);
    await workbench.run('View: Close Editor in All Groups');
    await workbench.showViews('LSTM Lens');
    const run = workbench.page.locator('.pane-body .monaco-list-row', { hasText: 'R² 0.99' }).first();
    await run.click();
    await workbench.panel().getByRole('tab', { name: 'Overview' }).waitFor();
    await workbench.screenshot('runs');
  });
});

describe('the panel looks right', () => {
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    test(`in the ${theme} theme at three widths`, async ({ workbench }) => {
      await workbench.setTheme(theme);
      await train(workbench);
      for (const width of [1000, 1500, 2400]) {
        await workbench.page.setViewportSize({ width, height: 1000 });
        for (const view of ['Overview', 'States', 'Influence']) {
          const panel = workbench.panel();
          await panel.getByRole('tab', { name: view }).click();
          await panel.locator('.plot:visible').first().waitFor();
          await expect.poll(() => panel.locator('.plot:visible svg').count()).toBeGreaterThan(0);
          const overflow = () => panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
          await expect.poll(overflow).toBeLessThanOrEqual(0);
          await workbench.screenshot(`${theme}-${width}-${view}`);
        }
      }
      expect(workbench.problems).toEqual([]);
    });
  }
});
