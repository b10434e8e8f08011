/** Processes of this machine. */
import { readFileSync } from 'node:fs';
import type { RunProcess } from '../core/runs/runFolder.js';
import { isWritten, type Standing } from './runStatus.js';

/**
 * Whether a run says rightly that a process writes it. This very process knows what it writes: another had its number,
 * as in a container that was started again, where it does not. Of others, one that began at another moment than the
 * writer has only got its number; where moments are not known, the number has to do.
 */
export function isRunning({ process: id, processStart, folder }: Standing): boolean {
  if (id === process.pid) return isWritten(folder);
  try {
    process.kill(id, 0);
  } catch (error) {
    // That of another user is there, too.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return processStart === undefined || [processStart, undefined].includes(startOf(id));
}

/** How runs name this process. */
export function thisProcess(): RunProcess {
  return { process: process.pid, processStart: startOf(process.pid) };
}

/**
 * When a process began, without a clock that may be set: on Linux the machine's start, and the ticks from it to that of
 * the process (proc(5), field 22 of `stat`). Undefined elsewhere.
 */
function startOf(id: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold spaces and brackets itself.
    const [, ...fields] = stat.slice(stat.lastIndexOf(')')).split(' ');
    return `${boot}:${fields[22 - 3]}`;
  } catch {
    return undefined;
  }
}
