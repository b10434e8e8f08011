/** How the model computes: what is asked of the worker, shown, picked, stopped and kept. */
import { describe, expect } from 'vitest';
import { seriousFindings } from './axe';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

/** The worker answers while the window draws, on the same cores. */
const LONG = { timeout: 60_000 };
const SECTIONS = ['Fixed points', 'Memory', 'Probes', 'Interventions'] as const;
/** What stands in a section once its answer is there. */
const ANSWERS: Readonly<Record<(typeof SECTIONS)[number], string>> = {
  'Fixed points': 'Flow of the state',
  Memory: 'Gradient by lag',
  Probes: 'R² by step',
  Interventions: 'Units held at zero',
};

async function show(workbench: Workbench, section: (typeof SECTIONS)[number]) {
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: 'Dynamics' }).click();
  await panel.getByRole('tab', { name: section }).click();
  await panel.getByRole('heading', { name: ANSWERS[section] }).filter({ visible: true }).waitFor(LONG);
  return panel;
}

describe('the dynamics view', () => {
  test('finds fixed points under the input that is chosen, and a point picked in the table shows its modes', {
    timeout: 180_000,
  }, async ({ workbench }) => {
    await train(workbench);
    const panel = await show(workbench, 'Fixed points');
    await workbench.choose('Layer', 'lstm_2');
    const reading = panel.locator('.headline:visible').first();
    await expect.poll(() => reading.textContent(), LONG).toMatch(/^lstm_2 has (1 fixed point|\d+ fixed points): /);
    await panel.getByText('line attractor', { exact: false }).filter({ visible: true }).first().waitFor();
    // By keyboard: the table's button, and the points in the plot.
    const point = panel.getByRole('button', { name: 'Point 1', exact: true });
    await point.focus();
    await workbench.page.keyboard.press('Enter');
    await expect.poll(() => point.getAttribute('aria-pressed')).toBe('true');
    await panel.getByRole('heading', { name: 'Modes at point 1' }).waitFor();
    await panel.getByRole('application', { name: /^Flow of the states of lstm_2/ }).focus();
    await workbench.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.locator('.picks circle:visible').count()).toBe(1);
    await workbench.choose('Constant input', 'Zero');
    await expect.poll(() => panel.locator('.working:visible').count(), LONG).toBe(0);
    await expect.poll(() => reading.textContent()).toMatch(/^lstm_2 has /);
    // A link opens just this part.
    await show(workbench, 'Memory');
    await panel.getByRole('button', { name: 'More' }).click();
    await panel.getByRole('menuitem', { name: 'Copy Link to View' }).click();
    await expect.poll(() => workbench.clipboard()).toContain('%22section%22%3A%22memory%22');
    expect(workbench.problems).toEqual([]);
  });

  test('changes the model while it runs, and keeps that in the config until it is undone', {
    timeout: 180_000,
  }, async ({ workbench }) => {
    await train(workbench);
    const panel = await show(workbench, 'Interventions');
    const table = panel.getByRole('table', { name: 'Units held at zero' });
    await table.waitFor(LONG);
    // The first unit of the table is the one whose loss moves the answer most.
    const changes = await table.locator('tbody tr').first().locator('td').first().textContent();
    expect(Number(changes)).toBeGreaterThan(0);
    await table.locator('tbody button').first().click();
    const headline = panel.locator('.headline:visible').first();
    await expect.poll(() => headline.textContent(), LONG).toMatch(/^Unit \d+ of lstm_\d held at 0: the answer changes/);
    await workbench.choose('What if', 'Move the state along a probe');
    await workbench.choose('Layer', 'lstm_2');
    const by = panel.getByRole('slider', { name: 'By how much it is moved' });
    await by.focus();
    await by.fill('0.5');
    const step = panel.getByRole('spinbutton', { name: /^Step of 5/ });
    await step.fill('5');
    // What comes in meanwhile takes nothing away from one who types.
    await expect.poll(() => headline.textContent(), LONG).toMatch(/0\.5/);
    expect(await step.inputValue()).toBe('5');
    await workbench.page.keyboard.press('Enter');
    // Moved by a half at the last step the sum is a half more: what a carrier of the sum does.
    await expect
      .poll(async () => Number(/changes by \+([\d.]+)\.$/.exec((await headline.textContent()) ?? '')?.[1]), LONG)
      .toBeCloseTo(0.5, 1);
    await workbench.screenshot('dynamics-moved');
    await panel.getByRole('button', { name: 'Keep in config' }).filter({ visible: true }).click();
    await panel.getByRole('table', { name: 'Interventions of the config' }).waitFor(LONG);
    await workbench.screenshot('dynamics-kept');
    await workbench.tab('sequence-addition.lstm.json').click();
    const kept = workbench.page.getByText('"moveState"');
    await kept.first().waitFor();
    // Saved before and after, so that the tests that come later find the file as it was.
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('Control+Z');
    await expect.poll(() => kept.count()).toBe(0);
    await workbench.page.keyboard.press('Control+S');
    await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    expect(workbench.problems).toEqual([]);
  });

  test('finds units that are active in a range that is dragged, and follows the dynamics through the training', {
    timeout: 240_000,
  }, async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'States' }).click();
    const lines = panel.locator('.plot:visible').nth(1);
    await lines.locator('svg').waitFor();
    await lines.scrollIntoViewIfNeeded();
    const { x, y, width } = (await lines.boundingBox())!;
    const at = (step: number) => x + 40 + ((step - 0.5) / 5) * (width - 40);
    await workbench.page.mouse.move(at(2), y + 80);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(at(3), y + 90, { steps: 8 });
    await workbench.page.mouse.up();
    await expect.poll(() => panel.getByRole('spinbutton', { name: /^From step/ }).inputValue()).toBe('2');
    expect(await panel.getByRole('spinbutton', { name: /^To step/ }).inputValue()).toBe('3');
    const reading = panel.locator('.headline:visible').first();
    await expect.poll(() => reading.textContent(), LONG).toMatch(/active throughout from step 2 to 3/);
    await panel.getByRole('slider', { name: 'Threshold' }).fill('0.05');
    const matches = panel.getByRole('table', { name: 'Sequences in which the same units are active' });
    await expect.poll(() => reading.textContent(), LONG).toMatch(/The best \d+ of 1.000 sequences are below/);
    expect(await matches.getByRole('row').count()).toBeGreaterThan(2);
    await matches.scrollIntoViewIfNeeded();
    await workbench.screenshot('dynamics-units');
    await panel.getByRole('tab', { name: 'Training' }).click();
    await panel.getByRole('button', { name: 'Follow the dynamics' }).click();
    await panel.getByRole('button', { name: 'Stop' }).filter({ visible: true }).click();
    await panel.getByText('Stopped.').waitFor(LONG);
    await panel.getByRole('button', { name: 'Try again' }).filter({ visible: true }).click();
    await panel.getByRole('heading', { name: 'Adding up' }).waitFor({ timeout: 120_000 });
    await panel
      .getByText(/^[A-Z][\w ×,]* follows the truth/)
      .first()
      .waitFor();
    await panel.getByRole('heading', { name: 'Adding up' }).scrollIntoViewIfNeeded();
    await workbench.screenshot('dynamics-training');
    expect(workbench.problems).toEqual([]);
  });
});

describe('the three bits of the flip-flop example', () => {
  test('are eight stable states, one for each memory', { timeout: 240_000 }, async ({ workbench }) => {
    await workbench.openFile('flip-flop/flip-flop.lstm.json');
    await workbench.clickLens('Train');
    await workbench.panel().getByRole('button', { name: 'Report' }).waitFor({ timeout: 120_000 });
    const panel = await show(workbench, 'Fixed points');
    const reading = panel.locator('.headline:visible').first();
    await expect.poll(() => reading.textContent(), LONG).toMatch(/ 8 stable/);
    await panel.getByRole('button', { name: 'Point 1', exact: true }).waitFor();
    await workbench.page.setViewportSize({ width: 2000, height: 1500 });
    await workbench.screenshot('dynamics-flip-flop');
    expect(workbench.problems).toEqual([]);
  });
});

describe('every section of the dynamics', () => {
  for (const theme of ['light', 'dark', 'highContrast'] as const) {
    test(`is in order in the ${theme} theme at three widths`, { timeout: 240_000 }, async ({ workbench }) => {
      await workbench.setTheme(theme);
      await train(workbench);
      const findings = new Set<string>();
      for (const section of SECTIONS) {
        const panel = await show(workbench, section);
        for (const width of [1000, 1500, 2400]) {
          await workbench.page.setViewportSize({ width, height: 1300 });
          const overflow = () => panel.locator('html').evaluate((page) => page.scrollWidth - page.clientWidth);
          await expect.poll(overflow).toBeLessThanOrEqual(0);
          await workbench.screenshot(`dynamics-${theme}-${width}-${section}`);
          for (const finding of await seriousFindings(panel)) findings.add(`${section}: ${finding}`);
        }
      }
      expect([...findings]).toEqual([]);
      expect(workbench.problems).toEqual([]);
    });
  }
});
