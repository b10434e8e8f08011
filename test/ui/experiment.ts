/** What the tests of the panel begin with. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../vscode-host/host';
import type { Workbench } from './workbench';

export const CONFIG = 'sequence-addition/sequence-addition.lstm.json';

/** Trains by the lens, and waits until the panel has the whole result. */
export async function train(workbench: Workbench): Promise<void> {
  await workbench.openFile(CONFIG);
  await workbench.clickLens('Train');
  await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
  await workbench.lens(/^R² 0\.99/).waitFor();
}

const LONG = {
  data: { task: 'sum', samples: 2000, length: 20 },
  model: {
    layers: [
      { type: 'lstm', units: 64 },
      { type: 'dense', units: 1 },
    ],
  },
  train: { epochs: 100_000 },
};

/** Begins a training that nobody waits for the end of. @returns where the panel says how far it is. */
export async function trainLong(workbench: Workbench, host: Host) {
  writeFileSync(path.join(host.workspace, 'long.lstm.json'), JSON.stringify(LONG, null, 2));
  await workbench.load();
  await workbench.openFile('long.lstm.json');
  await workbench.clickLens('Train');
  const epoch = workbench.panel().getByText(/Epoch \d+ of 100.000/);
  await epoch.waitFor();
  return epoch;
}
