import { describe, expect, it, vi } from 'vitest';
import { EMBEDDING_METHODS, embed } from '../../../src/core/analysis/stateSpace/embedding.js';
import { Random } from '../../../src/core/random.js';

const UNITS = 6;

/** Two clouds of states, far apart. */
function clouds(each: number): Float32Array {
  const random = Random.for(3, 'data');
  return Float32Array.from({ length: 2 * each * UNITS }, (_, i) => 0.1 * random.normal() + (i < each * UNITS ? 0 : 5));
}

const layout = (method: 'tsne' | 'umap', dimensions: 2 | 3, states: Float32Array, pause = async () => {}, seed = 1) =>
  embed({ method, dimensions, states, units: UNITS, seed, pause, report: () => {} });

describe.each(EMBEDDING_METHODS)('a layout by %s', (method) => {
  it('keeps neighbours together: nearest points are of the same cloud', async () => {
    const each = 20;
    const points = await layout(method, 2, clouds(each));
    expect(points).toHaveLength(4 * each);
    const distance = (a: number, b: number) =>
      Math.hypot(points[2 * a] - points[2 * b], points[2 * a + 1] - points[2 * b + 1]);
    for (let p = 0; p < 2 * each; p++) {
      const others = Array.from({ length: 2 * each }, (_, other) => other).filter((other) => other !== p);
      const nearest = others.reduce((best, other) => (distance(p, other) < distance(p, best) ? other : best));
      expect(nearest < each).toBe(p < each);
    }
  });

  it('is the same every time, in three dimensions too, and takes no chance from elsewhere', async () => {
    const chance = vi.spyOn(Math, 'random');
    const first = await layout(method, 3, clouds(10));
    // The t-SNE library draws a start of its own, which is replaced.
    if (method === 'umap') expect(chance).not.toHaveBeenCalled();
    chance.mockReturnValue(0.3);
    expect(await layout(method, 3, clouds(10))).toEqual(first);
    chance.mockRestore();
    expect(first).toHaveLength(60);
    expect(first.every(Number.isFinite)).toBe(true);
  });

  it('tells how far it is, and stops when it is told to', async () => {
    const shares: number[] = [];
    const states = clouds(10);
    const run = { method, dimensions: 2, states, units: UNITS, seed: 1 } as const;
    await embed({ ...run, pause: async () => {}, report: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    let turns = 0;
    const pause = async () => {
      if (++turns > 5) throw new Error('Stopped.');
    };
    await expect(layout(method, 2, states, pause)).rejects.toThrow('Stopped.');
  });

  it('of too few states is their principal components', async () => {
    const points = await layout(method, 2, clouds(2));
    expect(points).toHaveLength(8);
    expect(Math.abs(points[0] - points[2])).toBeLessThan(Math.abs(points[0] - points[4]));
  });
});
