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
});
