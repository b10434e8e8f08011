/** The dynamics view: what is asked of the worker, shown, picked, stopped and kept. */
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

const LONG = { timeout: 60_000 };

async function trainAndShow(workbench: Workbench, section: string) {
  await train(workbench);
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: 'Dynamics' }).click();
  await panel.getByRole('tab', { name: section }).click();
  return panel;
}

describe('the dynamics view', () => {
  test('shows every section', { timeout: 240_000 }, async ({ workbench }) => {
    await workbench.page.setViewportSize({ width: 1700, height: 1500 });
    const panel = await trainAndShow(workbench, 'Fixed points');
    await workbench.choose('Layer', 'lstm_2');
    const reading = panel.locator('.headline:visible').first();
    await expect.poll(() => reading.textContent(), LONG).toMatch(/has \d+ fixed point|no fixed point/);
    await workbench.screenshot('dynamics-rest');
    await panel.getByRole('tab', { name: 'Memory' }).click();
    await panel.getByRole('heading', { name: 'Gradient by lag' }).waitFor(LONG);
    await workbench.screenshot('dynamics-memory');
    await panel.getByRole('tab', { name: 'Probes' }).click();
    await panel.getByRole('heading', { name: 'R² by step' }).waitFor(LONG);
    await workbench.screenshot('dynamics-probes');
    await panel.getByRole('button', { name: 'Show this direction' }).click();
    await panel.getByText('Dashed: where the').waitFor();
    await workbench.screenshot('dynamics-direction');
    await panel.getByRole('tab', { name: 'Dynamics' }).click();
    await panel.getByRole('tab', { name: 'Interventions' }).click();
    await panel.getByRole('table', { name: 'Units held at zero' }).waitFor(LONG);
    await panel.getByRole('table', { name: 'Units held at zero' }).getByRole('button').nth(4).click();
    await panel.getByText('the answer changes by').waitFor(LONG);
    await workbench.screenshot('dynamics-interventions');
    await panel.getByRole('tab', { name: 'Training' }).click();
    await panel.getByRole('button', { name: 'Follow the dynamics' }).click();
    await panel.getByRole('heading', { name: 'Adding up' }).waitFor({ timeout: 120_000 });
    await workbench.screenshot('dynamics-training');
    expect(await seriousFindings(panel)).toEqual([]);
    expect(workbench.problems).toEqual([]);
  });
});
