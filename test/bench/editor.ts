/** What a user waits for in the editor: activation, and the first plot once a training has ended. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type * as read from '../../src/core/config/read';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { openBrowser, startHost } from '../vscode-host/host';
import { whatIfTimes } from './panel';

const FOLDER = 'sequence-addition';
const ROUNDS = 5;

/** Prints one row a measure; needs the packaged extension, `out/lstm-lens.vsix`. */
export async function benchEditor(): Promise<void> {
  const activation: number[] = [];
  const firstPlot: number[] = [];
  const nextPlot: number[] = [];
  const click: number[] = [];
  const whatIf: number[] = [];
  const live: number[] = [];
  const liveWhole: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples' });
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const workbench = new Workbench(await context.newPage(), host, await watchWebviews(context));
      await workbench.load();
      await workbench.openFile(`${FOLDER}/${FOLDER}.lstm.json`);
      await workbench.lens('Train').first().click();
      const panel = workbench.panel();
      await panel.getByText('Predicted against true').waitFor();
      await panel.locator('.plot svg').nth(1).waitFor();
      const folder = path.join(host.workspace, FOLDER);
      firstPlot.push(Date.now() - endOfTraining(folder));
      // Once more, with the panel open: the plot goes when the training begins and comes back with the new model.
      const plot = panel.getByText('Predicted against true');
      const cards = "[...body.querySelectorAll('.card')]";
      const gone = seen(panel, `${cards}.some((one) => one.hidden && one.textContent.includes('Predicted against'))`);
      await panel.getByRole('button', { name: 'Train', exact: true }).click();
      await gone;
      await plot.waitFor();
      nextPlot.push(Date.now() - endOfTraining(folder));
      const saved = await afterSave(workbench);
      live.push(saved.plot);
      liveWhole.push(saved.whole);
      await panel.getByRole('tab', { name: 'Influence' }).click();
      whatIf.push(...(await whatIfTimes(panel)));
      await panel.getByRole('tab', { name: 'Overview' }).click();
      await plot.waitFor();
      await workbench.tab(FOLDER).last().click({ button: 'middle' });
      await workbench.page.locator('iframe.webview').filter({ visible: true }).waitFor({ state: 'hidden' });
      const begin = Date.now();
      await workbench.lens('Inspect').first().click();
      await panel.locator('.plot svg').first().waitFor();
      click.push(Date.now() - begin);
    } finally {
      await browser.close();
      await host.stop();
    }
    activation.push(activationMilliseconds());
  }
  print('activation', activation, 50);
  print('training done → plot, panel still opening', firstPlot, 300);
  print('training done → plot, panel open', nextPlot, 300);
  print('click on Inspect → first plot', click, 1500);
  print('input typed → views follow', whatIf, 50);
  print('saved in live mode → trained, first plots', live, 1000);
  print('saved in live mode → trust of all methods', liveWhole, 1000);
  print('two runs train: event loop of the host, 99th percentile', [measuredInside('eventLoop').p99], 16);
  print('check of a config of 500 lines, processor time', await checkTimes(), 50);
}

/** Milliseconds from the key that saves a changed config to the plots of the new model, and to all that is known of it. */
async function afterSave(workbench: Workbench): Promise<{ plot: number; whole: number }> {
  const { page } = workbench;
  const panel = workbench.panel();
  // In a browser the editor saves by itself, a second after the last key.
  workbench.host.writeSettings({ 'files.autoSave': 'off', 'lstmLens.trainOnSave': true });
  // Another size: another model.
  await page.locator('.monaco-editor').first().getByText('64', { exact: true }).first().dblclick();
  await page.keyboard.type('63');
  await page.waitForTimeout(2000);
  const isNew = "body.textContent.includes('5 × 63') && body.querySelectorAll('.plot svg').length > 1";
  const isWhole =
    "[...body.querySelectorAll('vscode-button')].some((one) => one.textContent === 'Report' && !one.hidden)";
  const times = Promise.all([seen(panel, isNew), seen(panel, `${isNew} && ${isWhole}`)]);
  await page.waitForTimeout(200);
  const begin = Date.now();
  await page.keyboard.press('Control+S');
  const [first, whole] = (await times).map((time) => time - begin);
  workbench.host.writeSettings({});
  return { plot: first, whole };
}

/**
 * When the page has come to something, by the clock. The page itself looks, at each of its changes: asked from here, it
 * would be seen too late, or not at all where it does not last.
 * @param condition of `body`.
 */
function seen(panel: FrameLocator, condition: string): Promise<number> {
  const looking = `return new Promise((resolve) => {
    const look = () => {
      if (!(${condition})) return;
      observer.disconnect();
      resolve(Date.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(body, { subtree: true, childList: true, attributes: true, characterData: true });
  })`;
  return panel.locator('body').evaluate(new Function('body', looking) as (body: unknown) => Promise<number>);
}

/** What one change of a long config costs, once the schema is known. */
async function checkTimes(): Promise<number[]> {
  const layers = [
    ...Array.from({ length: 40 }, (_, index) => ({ type: 'lstm', units: 8 + index, returnSequences: true })),
    { type: 'lstm', units: 4 },
    { type: 'dense', units: 1 },
  ];
  const inputs = Array.from({ length: 40 }, () => [0.1, 0.9, 0.4, 0.2, 0.7]);
  const text = JSON.stringify({ data: { task: 'sum' }, model: { layers }, inspect: { inputs } }, null, 2);
  // As it ships, in a file of its own.
  const { readConfig }: typeof read = createRequire(import.meta.url)(path.resolve('dist/extension/read.cjs'));
  const times: number[] = [];
  for (let round = 0; round < 50; round++) {
    const begin = process.cpuUsage();
    const { problems } = await readConfig('long.lstm.json', text);
    const { user, system } = process.cpuUsage(begin);
    if (problems.length > 0 || text.split('\n').length < 500)
      throw new Error('The config is not what is to be measured.');
    times.push((user + system) / 1000);
  }
  return times;
}

/** A run notes its last epoch's loss right after that epoch. */
function endOfTraining(folder: string): number {
  const runs = path.join(folder, '.lstm-lens/runs');
  return statSync(path.join(runs, readdirSync(runs).sort().pop() as string, 'metrics.jsonl')).mtimeMs;
}

/** What VS Code's own marks say: loading the extension's code, and its `activate`, without the waits in between. */
function activationMilliseconds(): number {
  const { load, activate } = measuredInside('activation');
  return load + activate;
}

/** What a suite of `test/bench` has measured inside the extension host. */
function measuredInside(name: string): Record<string, number> {
  const file = path.resolve(`out/${name}.json`);
  const args = ['scripts/test-host.mjs', '--suite', `test/bench/${name}`];
  const run = spawnSync(process.execPath, args, { env: { ...process.env, LSTM_LENS_BENCH: file }, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function print(what: string, milliseconds: number[], limit: number): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const range = `${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)}`;
  console.log(`${what.padEnd(46)}${median.toFixed(0).padStart(6)} ms  (${range}, wanted under ${limit})`);
}
