/** Every view in every theme and at three widths: pictures, room, order, and no serious finding of axe. */
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { train } from './experiment';
import { test } from './fixture';

/** Of the window; the panel gets about two fifths. */
const WIDTHS = [1000, 1500, 2400];
const VIEWS = [
  'Data',
  'Overview',
  'States',
  'Gates',
  'State space',
  'Influence',
  'Attention',
  'Trust',
  'Dynamics',
  'Training',
];

describe('the panel', () => {
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    test(`is in order in the ${theme} theme at three widths`, { timeout: 240_000 }, async ({ workbench }) => {
      await workbench.setTheme(theme);
      await train(workbench);
      const panel = workbench.panel();
      const findings = new Set<string>();
      for (const width of WIDTHS) {
        await workbench.page.setViewportSize({ width, height: 1300 });
        for (const view of VIEWS) {
          await panel.getByRole('tab', { name: view }).click();
          await panel.locator('.plot:visible svg, .plot:visible canvas, .scores:visible').first().waitFor();
          const overflow = () => panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
          await expect.poll(overflow).toBeLessThanOrEqual(0);
          const topOf = async (role: 'tab' | 'tabpanel') =>
            (await panel.getByRole(role).filter({ visible: true }).first().boundingBox())?.y ?? Number.NaN;
          expect(await topOf('tab')).toBeLessThan(await topOf('tabpanel'));
          await workbench.screenshot(`${theme}-${width}-${view}`);
          for (const finding of await seriousFindings(panel)) findings.add(`${view}: ${finding}`);
        }
      }
      expect([...findings]).toEqual([]);
      expect(workbench.problems).toEqual([]);
    });
  }

  test('has its tabs in one row, which follows the one that is shown', async ({ workbench }) => {
    await workbench.page.setViewportSize({ width: 1000, height: 800 });
    await train(workbench);
    const tabs = workbench.panel().getByRole('tab').filter({ visible: true });
    await tabs.first().waitFor();
    const tops = await tabs.evaluateAll((all) => all.map((tab) => tab.getBoundingClientRect().top));
    expect(tops.length).toBeGreaterThan(8);
    expect(new Set(tops).size).toBe(1);
    const room = await workbench
      .panel()
      .locator('html')
      .evaluate((page) => page.clientWidth);
    const endsOf = async (name: 'first' | 'last') =>
      tabs[name]().evaluate((tab) => [tab.getBoundingClientRect().left, tab.getBoundingClientRect().right]);
    // More than there is room for, or nothing is tried here.
    expect((await endsOf('last'))[1]).toBeGreaterThan(room);
    await tabs.first().focus();
    await workbench.page.keyboard.press('End');
    await expect.poll(async () => (await endsOf('last'))[1]).toBeLessThanOrEqual(room);
    await workbench.screenshot('tabs-last');
    await workbench.page.keyboard.press('Home');
    await expect.poll(async () => (await endsOf('first'))[0]).toBeGreaterThanOrEqual(0);
    // Chosen elsewhere, not by the row itself.
    await workbench.page.setViewportSize({ width: 2400, height: 800 });
    await tabs.last().click();
    await workbench.page.setViewportSize({ width: 1000, height: 800 });
    await expect.poll(async () => (await endsOf('last'))[1]).toBeLessThanOrEqual(room);
    await workbench.screenshot('tabs-narrower');
  });
});
