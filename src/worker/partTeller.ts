/** Tells which part an inspection is at, and not too often. */
import type { InspectionPart, PartShare, ReportPart } from '../core/analysis/parts.js';
import { REPORT_SECONDS, type WorkerHost } from './host.js';

/** @param tell hears of each part that is begun at once, and of its shares now and then. */
export function partTeller(
  host: Pick<WorkerHost, 'seconds'>,
  tell: (at: { kind: 'part' } & PartShare) => void,
): ReportPart {
  let last: { part: InspectionPart; seconds: number } | undefined;
  return (part, share) => {
    const seconds = host.seconds();
    if (last?.part === part && seconds - last.seconds < REPORT_SECONDS) return;
    last = { part, seconds };
    tell({ kind: 'part', part, share });
  };
}
