/** The views of states, gates, state space and training: what they show, and how they are used. */
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

/** Trains by the lens, and shows a view of the whole result. */
async function trainAndShow(workbench: Workbench, view: string) {
  await train(workbench);
  const panel = workbench.panel();
  await panel.getByRole('tab', { name: view }).click();
  await panel.locator('.plot:visible').first().waitFor();
  return panel;
}

describe('the state space', () => {
  test('is seen along its components, can be turned, and laid out by t-SNE and UMAP', async ({ workbench }) => {
    const panel = await trainAndShow(workbench, 'State space');
    await panel.getByText('200 sequences of the validation part').waitFor();
    await workbench.screenshot('space-flat');
    await workbench.choose('Dimensions', 'Three');
    const ball = panel.getByRole('application', { name: /turn it with the arrow keys/ });
    await ball.waitFor();
    await workbench.choose('Colour', 'Answer so far');
    const picture = () => panel.locator('.movable .plot').screenshot();
    await workbench.screenshot('space-ball');
    const before = await picture();
    await ball.focus();
    for (let press = 0; press < 4; press++) await workbench.page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await picture()).equals(before)).toBe(false);
    const box = (await ball.boundingBox())!;
    await workbench.page.mouse.move(box.x + 200, box.y + 200);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x + 260, box.y + 180, { steps: 10 });
    await workbench.page.mouse.up();
    await workbench.screenshot('space-turned');
    await workbench.choose('Dimensions', 'Two');
    const zoomIn = panel.getByRole('button', { name: 'Zoom in' });
    const whole = await picture();
    for (let press = 0; press < 6; press++) await zoomIn.click();
    await expect.poll(async () => (await picture()).equals(whole)).toBe(false);
    await workbench.page.mouse.move(box.x + 200, box.y + 200);
    await workbench.page.mouse.down();
    await workbench.page.mouse.move(box.x + 120, box.y + 180, { steps: 5 });
    await workbench.page.mouse.up();
    await workbench.screenshot('space-zoomed');
    await panel.getByRole('button', { name: 'Show the whole space' }).click();
    await expect.poll(async () => (await picture()).equals(whole)).toBe(true);
    for (const name of ['t-SNE', 'UMAP']) {
      await workbench.choose('Layout', name);
      await panel.getByRole('heading', { name: new RegExp(`^${name} of`) }).waitFor();
      await panel.getByText(/The layout is made of|One line a sequence/).waitFor();
      await panel.locator('.movable:visible').waitFor();
      await workbench.screenshot(`space-${name}`);
    }
    expect(workbench.problems).toEqual([]);
  });
});

describe('the training', () => {
  test('can be walked through epoch by epoch, and every view follows', async ({ workbench }) => {
    const panel = await trainAndShow(workbench, 'Training');
    const slider = panel.getByRole('slider', { name: 'Epoch' });
    await slider.focus();
    await workbench.page.keyboard.press('Home');
    await panel.getByText(/^Epoch 1 of 10$/).waitFor();
    const r2 = panel.locator('dl:visible div', { hasText: 'R²' }).locator('dd');
    await expect.poll(async () => Number(await r2.textContent())).toBeLessThan(0.99);
    await workbench.screenshot('training-first');
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.getByText(/^Epoch 1 of 10$/).waitFor();
    await workbench.screenshot('training-states');
    await panel.getByRole('button', { name: 'Play the training' }).click();
    await panel.getByText(/^Epoch 10 of 10$/).waitFor();
    await panel.getByRole('button', { name: 'Back to the final model' }).click();
    await panel.getByText(/^Epoch 10 of 10$/).waitFor({ state: 'hidden' });
    expect(workbench.problems).toEqual([]);
  });
});

describe('the states', () => {
  test('can be ordered, averaged, and shown for all layers', async ({ workbench }) => {
    const panel = await trainAndShow(workbench, 'States');
    await workbench.choose('Order of units', 'Similar together');
    await panel.getByText('clusters with average linkage').waitFor();
    await workbench.choose('Layer', 'All layers');
    await workbench.choose('Sample', 'Mean of 200 sequences');
    await panel.getByText('Mean of 200 sequences of the validation part.').waitFor();
    await panel.getByRole('heading', { name: 'lstm_2: hidden state' }).waitFor();
    await workbench.page.setViewportSize({ width: 2000, height: 1400 });
    await workbench.screenshot('states-all');
    expect(workbench.problems).toEqual([]);
  });
});
