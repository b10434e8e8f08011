/** What the tests of the panel begin with. */
import type { Workbench } from './workbench';

export const CONFIG = 'sequence-addition/sequence-addition.lstm.json';

/** Trains by the lens, and waits until the panel has the whole result. */
export async function train(workbench: Workbench): Promise<void> {
  await workbench.openFile(CONFIG);
  await workbench.lens('Train').first().click();
  await workbench.panel().getByRole('button', { name: 'Report' }).waitFor();
  await workbench.lens(/^R² 0\.99/).waitFor();
}
