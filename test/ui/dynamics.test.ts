/** The dynamics view: what is asked of the worker, shown, picked, stopped and kept. */
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

async function trainAndShow(workbench: Workbench, section: string) {
  await train(workbench);
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: 'Dynamics' }).click();
  await panel.getByRole('tab', { name: section }).click();
  return panel;
}

describe('the fixed points', () => {
  test('are found when they are looked at, picked, and found again after a reload', { timeout: 120_000 }, async ({
    workbench,
  }) => {
    const panel = await trainAndShow(workbench, 'Fixed points');
    await workbench.choose('Layer', 'lstm_2');
    const reading = panel.locator('.headline:visible');
    await expect.poll(() => reading.textContent(), { timeout: 60_000 }).toMatch(/^(\d+ fixed point|No fixed point)/);
    await workbench.screenshot('dynamics-rest');
    await workbench.choose('Constant input', 'Zero');
    await expect.poll(() => reading.textContent(), { timeout: 60_000 }).toMatch(/^(\d+ fixed point|No fixed point)/);
    await workbench.screenshot('dynamics-zero');
    expect(await seriousFindings(panel)).toEqual([]);
    expect(workbench.problems).toEqual([]);
  });
});
