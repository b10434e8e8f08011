/** Tells which part an inspection is at, where that takes long. */
import type { InspectionPart, PartShare, ReportPart } from '../core/analysis/parts.js';
import type { WorkerHost } from './host.js';

/** Most inspections have ended by then, and what is told costs those who show it. */
const PATIENCE_SECONDS = 1;
const BETWEEN_SECONDS = 0.5;

/** @param tell hears of each part that is begun, and of its share now and then. */
export function partTeller(
  host: Pick<WorkerHost, 'seconds'>,
  tell: (at: { kind: 'part' } & PartShare) => void,
): ReportPart {
  let told: InspectionPart | undefined;
  let next = host.seconds() + PATIENCE_SECONDS;
  return (part, share) => {
    const now = host.seconds();
    const begun = told !== undefined && told !== part;
    if (!begun && now < next) return;
    told = part;
    next = now + BETWEEN_SECONDS;
    tell({ kind: 'part', part, share });
  };
}
