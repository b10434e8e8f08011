/** What a reader of the influence table has to know, in words. Pure. */
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import { METHOD_IDS, METHODS } from '../../explain.js';
import { formatNumber } from '../../format.js';
import { baselineText } from './baselineWords.js';

/**
 * What the numbers are compared with, in what unit they are, how they and their trust came about, and which are missing.
 * @param sample undefined where many sequences are shown.
 * @param feature the one that is shown; undefined is all.
 */
export function influenceNotes(
  inspection: Inspection,
  sample: SampleInspection | undefined,
  feature: number | undefined,
): string {
  const { explained, trust, trustNote, unfit } = inspection;
  return [
    baselineText(inspection, feature),
    `Influence on ${explained}, in its own units where no other unit is named.`,
    ...(sample ? methodNotes(sample) : []),
    ...unfit.flatMap(({ id, reason }) =>
      id in METHODS ? [`No ${nameOf(id as keyof typeof METHODS)}: ${reason}`] : [],
    ),
    trust.length > 0 ? `${trustNote} Best method first.` : trustNote,
  ].join(' ');
}

/** Of methods that were not computed as their name says. */
function methodNotes({ influence }: SampleInspection): string[] {
  return METHOD_IDS.flatMap((method) => {
    const { note, standardError } = influence[method] ?? {};
    if (!note) return [];
    const error = standardError ? ` Standard error up to ${formatNumber(Math.max(...standardError), 2)}.` : '';
    return [`${METHODS[method].name}: ${note}${error}`];
  });
}

function nameOf(method: keyof typeof METHODS): string {
  return METHODS[method].name;
}
