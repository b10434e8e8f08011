/** The Test Explorer, as a user sees it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './fixture';

const CONFIG = 'expectations/expectations.lstm.json';

describe('expectations', () => {
  test('are run in the Test Explorer, and one that is not met says so at its line', async ({ workbench, host }) => {
    const file = path.join(host.workspace, CONFIG);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"r2": ">= 0.99"', '"r2": ">= 0.99999"'));
    const { page } = workbench;
    await workbench.openFile(CONFIG);
    await workbench.showViews('Testing');
    const explorer = page.locator('.test-explorer');
    await explorer.getByText('expectations', { exact: true }).first().waitFor();
    await workbench.run('Test: Run All Tests');
    const row = (text: string) => explorer.locator('.monaco-list-row', { hasText: text });
    await row('expectations').first().locator('.monaco-tl-twistie').click();
    await row('influence.integratedGradients.pearson').waitFor();
    await row('r2').locator('.codicon-testing-failed-icon, .codicon-testing-error-icon').waitFor({ timeout: 40_000 });
    await expect.poll(() => explorer.locator('.codicon-testing-passed-icon').count()).toBe(4);
    await page
      .getByText(/r2 is 0\.999\d+, expected >= 0\.99999/)
      .first()
      .waitFor();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`expectations-${theme}`);
    }
    expect(workbench.problems).toEqual([]);
  });
});
