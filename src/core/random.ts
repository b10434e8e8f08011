/**
 * Seeded chance. One seed gives one generator per purpose, 2^64 draws apart, so that drawing more for one purpose
 * changes nothing for another. Everything here uses only operations whose result IEEE 754 fixes: the same bits on
 * every machine.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { naturalLog } from './exactMath.js';

/** New ones go to the end: their order decides the draws. */
const PURPOSES = [
  'data',
  'split',
  'weights',
  'shuffle',
  'trust',
  'noise',
  'permutations',
  'perturbations',
  'redrawnWeights',
  'bootstrap',
  'layout',
  'sweep',
  'control',
] as const;
export type Purpose = (typeof PURPOSES)[number];

export class Random {
  private constructor(private readonly generator: RandomGenerator) {}

  static for(seed: number, purpose: Purpose): Random {
    const generator = xoroshiro128plus(seed);
    for (let jumps = PURPOSES.indexOf(purpose); jumps > 0; jumps--) generator.jump();
    return new Random(generator);
  }

  /** Uniform in [0,1), a multiple of 2^-53. */
  uniform(): number {
    const high = this.generator.next() >>> 5;
    const low = this.generator.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** Standard normal, by the polar method (Marsaglia & Bray 1964); the second number of each pair is not used. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const s = x * x + y * y;
      if (s > 0 && s < 1) return x * Math.sqrt((-2 * naturalLog(s)) / s);
    }
  }

  /** The numbers 0 … count-1 in random order (Fisher & Yates). */
  permutation(count: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: count }, (_, index) => index));
  }

  /** Shuffles in place and returns the array. */
  shuffle(values: Uint32Array): Uint32Array {
    for (let last = values.length - 1; last > 0; last--) {
      const other = uniformInt(this.generator, 0, last);
      const value = values[last];
      values[last] = values[other];
      values[other] = value;
    }
    return values;
  }
}
