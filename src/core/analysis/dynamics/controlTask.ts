/**
 * Control tasks (Hewitt & Liang 2019, Designing and interpreting probes with control tasks): what a probe is asked for
 * instead, to see how much it could read of anything. There every type of word gets a fixed random label; here every
 * input value gets a fixed random value of the same distribution, and what is asked for is made of those.
 */
import type { Random } from '../../random.js';
import { pearson } from '../trust/statistics.js';

/** More different values than this are no types; they are cut into as many bins of equally many as below. */
const MOST_TYPES = 16;
const BINS = 10;
/** Random orders of the types, of which the one that has least to do with their own is taken. */
const DRAWS = 50;

/**
 * A fixed random function of a feature's values: types exchanged, or bins of equally many values exchanged as they are,
 * which keeps the distribution. It goes as little as possible with the values themselves.
 * @param values all that occur.
 * @returns one for each value; undefined for fewer than three types, which no function hides.
 */
export function randomFunction(values: ArrayLike<number>, random: Random): Float64Array | undefined {
  const sorted = Float64Array.from(values).sort();
  const types = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (types.length < 3) return undefined;
  if (types.length <= MOST_TYPES) {
    const order = unlikeOwn(types.length, random);
    const place = new Map(Array.from(types, (value, index) => [value, index]));
    return Float64Array.from(values, (value) => types[order[place.get(value)!]]);
  }
  const order = unlikeOwn(BINS, random);
  const width = sorted.length / BINS;
  return ranked(values).map((rank) => {
    const bin = Math.floor(rank / width);
    return sorted[Math.min(sorted.length - 1, Math.floor(order[bin] * width + rank - bin * width))];
  });
}

/**
 * The same values in the order of others: the n-th smallest stands where the n-th smallest of the others does.
 * @param like whose distribution the result has.
 */
export function distributedAs(order: ArrayLike<number>, like: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(like).sort();
  return ranked(order).map((rank) => sorted[rank]);
}

/** Ranks from 0; of equal values the one that comes first is first. */
function ranked(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const ranks = new Float64Array(values.length);
  for (const [rank, at] of order.entries()) ranks[at] = rank;
  return ranks;
}

function unlikeOwn(count: number, random: Random): Uint32Array {
  const own = Uint32Array.from({ length: count }, (_, i) => i);
  let best = random.permutation(count);
  for (let draw = 1; draw < DRAWS; draw++) {
    const next = random.permutation(count);
    if (Math.abs(pearson(own, next)) < Math.abs(pearson(own, best))) best = next;
  }
  return best;
}
