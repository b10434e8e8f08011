/** Several folders in one window: each experiment has its runs beside it. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { uiTest } from './fixture';

const test = uiTest({ roots: ['sequence-addition', 'running-sum'] });

describe('a workspace of several folders', () => {
  test('trains in each of them, lists all, and asks where a new experiment goes', async ({ workbench, host }) => {
    const { page } = workbench;
    // A click before the first folder has opened is lost.
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'sequence-addition.lstm.json' }).waitFor();
    await workbench.openFile('running-sum/running-sum.lstm.json');
    await workbench.clickLens('Train');
    await workbench.panel().getByRole('button', { name: 'Report' }).waitFor({ timeout: 40_000 });
    const runs = (name: string) => path.join(host.workspace, name, '.lstm-lens/runs');
    expect(readdirSync(runs('running-sum'))).toHaveLength(1);
    expect(existsSync(runs('sequence-addition'))).toBe(false);
    await workbench.showViews('LSTM Lens');
    const list = page.locator('.sidebar');
    await list.locator('.monaco-list-row', { hasText: 'sequence-addition.lstm.json' }).waitFor();
    await list.locator('.monaco-list-row', { hasText: 'running-sum.lstm.json' }).waitFor();
    await workbench.lens(/^R² /).waitFor();
    await workbench.screenshot('multi-root');
    await workbench.tab('running-sum').last().click({ button: 'middle' });
    await workbench.tab('running-sum').first().click({ button: 'middle' });
    await workbench.run('LSTM Lens: New Experiment');
    await page.locator('.quick-input-list').getByText('sequence-addition', { exact: true }).click();
    await page.locator('.quick-input-list').getByText('Sequence subtraction').click();
    await workbench.tab('sequence-subtraction.lstm.json').waitFor();
    expect(existsSync(path.join(host.workspace, 'sequence-addition/sequence-subtraction.lstm.json'))).toBe(true);
    expect(workbench.problems).toEqual([]);
  });
});
