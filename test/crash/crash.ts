/** Kills the program at many random moments of a run, as often in each phase of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../src/core/random';
import { aimOf, type Killed, killAt, OUTCOMES, PHASES, undisturbed } from './kill';

/** Epochs that take some seconds. */
const EPOCHS = 600;

/**
 * Prints in which phases it was killed, and what became of the runs.
 * @throws {Error} that names the seed and the moment where a run was lost, or the phase in which none was killed.
 */
export async function crash(): Promise<void> {
  const { values } = parseArgs({
    options: { moments: { type: 'string', default: '200' }, seed: { type: 'string', default: String(Date.now()) } },
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'lstm-lens-kill-'));
  try {
    const whole = await undisturbed(path.join(folder, 'whole'), EPOCHS);
    console.log(`seed ${values.seed}`, whole.spans);
    const random = Random.for(Number(values.seed), 'shuffle');
    const killed: Killed[] = [];
    for (let moment = 1; killed.length < Number(values.moments); moment++) {
      const aim = aimOf(moment, random);
      try {
        const one = await killAt(path.join(folder, String(moment)), whole, aim);
        // One that came too late is none.
        if (!one) continue;
        killed.push(one);
      } catch (error) {
        throw new Error(`seed ${values.seed}, moment ${moment} ${JSON.stringify(aim)}: ${(error as Error).message}`);
      }
      if (killed.length % 20 === 0) console.log(`${killed.length} killed, none lost`);
    }
    print(killed);
    const never = PHASES.filter((phase) => !killed.some((one) => one.phase === phase));
    if (never.length > 0) throw new Error(`seed ${values.seed}: never killed in ${never.join(', ')}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print(killed: readonly Killed[]): void {
  const line = (name: string, cells: readonly unknown[]) =>
    console.log(name.padEnd(14) + cells.map((cell) => String(cell).padStart(9)).join(''));
  line('killed in', OUTCOMES);
  for (const phase of PHASES) {
    const here = killed.filter((one) => one.phase === phase);
    line(
      phase,
      OUTCOMES.map((outcome) => here.filter((one) => one.outcome === outcome).length),
    );
  }
}
