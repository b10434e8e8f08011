/** How a run stands. */
import type { Manifest, RunStatus } from '../core/runs/runFolder.js';

/**
 * A run that says it goes on, but whose process is gone, was interrupted.
 * @param isRunning whether there is a process of this number that may write runs.
 */
export function statusOf(
  run: Pick<Manifest, 'status' | 'process'>,
  isRunning: (process: number) => boolean,
): RunStatus {
  return run.status === 'running' && !isRunning(run.process) ? 'interrupted' : run.status;
}
