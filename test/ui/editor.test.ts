/** Results and help where the experiment is written. */
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';

describe('in the config', () => {
  test('lenses tell the result and lead to views, inputs are shaded, the prediction stands behind them', async ({
    workbench,
  }) => {
    await workbench.page.setViewportSize({ width: 2000, height: 900 });
    await train(workbench);
    await workbench.lens(/^R² 0\.99.*[▁▂▃▄▅▆▇█]{10}$/).waitFor();
    await workbench.lens('Show states of lstm_1 (64 units, 16,896 parameters)').waitFor();
    await workbench.lens('Open influence').waitFor();
    const editor = workbench.page.locator('.monaco-editor').first();
    await editor.getByText(/→\s2\.\d+\s\(true\s2\.3\)/).waitFor();
    const input = editor.locator('.view-line span', { hasText: /^0\.9$/ }).last();
    // A shade lies behind the text, in a layer of its own: five numbers have one, which the theme colours.
    await expect.poll(() => editor.locator('.view-overlays [class*="ced-"]').count()).toBeGreaterThanOrEqual(3);
    await workbench.screenshot('inline');
    await input.hover();
    await workbench.page.getByText(/Orange raises the answer/).waitFor();
    await workbench.screenshot('inline-legend');
    await workbench.clickLens('Show states of lstm_2');
    await workbench.panel().getByRole('heading', { name: 'Units by steps' }).waitFor();
    await expect.poll(() => workbench.panel().getByRole('combobox', { name: 'Layer' }).textContent()).toMatch(/lstm_2/);
    expect(workbench.problems).toEqual([]);
  });
});
