/** What the panel shows can be taken elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

/** Opens the menu of the first visible plot, chooses an entry, accepts the name that the dialog offers. */
async function savePlot(workbench: Workbench, entry: string, name: string): Promise<Buffer> {
  const panel = workbench.panel();
  await panel.locator('.plot:visible').first().hover();
  await panel.getByRole('button', { name: 'Save or copy this plot' }).first().click();
  await panel.getByRole('menuitem', { name: entry }).click();
  const file = path.join(workbench.host.workspace, 'sequence-addition', name);
  await workbench.page.locator('.quick-input-widget input').first().waitFor();
  await expect.poll(() => workbench.page.locator('.quick-input-widget input').first().inputValue()).toContain(name);
  await workbench.page.keyboard.press('Enter');
  await expect.poll(() => existsSync(file)).toBe(true);
  await workbench.notification(`Saved sequence-addition/${name}`).waitFor();
  return readFileSync(file);
}

describe('a plot', () => {
  test('is saved as picture, spec and table, on white whatever the theme', async ({ workbench }) => {
    await workbench.setTheme('dark');
    await train(workbench);
    const name = 'sequence-addition-loss-by-epoch-of-the-training-and-the-validation-part';
    const svg = (await savePlot(workbench, 'Save as SVG…', `${name}.svg`)).toString();
    expect(svg).toMatch(/^<svg /);
    expect(svg).toMatch(/fill="#ffffff"/);
    const png = await savePlot(workbench, 'Save as PNG…', `${name}.png`);
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const csv = (await savePlot(workbench, 'Save as CSV…', `${name}.csv`)).toString();
    expect(csv.split('\r\n')).toHaveLength(22);
    expect(csv).toMatch(/^epoch,part,loss\r\n1,training,\d\.\d+/);
    const spec = JSON.parse((await savePlot(workbench, 'Save as Vega-Lite spec…', `${name}.json`)).toString());
    expect(spec.$schema).toMatch(/vega-lite/);
    expect(spec.datasets.loss).toHaveLength(20);
    expect(workbench.problems).toEqual([]);
  });

  test('that is painted is saved with its picture inside', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.getByRole('heading', { name: 'Units by steps' }).waitFor();
    await panel.locator('.plot:visible').last().hover();
    await workbench.screenshot('plot-menu-closed');
    await panel.getByRole('button', { name: 'Save or copy this plot' }).nth(-1).focus();
    await workbench.page.keyboard.press('Enter');
    await panel.getByRole('menuitem', { name: 'Save as PNG…' }).waitFor();
    await workbench.screenshot('plot-menu');
    await workbench.page.keyboard.press('Escape');
    expect(workbench.problems).toEqual([]);
  });
});
