/** Model files: a click shows what they hold, a button makes an experiment of them, and they can be dropped. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import type { Host } from '../vscode-host/host';
import { seriousFindings } from './axe';
import { CONFIG } from './experiment';
import { test } from './fixture';
import type { Workbench } from './workbench';

const fixtures = path.resolve('test/parity/fixtures');

/** Puts a file that a framework wrote into the workspace. */
function put({ workspace }: Host, file: string, name = path.basename(file)): string {
  copyFileSync(path.join(fixtures, file), path.join(workspace, name));
  return name;
}

/** Until the extension runs, VS Code opens what it does not know as text. */
async function openModel(workbench: Workbench, file: string): Promise<void> {
  await workbench.load();
  await workbench.openFile(CONFIG);
  await workbench.lens('Show data').waitFor();
  await workbench.openFile(file);
}

describe('a model file', () => {
  test('of Keras is shown by a click, and inspected by its button', { timeout: 150_000 }, async ({
    workbench,
    host,
  }) => {
    const file = put(host, 'keras3/attention.keras');
    await openModel(workbench, file);
    const page = workbench.panel();
    await page.getByRole('heading', { name: 'Weights' }).waitFor();
    await page.getByRole('cell', { name: 'tanh, gates sigmoid' }).first().waitFor();
    for (const theme of ['light', 'dark', 'highContrast'] as const) {
      await workbench.setTheme(theme);
      for (const width of [800, 1500]) {
        await workbench.page.setViewportSize({ width, height: 1000 });
        await workbench.screenshot(`model-${theme}-${width}`);
        const overflow = () => page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
        await expect.poll(overflow).toBeLessThanOrEqual(0);
      }
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.getByRole('button', { name: 'Inspect in LSTM Lens' }).click();
    await workbench.tab('attention.lstm.json').waitFor();
    await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
    await workbench.screenshot('model-inspected');
    expect(readFileSync(path.join(host.workspace, 'attention.lstm.json'), 'utf8')).toContain(
      '"from": "attention.keras"',
    );
    expect(workbench.problems).toEqual([]);
  });

  test('that is damaged says where, and is read again when it is whole', async ({ workbench, host }) => {
    const whole = readFileSync(path.join(fixtures, 'exchange/lstm.safetensors'));
    writeFileSync(path.join(host.workspace, 'half.safetensors'), whole.subarray(0, 500));
    await openModel(workbench, 'half.safetensors');
    await workbench
      .panel()
      .getByRole('alert')
      .getByText(/This file cannot be read\..*byte/)
      .waitFor();
    await workbench.screenshot('model-damaged');
    writeFileSync(path.join(host.workspace, 'half.safetensors'), whole);
    await workbench.panel().getByText('The file holds weights and no layers.').waitFor();
    await workbench.screenshot('model-weights');
    expect(workbench.problems).toEqual([]);
  });

  test('dropped onto the panel is loaded, data are learned from', async ({ workbench, host }) => {
    put(host, 'keras3/attention.keras', 'dropped.keras');
    const data = { task: 'sum', samples: 100, length: 5, features: 2 };
    const config = path.join(host.workspace, 'taker.lstm.json');
    writeFileSync(config, JSON.stringify({ data, model: {} }, null, 2));
    writeFileSync(path.join(host.workspace, 'a b.csv'), `x,y\n${'1,2\n3,4\n5,9\n'.repeat(20)}`);
    await workbench.load();
    await workbench.openFile('taker.lstm.json');
    await workbench.clickLens('Show data');
    await workbench.panel().getByText('Nothing trained yet').waitFor();
    const drop = async (name: string) => {
      const address = `file://${encodeURI(path.join(host.workspace, name))}`;
      // As text: these classes belong to the browser and not to this program.
      const event = `new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })`;
      const script = `const files = new DataTransfer(); files.setData('text/uri-list', ${JSON.stringify(address)}); document.body.dispatchEvent(${event});`;
      const element = await workbench.panel().locator('html').elementHandle();
      await (await element!.ownerFrame())!.evaluate(`(() => { ${script} })()`);
    };
    await drop('dropped.keras');
    await workbench.page.getByText('"from": "dropped.keras"').first().waitFor();
    await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
    await drop('a b.csv');
    await workbench.page.getByText('"file": "a b.csv"').first().waitFor();
    await workbench.panel().getByRole('tab', { name: 'Data' }).waitFor();
    expect(workbench.problems).toEqual([]);
  });
});
