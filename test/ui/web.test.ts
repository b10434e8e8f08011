/** The extension in VS Code for the Web: no server, no Node, a folder that is on no disk of the browser. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_WEIGHTS } from '../unit/support/seedWeights';
import { openBrowser } from '../vscode-host/host';
import { startWebHost, type WebHost } from '../vscode-host/webHost';

const CONFIG = 'sequence-addition.lstm.json';
const FAULTY = `{
  "data": { "task": "sum" },
  "model": { "layers": [{ "type": "lstm", "units": 4 }, { "type": "gru", "units": 4 }, { "type": "dense", "units": 1 }] }
}`;

let host: WebHost;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [host, browser] = await Promise.all([
    startWebHost({ vsix: 'out/lstm-lens.vsix', workspace: 'examples/sequence-addition' }),
    openBrowser(),
  ]);
  writeFileSync(path.join(host.workspace, 'faulty.lstm.json'), FAULTY);
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(90_000);
  await page.goto(host.url);
  await open(CONFIG);
}, 200_000);
afterAll(async () => {
  await browser?.close();
  await host?.stop();
});

const open = (file: string) =>
  page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first().dblclick();
const lens = (text: string | RegExp) => page.locator('.codelens-decoration a', { hasText: text });
const panel = () =>
  page
    .locator('iframe.webview:not([src*="purpose=webviewView"])')
    .filter({ visible: true })
    .contentFrame()
    .frameLocator('iframe#active-frame');

// The first training loads all there is: a window that has no server does so slowly on a busy machine.
describe('VS Code for the Web', { timeout: 200_000 }, () => {
  it('trains the seed experiment by its lens in a web worker, and the panel shows how well it adds', async () => {
    await lens('Train').click();
    await panel()
      .getByText(/Integrated gradients.* follow the true contribution with r = 1\.00/)
      .waitFor();
    await expect.poll(() => panel().locator('.plot svg').count()).toBe(3);
    await lens(/R² 0\.99|R² 1/)
      .first()
      .waitFor();
    await page.screenshot({ path: 'out/screenshots/web.png' });
  });

  it('keeps the run beside its config, with the very bits of a run on a disk', () => {
    const runs = path.join(host.workspace, '.lstm-lens/runs');
    const [run] = readdirSync(runs);
    const weights = readFileSync(path.join(runs, run, 'weights.bin'));
    expect(createHash('sha256').update(weights).digest('hex')).toBe(SEED_WEIGHTS);
    expect(JSON.parse(readFileSync(path.join(runs, run, 'manifest.json'), 'utf8')).status).toBe('done');
    expect(readdirSync(path.join(runs, run)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('finds the run again in a new window', async () => {
    await page.goto(host.url);
    await open(CONFIG);
    await lens(/R² 0\.99|R² 1/)
      .first()
      .waitFor();
  });

  it('marks what is wrong with a config', async () => {
    await open('faulty.lstm.json');
    await page.locator('.squiggly-error').first().waitFor();
  });
});
