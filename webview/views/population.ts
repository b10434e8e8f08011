/** Words about the sequences that a view adds up. */
import type { Population } from '../../src/core/analysis/population/population.js';
import { formatCount } from '../format.js';

/** For example "200 sequences of the validation part, evenly chosen from 1 000". */
export function overText({ sequences, available, part }: Population): string {
  const sampled = sequences < available ? `, evenly chosen from ${formatCount(available)}` : '';
  return `${formatCount(sequences)} sequences of the ${part} part${sampled}`;
}

/** Why there is nothing of many sequences to see. */
export function noneText(population: Population | undefined, lacking: string, waiting: string): string {
  if (!population) return waiting;
  return population.sequences === 0
    ? 'There is no sequence with a finite answer, so there is nothing to see here.'
    : lacking;
}
