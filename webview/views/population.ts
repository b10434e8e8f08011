/** Words about the sequences that a view adds up. */
import type { Population } from '../../src/core/analysis/population/population.js';
import { formatCount } from '../format.js';

/** For example "200 sequences of the validation part, evenly chosen from 1 000". */
export function overText({ sequences, available, part }: Population): string {
  const sampled = sequences < available ? `, evenly chosen from ${formatCount(available)}` : '';
  return `${formatCount(sequences)} sequences of the ${part} part${sampled}`;
}
