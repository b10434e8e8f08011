import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnitSearch } from '../../../../src/core/analysis/dynamics/results.js';
import { bestWindow, searchUnits } from '../../../../src/core/analysis/dynamics/unitSearch.js';
import { exactSum } from './support.js';

const THRESHOLD = 0.5;

/** Looks at every window by itself. */
function slowBest(hidden: number[][], wanted: number[], length: number) {
  let best: { start: number; match: { score: number; common: number } } | undefined;
  for (let start = 0; start + length <= hidden.length; start++) {
    const window = hidden.slice(start, start + length);
    const on = wanted.map((_, u) => {
      const sign = Math.sign(window[0][u]);
      return window.every((row) => sign * row[u] >= THRESHOLD) ? sign : 0;
    });
    const common = on.filter((sign, u) => sign !== 0 && sign === wanted[u]).length;
    const either = on.filter((sign) => sign !== 0).length + wanted.filter((sign) => sign !== 0).length - common;
    const score = common / either;
    if (common > 0 && score > (best?.match.score ?? 0)) best = { start, match: { score, common } };
  }
  return best;
}

describe('the window whose units fit best', () => {
  it('is the one that looking at every window finds', () => {
    const value = fc.constantFrom(-0.9, -0.5, -0.2, 0, 0.3, 0.5, 0.8);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 12 }),
        fc.tuple(...[0, 1, 2, 3].map(() => fc.constantFrom(-1, 0, 1))),
        fc.integer({ min: 1, max: 4 }),
        (hidden, wanted, length) => {
          const found = bestWindow(Float32Array.from(hidden.flat()), Int8Array.from(wanted), length, THRESHOLD);
          expect(found).toEqual(slowBest(hidden, wanted, length));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is found in a thousand sequences of a hundred steps through 256 units in under a second', () => {
    const hidden = Float32Array.from({ length: 100 * 256 }, (_, i) => Math.sin(i * 0.37));
    const wanted = new Int8Array(256);
    wanted[3] = 1;
    const start = performance.now();
    for (let n = 0; n < 1000; n++) bestWindow(hidden, wanted, 5, THRESHOLD);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('a search of units', () => {
  it('names those that are active just there, and finds the sample itself', async () => {
    const { request } = await exactSum();
    const first = request.data.validation[0];
    const input = [...request.data.rows.subarray(5 * first, 5 * first + 5)];
    // The first unit is the sum so far: on from the step at which it passes the threshold.
    const sums = input.map((_, t) => input.slice(0, t + 1).reduce((a, b) => a + b, 0));
    const threshold = (sums[2] + sums[3]) / 2;
    const found = (await searchUnits(request, {
      layer: 'simpleRnn_1',
      sample: 0,
      from: 4,
      to: 5,
      threshold,
    })) as UnitSearch;
    expect(found.units).toEqual([{ unit: 0, mean: expect.closeTo((sums[3] + sums[4]) / 2, 5), justThere: true }]);
    expect(found.searched).toBe(200);
    const [best] = found.matches;
    expect(found.matches.length).toBeLessThanOrEqual(20);
    expect(best).toMatchObject({ score: 1, common: 1 });
    for (const { from, to, input: other } of found.matches) {
      expect(to - from).toBe(1);
      expect(other.slice(0, from).reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(threshold - 1e-5);
    }
    const late = await searchUnits(request, { layer: 'simpleRnn_1', sample: 0, from: 5, to: 5, threshold });
    expect((late as UnitSearch).units[0].justThere).toBe(false);
    const none = await searchUnits(request, { layer: 'simpleRnn_1', sample: 0, from: 1, to: 5, threshold: 99 });
    expect(none).toMatchObject({ units: [], matches: [] });
  });

  it('says what it cannot look for', async () => {
    const { request } = await exactSum();
    const pattern = { layer: 'simpleRnn_1', sample: 0, from: 1, to: 2, threshold: 1 };
    await expect(searchUnits(request, { ...pattern, layer: 'dense_1' })).rejects.toThrow('"dense_1"');
    await expect(searchUnits(request, { ...pattern, sample: 9 })).rejects.toThrow('no sample 10');
    await expect(searchUnits(request, { ...pattern, to: 6 })).rejects.toThrow('not within 1 to 5');
    await expect(searchUnits(request, { ...pattern, threshold: 0 })).rejects.toThrow('above zero');
  });
});
