/** What is picked in one view is marked in all, and in the config. */
import { describe, expect } from 'vitest';
import { CONFIG, train } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

const picked = (workbench: Workbench) => workbench.panel().locator('.picked [role="status"]');
const show = (workbench: Workbench, tab: string) => workbench.panel().getByRole('tab', { name: tab }).click();

describe('a step', () => {
  test('that is clicked in the heat map is marked in every view, and over a reload', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await show(workbench, 'States');
    await panel.getByRole('heading', { name: 'Units by steps' }).waitFor();
    const heatMap = panel.locator('.plot:visible').last();
    await heatMap.locator('canvas').waitFor();
    const { width, height } = (await heatMap.boundingBox())!;
    // The fourth of five columns, in the plot right of its labels.
    await heatMap.click({ position: { x: 40 + (3.5 / 5) * (width - 40), y: height / 2 } });
    await expect
      .poll(() => picked(workbench).textContent())
      .toMatch(/^Step 4 of 5 · input 0\.2 in inspect\.inputs\[0\] · unit \d+ of lstm_1 · Hidden state/);
    expect(await panel.locator('.picks rect:visible').count()).toBeGreaterThan(2);
    await workbench.screenshot('picked-states');
    await show(workbench, 'Influence');
    await panel.locator('.influence tr[data-picked]').waitFor();
    expect(await panel.locator('.influence tr[data-picked] th').textContent()).toBe('4');
    await workbench.screenshot('picked-influence');
    await show(workbench, 'State space');
    await panel.locator('.picks circle:visible').first().waitFor();
    await workbench.screenshot('picked-space');
    await show(workbench, 'Attention');
    await panel.locator('.picks rect:visible').first().waitFor();
    await workbench.reload();
    await workbench.tab('sequence-addition').last().click();
    await expect.poll(() => picked(workbench).textContent()).toMatch(/^Step 4 of 5/);
    await panel.getByRole('button', { name: 'Clear' }).click();
    await panel.locator('.picked').waitFor({ state: 'hidden' });
    expect(workbench.problems).toEqual([]);
  });

  test('is picked with the arrow keys alone', async ({ workbench }) => {
    await train(workbench);
    const panel = workbench.panel();
    await show(workbench, 'States');
    const plot = panel.getByRole('application', { name: /^Hidden state of 64 units by 5 steps/ });
    await plot.focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await workbench.page.keyboard.press(key);
    await expect.poll(() => picked(workbench).textContent()).toMatch(/^Step 2 of 5 · input 0\.9 .* unit 1 of lstm_1/);
    await workbench.screenshot('picked-keys');
    await workbench.page.keyboard.press('Escape');
    await panel.locator('.picked').waitFor({ state: 'hidden' });
    expect(workbench.problems).toEqual([]);
  });
});

describe('a layer', () => {
  test('under the cursor of the config is marked in the panel, and shows its line when it is picked', async ({
    workbench,
  }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.locator('tr[data-layer="lstm_2"]').waitFor();
    await workbench.page
      .locator('.view-line', { hasText: '"units": 32' })
      .first()
      .click({ position: { x: 120, y: 8 } });
    await panel.locator('tr[data-layer="lstm_2"][data-pointed]').waitFor();
    expect(await panel.locator('[data-pointed]').count()).toBe(1);
    await workbench.screenshot('pointed');
    await panel.getByRole('button', { name: 'lstm_1' }).click();
    const position = workbench.page.locator('.statusbar-item[id*="selection"]');
    await expect.poll(() => position.textContent()).toMatch(/Ln 16/);
    await panel.locator('tr[data-layer="lstm_1"][data-pointed]').waitFor();
    await workbench.screenshot('revealed');
    expect(workbench.problems).toEqual([]);
  });
});

test('the link to a view is copied', async ({ workbench }) => {
  await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await train(workbench);
  const panel = workbench.panel();
  await show(workbench, 'Attention');
  await panel.getByRole('button', { name: 'More', exact: true }).click();
  await panel.getByRole('menuitem', { name: 'Copy Link to View' }).click();
  await expect.poll(() => workbench.clipboard()).toMatch(/^command:lstmLens\.open\?/);
  const link = await workbench.clipboard();
  const [argument] = JSON.parse(decodeURIComponent(link.replace(/^.*\?/, '')));
  expect(argument).toMatchObject({ config: CONFIG, view: 'attention', sample: 0 });
});

test('the side bar shows the same views of the config that is being edited', async ({ workbench }) => {
  await train(workbench);
  await workbench.openFile('sp500-returns/sp500-returns.lstm.json');
  await workbench.showViews('LSTM Lens');
  const page = workbench.viewPage();
  await page.getByText('Nothing trained yet').waitFor();
  await workbench.tab('sequence-addition.lstm.json').click();
  await page.getByRole('tab', { name: 'States' }).click();
  await page.locator('.plot:visible svg').first().waitFor();
  await workbench.screenshot('side-bar');
  expect(workbench.problems).toEqual([]);
});
