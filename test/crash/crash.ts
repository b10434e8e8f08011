/** Kills the program at many random moments of a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/core/random';
import { killAt, type Outcome, undisturbed } from './kill';

/** Epochs that take some seconds. */
const EPOCHS = 600;

/** Prints what became of each kind of run. @throws {Error} that names the seed and the moment where one was lost. */
export async function crash(): Promise<void> {
  const { values } = parseArgs({
    options: { moments: { type: 'string', default: '200' }, seed: { type: 'string', default: String(Date.now()) } },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-kill-'));
  try {
    const whole = await undisturbed(path.join(folder, 'whole'), EPOCHS);
    console.log(`seed ${values.seed}`);
    const random = Random.for(Number(values.seed), 'shuffle');
    const moments = Number(values.moments);
    const found: Record<Outcome, number> = { nothing: 0, again: 0, resumed: 0, done: 0 };
    for (let index = 0; index < moments; index++) {
      const [moment, tree] = [random.uniform(), random.uniform() < 0.5];
      try {
        found[await killAt(path.join(folder, String(index)), whole, moment, tree)]++;
      } catch (error) {
        const when = `moment ${index + 1} (${(100 * moment).toFixed(1)} %, ${tree ? 'tree' : 'process'})`;
        throw new Error(`seed ${values.seed}, ${when}: ${(error as Error).message}`);
      }
      if ((index + 1) % 20 === 0) console.log(`${index + 1} killed: ${JSON.stringify(found)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
