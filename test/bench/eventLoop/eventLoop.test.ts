/** Not a test but a measurement inside the extension host: how long its thread is held while two runs train. */
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { openExperiment, runsOf, until } from '../../host/suite/support';

const SECONDS = 20;

suite('bench', () => {
  test('event loop', async function () {
    this.timeout(0);
    const configs: vscode.Uri[] = [];
    const trainings: Thenable<unknown>[] = [];
    for (const name of ['first', 'second']) {
      const config = await openExperiment(name, {
        data: { task: 'sum', samples: 1000, length: 5, split: { validation: 0.2 } },
        train: { epochs: 1_000_000 },
      });
      configs.push(config);
      trainings.push(vscode.commands.executeCommand('lstmLens.train', config));
      await until(() => runsOf(config).length > 0);
    }
    // Panels open in the meantime.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    // Delays count from the beginning of a wait of this many milliseconds, so it is a part of each.
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS));
    delay.disable();
    for (const config of configs) await vscode.commands.executeCommand('lstmLens.cancel', config);
    await Promise.all(trainings);
    const milliseconds = (share: number) => delay.percentile(share) / 1e6;
    const found = { median: milliseconds(50), p99: milliseconds(99), longest: delay.max / 1e6, count: delay.count };
    writeFileSync(process.env.LSTM_LENS_BENCH as string, JSON.stringify(found));
  });
});
