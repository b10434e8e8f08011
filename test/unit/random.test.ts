import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.js';

describe('Random', () => {
  it('gives the same numbers for the same seed and other ones for another seed or purpose', () => {
    const draw = (seed: number, purpose: 'data' | 'weights') => {
      const random = Random.for(seed, purpose);
      return Array.from({ length: 10 }, () => random.uniform());
    };
    expect(draw(7, 'data')).toEqual(draw(7, 'data'));
    expect(draw(7, 'data')).not.toEqual(draw(8, 'data'));
    expect(draw(7, 'data')).not.toEqual(draw(7, 'weights'));
  });

  it('is uniform in [0,1)', () => {
    const random = Random.for(1, 'data');
    const bins = new Array(10).fill(0);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(random.uniform() * 10)] += 1;
    // Chi-square with 9 degrees of freedom: 27.9 is passed with probability 0.001, and the seed is fixed.
    expect(bins.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it('draws normals with mean 0, deviation 1 and the right tails', () => {
    const random = Random.for(2, 'data');
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const beyondTwo = values.filter((x) => Math.abs(x) > 2).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });

  it('permutes', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(1000), (count, seed) => {
        const order = Random.for(seed, 'split').permutation(count);
        expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()]);
      }),
    );
  });
});
