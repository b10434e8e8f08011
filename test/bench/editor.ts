/** What a user waits for in the editor: activation, and the first plot once a training has ended. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { openBrowser, startHost } from '../vscode-host/host';

const FOLDER = 'sequence-addition';
const ROUNDS = 5;

/** Prints one row a measure; needs the packaged extension, `out/lstm-lens.vsix`. */
export async function benchEditor(): Promise<void> {
  const activation: number[] = [];
  const firstPlot: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples' });
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const workbench = new Workbench(await context.newPage(), host, await watchWebviews(context));
      await workbench.load();
      await workbench.openFile(`${FOLDER}/${FOLDER}.lstm.json`);
      await workbench.lens('Train').first().click();
      await workbench.panel().getByText('Predicted against true').waitFor();
      await workbench.panel().locator('.plot svg').nth(1).waitFor();
      firstPlot.push(Date.now() - endOfTraining(path.join(host.workspace, FOLDER)));
      activation.push(await activationMilliseconds(workbench));
    } finally {
      await browser.close();
      await host.stop();
    }
  }
  print('activation', activation, 50);
  print('training done → first plot of the model', firstPlot, 300);
}

/** The manifest is what a run writes last. */
function endOfTraining(folder: string): number {
  const runs = path.join(folder, '.lstm-lens/runs');
  return statSync(path.join(runs, readdirSync(runs)[0], 'manifest.json')).mtimeMs;
}

/** What VS Code itself measured: loading the extension's code, and running its activation. */
async function activationMilliseconds(workbench: Workbench): Promise<number> {
  await workbench.run('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'LSTM Lens' });
  const text = await row.locator('.activation-time').innerText();
  const match = /(\d+)\s*ms/.exec(text);
  if (!match) throw new Error(`VS Code says of the activation: ${text}`);
  return Number(match[1]);
}

function print(what: string, milliseconds: number[], limit: number): void {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const range = `${sorted[0].toFixed(0)} to ${sorted[sorted.length - 1].toFixed(0)}`;
  console.log(`${what.padEnd(42)}${median.toFixed(0).padStart(6)} ms  (${range}, wanted under ${limit})`);
}
