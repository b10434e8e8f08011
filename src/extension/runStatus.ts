/** How a run stands, as far as this window can tell. */

import { host } from '#host';
import type { RunStatus } from '../core/runs/runFolder.js';
import * as worker from '../worker/runStatus.js';

/** A run that says it goes on, but whose process is gone, was interrupted. */
export function statusOf(run: worker.Standing): RunStatus {
  return worker.statusOf(run, host.isRunning);
}

/** Whether a run ended before it was done, and through no fault of its own. */
export function wasStopped(run: worker.Standing): boolean {
  return ['interrupted', 'cancelled'].includes(statusOf(run));
}
