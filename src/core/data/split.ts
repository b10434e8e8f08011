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
