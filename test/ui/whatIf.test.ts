/** An input is changed in place, every view follows, and it can be kept. */
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';

describe('an input', () => {
  test('is dragged, typed, reset and kept', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'Influence' }).click();
    const predicted = panel.locator('.facts:visible dd').first();
    const row = (step: number) => panel.locator('.influence tbody:not(.trust) tr').nth(step - 1);
    await expect.poll(() => predicted.textContent()).toMatch(/^2\.[23]/);
    // The fifth point goes to the top.
    const plot = panel.locator('.input-editor:visible .plot');
    await plot.locator('svg').waitFor();
    const { x, y, width } = (await plot.boundingBox())!;
    const right = x + 40 + (4.5 / 5) * (width - 40);
    await workbench.page.mouse.move(right, y + 30);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(right, y + 15, { steps: 5 });
    await workbench.page.mouse.move(right, y + 4, { steps: 5 });
    await workbench.screenshot('what-if-drag');
    await workbench.page.mouse.up();
    await expect.poll(async () => Number(await row(5).locator('td').first().textContent())).toBeGreaterThan(0.9);
    await panel.getByText(/^Prediction 2\.\d+ → 2\.\d+ \(\+0\.\d+\)$/).waitFor();
    await workbench.screenshot('what-if-dragged');
    await panel.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => row(5).locator('td').first().textContent()).toBe('0.700');
    await panel.getByRole('button', { name: 'Type values' }).click();
    await panel.getByRole('spinbutton', { name: 'Input at step 1' }).fill('0.8');
    await expect.poll(() => predicted.textContent()).toMatch(/^[23]\.[90]/);
    await expect.poll(() => row(1).locator('td').first().textContent()).toBe('0.800');
    await workbench.screenshot('what-if-typed');
    // Another view shows the same, and so does the panel after it was hidden.
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel
      .locator('.input-editor:visible')
      .getByText(/^Prediction 2\.\d+ → /)
      .waitFor();
    await workbench.openFile('sp500-returns/sp500-returns.lstm.json');
    await workbench.tab('sp500-returns').waitFor();
    await workbench.tab('sequence-addition').last().click();
    await panel
      .locator('.input-editor:visible')
      .getByText(/^Prediction 2\.\d+ → /)
      .waitFor();
    await panel.getByRole('button', { name: 'Keep in config' }).click();
    await workbench.tab('sequence-addition.lstm.json').click();
    const kept = workbench.page.getByText('[0.8, 0.9, 0.4, 0.2, 0.7]]');
    await kept.first().waitFor();
    const chosen = panel.locator('vscode-option[aria-selected="true"]', { hasText: 'inspect.inputs[1]' });
    await chosen.first().waitFor({ state: 'attached' });
    await workbench.tab('sequence-addition.lstm.json').click();
    await workbench.page.keyboard.press('Control+Z');
    await expect.poll(() => kept.count()).toBe(0);
    await workbench.screenshot('what-if-kept');
    expect(workbench.problems).toEqual([]);
  });
});
