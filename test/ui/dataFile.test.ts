/** Data files: the explorer's menu makes an experiment of them that trains as it is, and they can be dropped. */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { CONFIG } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

/** Opens the explorer's menu of a file. */
async function contextMenu({ page }: Workbench, file: string) {
  const row = page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${file}"]`).first();
  await row.click({ button: 'right' });
  const menu = page.locator('.context-view .monaco-menu');
  await menu.getByRole('menuitem', { name: 'Open to the Side' }).waitFor();
  return menu;
}

/** By the keyboard: VS Code's menus do not heed the mouse in their first tenth of a second. */
async function newExperiment({ page }: Workbench): Promise<void> {
  await page.locator('.context-view .monaco-menu').getByRole('menuitem', { name: 'New Experiment' }).hover();
  await page.keyboard.press('Enter');
}

/** The menus know of the extension once it runs. */
async function opened(workbench: Workbench): Promise<void> {
  await workbench.load();
  await workbench.openFile(CONFIG);
  await workbench.lens('Show data').waitFor();
}

/** As a drag from the explorer does. */
async function dropOnPanel({ panel, host }: { panel: Workbench['panel']; host: Workbench['host'] }, name: string) {
  const address = `file://${encodeURI(path.join(host.workspace, name))}`;
  // As text: these classes belong to the browser and not to this program.
  const event = `new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })`;
  const script = `const files = new DataTransfer(); files.setData('text/uri-list', ${JSON.stringify(address)}); document.body.dispatchEvent(${event});`;
  const element = await panel().locator('html').elementHandle();
  await (await element!.ownerFrame())!.evaluate(`(() => { ${script} })()`);
}

describe('a data file', () => {
  test('becomes an experiment by one entry of its menu', { timeout: 150_000 }, async ({ workbench, host }) => {
    copyFileSync('test/unit/data/files/snappy.parquet', path.join(host.workspace, 'machines.parquet'));
    writeFileSync(path.join(host.workspace, 'settings.json'), '{}');
    writeFileSync(path.join(host.workspace, 'notes.md'), 'x');
    await opened(workbench);
    const { page } = workbench;
    for (const other of ['notes.md', 'settings.json']) {
      expect(
        await (await contextMenu(workbench, other)).getByRole('menuitem', { name: 'New Experiment' }).count(),
      ).toBe(0);
      await page.keyboard.press('Escape');
    }
    const menu = await contextMenu(workbench, 'machines.parquet');
    expect(await menu.getByRole('menuitem', { name: 'New Experiment' }).count()).toBe(1);
    await page.screenshot({ path: 'out/screenshots/data-file-menu.png' });
    await newExperiment(workbench);
    await workbench.tab('machines.lstm.json').waitFor();
    await page.getByText('guessed: each of its 6 values is a sequence of 4 rows').first().waitFor();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`data-file-config-${theme}`);
    }
    await workbench.clickLens('Train');
    await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
    await workbench.screenshot('data-file-trained');
    expect(workbench.problems).toEqual([]);
  });

  test('that is dropped onto the panel is learned from, which can be undone', async ({ workbench, host }) => {
    const records = Array.from({ length: 30 }, (_, n) =>
      JSON.stringify({ heat: [n, n + 1, (n * n) % 7], label: ['calm', 'busy', 'hot'][n % 3] }),
    );
    writeFileSync(path.join(host.workspace, 'days.jsonl'), records.join('\n'));
    writeFileSync(path.join(host.workspace, 'empty.csv'), '');
    await opened(workbench);
    await workbench.clickLens('Show data');
    await workbench.panel().getByRole('tab', { name: 'Data' }).waitFor();
    const target = { panel: () => workbench.panel(), host };
    await dropOnPanel(target, 'empty.csv');
    await workbench.notification('empty.csv: The file is empty').waitFor();
    await dropOnPanel(target, 'days.jsonl');
    await workbench.page.getByText('"file": "../days.jsonl"').first().waitFor();
    await workbench.page.getByText('"target": "label"').first().waitFor();
    await workbench.panel().getByText('calm').first().waitFor();
    await workbench.screenshot('data-file-dropped');
    await workbench.page.locator('.monaco-editor .view-line').first().click();
    await workbench.page.keyboard.press('Control+z');
    await workbench.page.getByText('"task": "sum"').first().waitFor();
    expect(await workbench.page.getByText('"file": "../days.jsonl"').count()).toBe(0);
    expect(workbench.problems).toEqual([]);
  });

  test('of which nothing can be learned leaves no config behind', async ({ workbench, host }) => {
    writeFileSync(path.join(host.workspace, 'words.tsv'), 'a\tb\nx\ty\n');
    await opened(workbench);
    await contextMenu(workbench, 'words.tsv');
    await newExperiment(workbench);
    await workbench.notification('words.tsv has no column of numbers').waitFor();
    await workbench.screenshot('data-file-refused');
    expect(existsSync(path.join(host.workspace, 'words.lstm.json'))).toBe(false);
  });
});
