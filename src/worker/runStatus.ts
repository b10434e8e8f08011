/** How a run stands. */
import type { RunStatus, RunSummary } from '../core/runs/runFolder.js';

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

/**
 * A run that says it goes on, but whose writer is gone, was interrupted.
 * @param isRunning whether the process of this number may be writing the run in the folder.
 */
export function statusOf(
  run: Pick<RunSummary, 'status' | 'process' | 'folder'>,
  isRunning: (process: number, folder: string) => boolean,
): RunStatus {
  return run.status === 'running' && !isRunning(run.process, run.folder) ? 'interrupted' : run.status;
}

function plain(folder: string): string {
  return folder.replaceAll('\\', '/');
}
