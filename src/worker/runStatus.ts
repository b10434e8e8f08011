/** How a run on this machine stands. */
import type { Manifest, RunStatus } from '../core/runs/runFolder.js';

/** A run that says it goes on, but whose process is gone, was interrupted. */
export function statusOf(run: Pick<Manifest, 'status' | 'process'>): RunStatus {
  if (run.status !== 'running') return run.status;
  try {
    process.kill(run.process, 0);
    return 'running';
  } catch {
    return 'interrupted';
  }
}

/** Whether a run ended before it was done, and through no fault of its own. */
export function wasStopped(run: Pick<Manifest, 'status' | 'process'>): boolean {
  return ['interrupted', 'cancelled'].includes(statusOf(run));
}
