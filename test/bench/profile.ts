import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { watchWebviews } from '../ui/problems';
import { Workbench } from '../ui/workbench';
import { openBrowser, startHost } from '../vscode-host/host';

const CONFIG = {
  name: 'large',
  seed: 7,
  data: { task: 'sum', samples: 1112, length: 100, split: { validation: 0.9 } },
  model: {
    layers: [
      { type: 'lstm', units: 256 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 1, batchSize: 32 },
  inspect: { influence: ['gradientInput'], attention: ['cellWeights'] },
};
export async function profile(): Promise<void> {
  const host = await startHost({ extension: { vsix: 'out/lstm-lens.vsix' }, workspace: 'examples' });
  const browser = await openBrowser();
  try {
    writeFileSync(path.join(host.workspace, 'large.lstm.json'), JSON.stringify(CONFIG, null, 2));
    const context = await browser.newContext({ viewport: { width: 1600, height: 1200 } });
    context.setDefaultTimeout(300_000);
    const workbench = new Workbench(await context.newPage(), host, await watchWebviews(context));
    await workbench.load();
    await workbench.openFile('large.lstm.json');
    await workbench.lens('Train').first().click();
    const panel = workbench.panel();
    await panel.getByRole('button', { name: 'Report' }).waitFor();
    await panel.getByRole('tab', { name: 'States' }).click();
    await panel.locator('.plot:visible canvas, .plot:visible svg').nth(2).waitFor();
    const sample = panel.getByRole('combobox', { name: 'Sample' }).filter({ visible: true });
    const frame = await (await panel.locator('html').elementHandle())!.ownerFrame();
    let session;
    try {
      session = await context.newCDPSession(frame!);
    } catch {
      session = await context.newCDPSession(workbench.page);
    }
    await session.send('Profiler.enable');
    await session.send('Profiler.setSamplingInterval', { interval: 200 });
    const report = (name: string, p: any) => {
      const self = new Map<string, number>();
      const dt = p.timeDeltas;
      const byId = new Map(p.nodes.map((n: any) => [n.id, n]));
      p.samples.forEach((id: number, i: number) => {
        const n: any = byId.get(id);
        const k =
          n.callFrame.functionName +
          ' ' +
          n.callFrame.url.slice(-20) +
          ':' +
          n.callFrame.lineNumber +
          ':' +
          n.callFrame.columnNumber;
        self.set(k, (self.get(k) ?? 0) + dt[i]);
      });
      console.log('==', name);
      for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 22))
        console.log((v / 1000).toFixed(0).padStart(7), 'ms', k);
    };
    const run = async (name: string, key: string, times: number) => {
      await session.send('Profiler.start');
      for (let i = 0; i < times; i++) {
        await sample.focus();
        await workbench.page.keyboard.press(key);
        await new Promise((r) => setTimeout(r, 600));
      }
      report(name, (await session.send('Profiler.stop')).profile);
    };
    await run('first visits (10)', 'ArrowDown', 10);
    await run('revisits (10)', 'ArrowUp', 10);
  } finally {
    await browser.close();
    await host.stop();
  }
}
