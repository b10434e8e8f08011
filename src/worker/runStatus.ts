/** How a run stands. */
import type { RunProcess, RunStatus, RunSummary } from '../core/runs/runFolder.js';

/** Folders that workers of this program write now. */
const written = new Set<string>();

/** A worker of this program begins to write a run; the function that is returned says that it no longer does. */
export function writing(folder: string): () => void {
  written.add(plain(folder));
  return () => written.delete(plain(folder));
}

export function isWritten(folder: string): boolean {
  return written.has(plain(folder));
}

/** What tells how a run stands. */
export type Standing = RunProcess & Pick<RunSummary, 'status' | 'folder'>;

/**
 * A run that says it goes on, but whose writer is gone, was interrupted.
 * @param isRunning whether the process that the run names may be writing it.
 */
export function statusOf(run: Standing, isRunning: (run: Standing) => boolean): RunStatus {
  return run.status === 'running' && !isRunning(run) ? 'interrupted' : run.status;
}

function plain(folder: string): string {
  return folder.replaceAll('\\', '/');
}
