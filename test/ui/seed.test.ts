/** The first thing a user does: open the seed experiment, click Train, look. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { train, trainLong } from './experiment';
import { test } from './fixture';

describe('the seed experiment', () => {
  test('is trained by its lens, and the panel shows how well it adds', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByText(/Integrated gradients.* follow the true contribution with r = 1\.00/).waitFor();
    // The loss, predicted against true, and the residuals.
    await expect.poll(() => panel.locator('.plot svg').count()).toBe(3);
    await workbench.screenshot('overview');
    expect(workbench.problems).toEqual([]);
  });

  test('shows the states of 64 units over five steps', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.getByRole('heading', { name: 'Units by steps' }).waitFor();
    const lines = panel.locator('.plot:visible').nth(1).locator('svg');
    await expect.poll(() => lines.locator('.mark-line path').count()).toBe(64);
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

  test('shows the stand-ins for attention of both layers', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'Attention' }).click();
    for (const title of ['Cell weights, lstm_1', 'Jacobian, lstm_1', 'Cell weights, lstm_2', 'Jacobian, lstm_2']) {
      await panel.getByRole('heading', { name: title }).waitFor();
    }
    // The lower triangle of five by five steps.
    const matrix = panel.locator('.plot:visible').nth(1); // below the input
    await expect.poll(() => matrix.locator('.mark-rect.role-mark path').count()).toBe(15);
    await workbench.screenshot('attention');
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
    await workbench.panel().locator('.plot:visible svg').first().waitFor();
    await workbench.reload();
    await workbench.tab('sequence-addition').last().click();
    await heading().waitFor();
    await workbench.panel().locator('.plot:visible svg').first().waitFor();
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

describe('beside the seed experiment', () => {
  test('a new experiment is two picks away, and can be trained at once', async ({ workbench }) => {
    await workbench.openFile('sp500-returns/sp500-returns.lstm.json');
    await workbench.run('LSTM Lens: New Experiment');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Sequence addition' }).click();
    await workbench.tab('sequence-addition.lstm.json').waitFor();
    await workbench.clickLens('Train');
    await workbench.panel().getByText('Predicted against true').waitFor();
    expect(workbench.problems).toEqual([]);
  });

  test('a long training shows how far it is, and its Cancel button ends it', async ({ workbench, host }) => {
    const epoch = await trainLong(workbench, host);
    await workbench.screenshot('training');
    await workbench.panel().getByRole('button', { name: 'Cancel' }).click();
    await workbench
      .panel()
      .getByText(/Cancelled after \d+ epoch/)
      .waitFor({ timeout: 5000 });
    await workbench.panel().getByRole('button', { name: 'Continue' }).click();
    await epoch.waitFor();
    const reached = async () => Number(/Epoch (\d+)/.exec((await epoch.textContent()) ?? '')?.[1]);
    // A second is what a reload of the window may cost.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const before = await reached();
    await workbench.reload();
    await workbench.page.getByText(/the training goes on after epoch \d+/).waitFor();
    await epoch.waitFor();
    expect(await reached()).toBeGreaterThan(before / 2);
    await workbench.screenshot('goes-on');
    await workbench.panel().getByRole('button', { name: 'Cancel' }).click();
    await workbench
      .panel()
      .getByText(/Cancelled after \d+ epoch/)
      .waitFor({ timeout: 5000 });
    expect(workbench.problems).toEqual([]);
  });

  test('a fault in the data is named in the panel with its place', async ({ workbench, host }) => {
    const config = {
      data: { file: 'faulty.csv', inputs: ['x'], target: 'x', window: 2 },
      model: {
        layers: [
          { type: 'lstm', units: 4 },
          { type: 'dense', units: 1 },
        ],
      },
    };
    writeFileSync(path.join(host.workspace, 'faulty.csv'), 'x\n1\n2\n<b>three</b>\n4\n');
    writeFileSync(path.join(host.workspace, 'faulty.lstm.json'), JSON.stringify(config, null, 2));
    await workbench.load();
    await workbench.openFile('faulty.lstm.json');
    await workbench.clickLens('Train');
    await workbench
      .panel()
      .getByText(/^faulty\.csv:4:1: Column "x" is "<b>three<\/b>", not a finite number/)
      .waitFor();
    await workbench.screenshot('failed');
    expect(workbench.problems).toEqual([]);
  });
});
