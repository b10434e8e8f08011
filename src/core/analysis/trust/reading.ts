/** The trust table in a sentence. */
import type { TrustRow, TrustScores, UninformedRow } from '../inspection.js';

/** From here on a method may be read as the truth. */
const FOLLOWS = 0.95;
/** Below this it says next to nothing. */
const HARDLY = 0.5;

/**
 * @param rows best first.
 * @param uninformed what a method has to beat.
 * @param methodName how a method is called in the sentence.
 */
export function readingOf(
  rows: readonly TrustRow[],
  uninformed: readonly UninformedRow[],
  methodName: (method: TrustRow['method']) => string = (method) => method,
): string {
  if (rows.length === 0) return 'No influence could be measured on this model.';
  // On its way through a message NaN becomes null.
  const known = rows.filter(({ pearson }) => Number.isFinite(pearson));
  if (known.length > 0) {
    const part = ({ method, pearson }: TrustRow) => `${methodName(method)} (r = ${pearson.toFixed(2)})`;
    const those = (words: string, least: number, below: number) => {
      const parts = known.filter(({ pearson }) => pearson >= least && pearson < below).map(part);
      return parts.length > 0 ? [`${words} ${listed(parts)}`] : [];
    };
    const levels = [
      ...those('closely by', FOLLOWS, Number.POSITIVE_INFINITY),
      ...those('loosely by', HARDLY, FOLLOWS),
      ...those('hardly or not by', Number.NEGATIVE_INFINITY, HARDLY),
    ];
    return `On this model the true contribution is followed ${levels.join(', ')}.`;
  }
  const random = uninformed.find(({ method }) => method === 'random');
  const better = rows.filter((row) => random && leastGap(row) > mostGap(random));
  if (better.length === 0) {
    return 'Taking steps away in the order of any of these influences moves the output no more than a random order does.';
  }
  const names = better.map(({ method }) => methodName(method));
  const verb = names.length > 1 ? 'find' : 'finds';
  return `Of the steps that move the output, ${listed(names)} ${verb} more than a random order does; the rule is not known.`;
}

/** Ends of the interval of how far apart insertion and deletion are: the output goes to the right steps first. */
function leastGap({ insertion, deletion }: TrustScores): number {
  return (insertion?.low ?? Number.NaN) - (deletion?.high ?? Number.NaN);
}

function mostGap({ insertion, deletion }: TrustScores): number {
  return (insertion?.high ?? Number.NaN) - (deletion?.low ?? Number.NaN);
}

function listed(parts: readonly string[]): string {
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}` : parts[0];
}
