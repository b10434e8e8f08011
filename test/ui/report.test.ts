/** The report: one file, opened in a browser that has no network. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { seriousFindings } from './axe';
import { test } from './fixture';

const VIEWS = ['Overview', 'States', 'Gates', 'State space', 'Influence', 'Attention', 'Trust', 'Training'];

test('shows every view without a host, a network or a serious finding of axe', { timeout: 180_000 }, async ({
  browser,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-report-'));
  try {
    cpSync('examples/sequence-addition/sequence-addition.lstm.json', path.join(folder, 'sum.lstm.json'));
    const cli = (...args: string[]) =>
      execFileSync(process.execPath, ['dist/cli.js', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const { run } = JSON.parse(cli('train', path.join(folder, 'sum.lstm.json'), '--json'));
    const file = path.join(folder, 'report.html');
    cli('report', run, '--out', file);
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await browser.newContext({ offline: true, colorScheme, viewport: { width: 900, height: 1200 } });
      const page = await context.newPage();
      const wrong: string[] = [];
      page.on('pageerror', ({ message }) => wrong.push(message));
      page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
      page.on('request', (request) => /^(https?|wss?):/.test(request.url()) && wrong.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      for (const view of VIEWS) {
        await page.getByRole('tab', { name: view }).click();
        await page.locator('.plot:visible svg, .plot:visible canvas, .scores:visible').first().waitFor();
        await page.screenshot({ path: `out/screenshots/report-${colorScheme}-${view}.png` });
        wrong.push(...(await seriousFindings(page)).map((finding) => `${view}: ${finding}`));
      }
      // What needs someone to compute is not offered.
      for (const name of ['Train', 'Report', 'Type values']) {
        expect(await page.getByRole('button', { name, exact: true }).filter({ visible: true }).count()).toBe(0);
      }
      await page.getByRole('tab', { name: 'Dynamics' }).click();
      await page.getByText('Not in this report').filter({ visible: true }).first().waitFor();
      await page.screenshot({ path: `out/screenshots/report-${colorScheme}-Dynamics.png` });
      wrong.push(...(await seriousFindings(page)).map((finding) => `Dynamics: ${finding}`));
      await page.getByRole('tab', { name: 'States' }).click();
      expect(await page.getByRole('spinbutton').filter({ visible: true }).count()).toBe(0);
      // A plot is taken along as the browser's own download.
      const download = page.waitForEvent('download');
      await page.locator('.plot:visible').last().hover();
      await page.getByRole('button', { name: 'Save or copy this plot' }).filter({ visible: true }).last().click();
      await page.getByRole('menuitem', { name: 'Save as SVG…' }).click();
      expect((await download).suggestedFilename()).toMatch(/\.svg$/);
      expect(wrong).toEqual([]);
      await context.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
