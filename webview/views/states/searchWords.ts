/** What a search for units has found, in words and as a table. Pure. */
import type { UnitSearch } from '../../../src/core/analysis/dynamics/results.js';
import type { Table } from '../../export/table.js';
import { formatCount } from '../../format.js';

/** What was found, in a sentence or two. */
export function searchReading({ units, matches, searched, from, to }: UnitSearch): string {
  const where = from === to ? `at step ${from}` : `from step ${from} to ${to}`;
  if (units.length === 0) return `No unit is active throughout ${where}: choose a lower threshold or fewer steps.`;
  const just = units.filter(({ justThere }) => justThere).length;
  const head = `${formatCount(units.length)} ${units.length === 1 ? 'unit is' : 'units are'} active throughout ${where}, ${just === 0 ? 'none of them' : formatCount(just)} just there.`;
  const all = formatCount(searched);
  return matches.length === 0
    ? `${head} In none of ${all} sequences are they active together for as long.`
    : `${head} The best ${formatCount(matches.length)} of ${all} sequences are below.`;
}

export function matchesAsTable({ matches }: UnitSearch, features: readonly string[]): Table {
  return {
    columns: ['part', 'sequence', 'from step', 'to step', 'units in common', 'agreement', 'step', ...features],
    rows: matches.flatMap(({ part, sequence, from, to, common, score, input }) =>
      Array.from({ length: input.length / features.length }, (_, step) => [
        part,
        sequence + 1,
        from,
        to,
        common,
        score,
        step + 1,
        ...features.map((_name, f) => input[step * features.length + f]),
      ]),
    ),
  };
}
