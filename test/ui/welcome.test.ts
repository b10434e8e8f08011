/** What somebody sees first: the walkthrough, and the list where there is no experiment. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { uiTest } from './fixture';

const test = uiTest({ workspace: 'examples/running-sum' });

describe('at the beginning', () => {
  test('the list says what an experiment is, and leads to the walkthrough', async ({ workbench, host }) => {
    const { page } = workbench;
    rmSync(path.join(host.workspace, 'running-sum.lstm.json'));
    await workbench.showViews('LSTM Lens');
    await page.getByText('An experiment is a file named *.lstm.json').waitFor();
    await workbench.screenshot('welcome');
    await page.getByRole('button', { name: 'Open the Walkthrough' }).click();
    await page.getByText('See what a recurrent network does with its inputs').first().waitFor();
    for (const step of ['An experiment is one file', 'Train it next to its code', 'Change something, and compare']) {
      await page.getByText(step).first().click();
      await page.waitForTimeout(700);
      await workbench.screenshot(`walkthrough-${step.split(' ')[0]}`);
    }
    await page.setViewportSize({ width: 1600, height: 900 });
    await page.getByText('An experiment is one file').first().click();
    await page.getByAltText(/A config in the editor/).waitFor();
    await page.waitForTimeout(700);
    await workbench.screenshot('walkthrough-wide');
    await page.getByRole('button', { name: 'New Experiment' }).last().click();
    await page.locator('.quick-input-list').getByText('Sequence addition').click();
    await workbench.tab('sequence-addition.lstm.json').waitFor();
    // Trained by its key.
    await page.locator('.monaco-editor .view-line').first().click();
    await page.keyboard.press('Control+Alt+Enter');
    await workbench.lens(/^R² /).waitFor({ timeout: 40_000 });
    expect(workbench.problems).toEqual([]);
  });
});
