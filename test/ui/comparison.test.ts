/** Two runs of one experiment, held against each other. */
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { train } from './experiment';
import { test } from './fixture';

describe('runs', () => {
  test('are compared: configs, losses, influence, trust and states', { timeout: 180_000 }, async ({ workbench }) => {
    const { page } = workbench;
    await train(workbench);
    // Another size of the first layer.
    await page.locator('.view-line', { hasText: '"units": 64' }).first().click();
    await page.keyboard.press('End');
    const editor = page.locator('.monaco-editor').first();
    await editor.getByText('64', { exact: true }).first().dblclick();
    await page.keyboard.type('24');
    // The lens may be half hidden where the editor has scrolled to what was typed.
    await page.keyboard.press('ControlOrMeta+Home');
    await workbench.clickLens('Train');
    await workbench.lens(/24 units/).waitFor();
    const panel = () => workbench.panel();
    await panel().getByRole('button', { name: 'Report' }).waitFor();
    await workbench.clickLens('Compare');
    await page.locator('.quick-input-widget').getByText('OK').click();
    await workbench.tab('Compare:').waitFor();
    await panel().getByRole('heading', { name: 'sequence-addition: 2 runs' }).waitFor();
    await panel().getByText('model.layers[0].units').waitFor();
    await panel()
      .getByText(/Both were shown 200 validation sequences of A/)
      .waitFor({ timeout: 40_000 });
    await panel()
      .getByText(/A answers 2\.\d+, B answers 2\.\d+; true is 2\.3/)
      .waitFor();
    const findings = new Set<string>();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      for (const width of [800, 1400]) {
        await page.setViewportSize({ width, height: 2600 });
        await expect.poll(() => panel().locator('.plot svg').count()).toBe(3);
        const overflow = () =>
          panel()
            .locator('html')
            .evaluate((root) => root.scrollWidth - root.clientWidth);
        await expect.poll(overflow).toBeLessThanOrEqual(0);
        await page.waitForTimeout(500);
        await workbench.screenshot(`comparison-${theme}-${width}`);
        for (const finding of await seriousFindings(panel())) findings.add(finding);
      }
    }
    expect([...findings]).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    // Another measure, by the keyboard.
    await workbench.choose('Measure', 'Procrustes distance');
    await workbench.choose('Score', 'Deletion');
    await panel()
      .getByText(/Trust: Deletion/)
      .waitFor();
    // What was chosen outlives a reload of the window.
    await workbench.reload();
    await panel()
      .getByText(/Trust: Deletion/)
      .waitFor({ timeout: 40_000 });
    await panel().getByRole('button', { name: 'Diff of A and B' }).click();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('comparison-diff');
    expect(workbench.problems).toEqual([]);
  });
});
