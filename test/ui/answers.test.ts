/** Models whose answers are classes, or stand at every step. */
import { describe, expect } from 'vitest';
import { test } from './fixture';

describe('the addition of digits', () => {
  test('is shown with its characters, and which was taken for which', async ({ workbench }) => {
    await workbench.openFile('digit-addition/digit-addition.lstm.json');
    await workbench.clickLens('Train');
    const panel = workbench.panel();
    await workbench.lens(/^accuracy 0\.9/).waitFor({ timeout: 60_000 });
    await panel.getByRole('heading', { name: 'Which class was taken for which, validation part' }).waitFor();
    // Ten digits and the blank; nobody answers with a plus or an equals sign.
    await expect
      .poll(() => panel.locator('.plot:visible').nth(1).locator('.mark-rect.role-mark path').count())
      .toBe(11 * 11);
    await workbench.screenshot('digits-overview');
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.locator('.facts:visible', { hasText: '96' }).first().waitFor();
    await workbench.screenshot('digits-states');
    await panel.getByRole('tab', { name: 'Influence' }).click();
    await panel.getByRole('table').first().waitFor();
    await workbench.screenshot('digits-influence');
    expect(workbench.problems).toEqual([]);
  });
});

describe('the running sum', () => {
  test('is shown at every step', async ({ workbench }) => {
    await workbench.openFile('running-sum/running-sum.lstm.json');
    await workbench.clickLens('Train');
    await workbench.lens(/^R² 0\.999/).waitFor({ timeout: 60_000 });
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.getByText('Predicted at step 10').waitFor();
    await workbench.screenshot('running-sum-states');
    expect(workbench.problems).toEqual([]);
  });
});
