/** Which sequences train and which validate. */
import type { Random } from '../random.js';

export interface Split {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** Independent sequences: a seeded random share validates; order within each part is kept. */
export function splitAtRandom(samples: number, validationShare: number, random: Random): Split {
  const order = random.permutation(samples);
  const validating = Math.round(samples * validationShare);
  return {
    training: order.subarray(validating).slice().sort(),
    validation: order.subarray(0, validating).slice().sort(),
  };
}

/**
 * Windows over one series: the last share of them validates. Between the parts the windows are left out whose target
 * reaches past the last known row of the first validation window, so that no training target overlaps a validation
 * target.
 * @param horizon rows from a window's last row to its target.
 */
export function splitInTime(windows: number, validationShare: number, horizon: number): Split {
  const validating = Math.round(windows * validationShare);
  const first = windows - validating;
  const training = validating > 0 ? Math.max(0, first - (horizon - 1)) : windows;
  return {
    training: Uint32Array.from({ length: training }, (_, index) => index),
    validation: Uint32Array.from({ length: validating }, (_, index) => first + index),
  };
}

/**
 * The same of several series with a common clock: one moment parts all of them. Windows that know a row at or after it
 * validate; those whose target lies at or before it train, and the few between are left out.
 * @param known time of each window's last row. @param wanted time of its (last) target.
 */
export function splitAtMoment(known: Float64Array, wanted: Float64Array, validationShare: number): Split {
  const count = known.length;
  const validating = Math.round(count * validationShare);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  if (validating === 0) return { training: all, validation: new Uint32Array() };
  const moment = known.slice().sort()[count - validating];
  return {
    training: all.filter((n) => wanted[n] <= moment && known[n] < moment),
    validation: all.filter((n) => known[n] >= moment),
  };
}

/** Sequences that end latest validate, and all that end with the first of these. @param ends time of each last row. */
export function splitByEnd(ends: Float64Array, validationShare: number): Split {
  return splitAtMoment(ends, ends, validationShare);
}

/** Whole groups validate, drawn at random, until their sequences are nearest to the share. @param groups of each. */
export function splitByGroup(groups: Uint32Array, validationShare: number, random: Random): Split {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const names = [...sizes.keys()];
  const wanted = groups.length * validationShare;
  const validating = new Set<number>();
  let count = 0;
  for (const place of random.permutation(names.length)) {
    const size = sizes.get(names[place]) as number;
    if (Math.abs(count + size - wanted) >= Math.abs(count - wanted)) continue;
    validating.add(names[place]);
    count += size;
  }
  const all = Uint32Array.from({ length: groups.length }, (_, index) => index);
  return {
    training: all.filter((n) => !validating.has(groups[n])),
    validation: all.filter((n) => validating.has(groups[n])),
  };
}
