/** Processes of this machine. */
import { isWritten } from './runStatus.js';

/**
 * Whether a run says rightly that a process writes it. This very process knows what it writes: another had its number,
 * as in a container that was started again, where it does not.
 */
export function isRunning(id: number, folder: string): boolean {
  if (id === process.pid) return isWritten(folder);
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
