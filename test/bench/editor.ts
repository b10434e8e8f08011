/** What a user waits for in the editor: activation, and the first plot once a training has ended. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
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
      await panel.getByRole('button', { name: 'Train', exact: true }).click();
      await plot.waitFor({ state: 'hidden' });
      await plot.waitFor();
      nextPlot.push(Date.now() - endOfTraining(folder));
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
}

/** A run notes its last epoch's loss right after that epoch. */
function endOfTraining(folder: string): number {
  const runs = path.join(folder, '.lstm-lens/runs');
  return statSync(path.join(runs, readdirSync(runs).sort().pop() as string, 'metrics.jsonl')).mtimeMs;
}

/** What VS Code's own marks say: loading the extension's code, and its `activate`, without the waits in between. */
function activationMilliseconds(): number {
  const file = path.resolve('out/activation.json');
  const args = ['scripts/test-host.mjs', '--suite', 'test/bench/activation'];
  const run = spawnSync(process.execPath, args, { env: { ...process.env, LSTM_LENS_BENCH: file }, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}`);
  const { load, activate } = JSON.parse(readFileSync(file, 'utf8'));
  return load + activate;
}

function print(what: string, milliseconds: number[], limit: number): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const range = `${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)}`;
  console.log(`${what.padEnd(46)}${median.toFixed(0).padStart(6)} ms  (${range}, wanted under ${limit})`);
}
