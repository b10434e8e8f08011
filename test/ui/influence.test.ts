/** Influence beyond one sample: over many sequences, against another baseline, and without the initial state's part. */
import { describe, expect } from 'vitest';
import { train } from './experiment';
import { test } from './fixture';

describe('the influence', () => {
  test('is seen over many sequences, without the initial state’s part, and against another baseline', async ({
    workbench,
  }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'Influence' }).click();
    const table = panel.getByRole('table', { name: 'Influence by step and method' });
    await table.waitFor();
    await panel.getByText('Why is the first step so large?').click();
    await panel.getByText(/^State change at step 1 is .* here; with the baseline as input it is /).waitFor();
    await workbench.screenshot('influence-initial-state');
    await workbench.choose('Sample', 'Mean size of 200 validation sequences');
    await table.getByRole('button', { name: 'Input', exact: true }).waitFor({ state: 'detached' });
    await panel.getByText('Why is the first step so large?').waitFor({ state: 'hidden' });
    await workbench.screenshot('influence-many');
    await workbench.choose('Sample', 'inspect.inputs[0]');
    await table.getByRole('button', { name: 'Input', exact: true }).waitFor();
    await panel.getByText(/stands for no information: mean of the data \(0\.5\d*\)/).waitFor();
    await workbench.choose('Baseline', 'Zero');
    await panel.getByText('stands for no information: zero (0)').waitFor();
    await workbench.tab('sequence-addition.lstm.json').click();
    await workbench.page.getByText('"zero"').first().waitFor();
    await workbench.screenshot('influence-baseline');
    await workbench.page.keyboard.press('Control+Z');
    await workbench.page.getByText('"zero"').first().waitFor({ state: 'hidden' });
    expect(workbench.problems).toEqual([]);
  });

  test('is told how far it can be believed, score by score, and where the state changes with the input', async ({
    workbench,
  }) => {
    await train(workbench);
    const panel = workbench.panel();
    await panel.getByRole('tab', { name: 'Trust' }).click();
    const table = panel.getByRole('table', { name: 'Trust by method, best first' });
    await table.getByRole('columnheader', { name: 'Random share' }).waitFor();
    await table.getByRole('row', { name: /^Infidelity/ }).waitFor();
    // The score, four methods, and two that know nothing.
    expect(await table.getByRole('columnheader').count()).toBe(1 + 4 + 2);
    expect(await table.getByRole('row').count()).toBe(1 + 12);
    const correlation = panel.getByRole('table', { name: 'Change of state and input, lstm_2' });
    await correlation.waitFor();
    expect(await correlation.getByRole('row').count()).toBe(1 + 5);
    await workbench.page.setViewportSize({ width: 2000, height: 1500 });
    await workbench.screenshot('trust');
    expect(workbench.problems).toEqual([]);
  });
});
