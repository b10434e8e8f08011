import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinned } from '../../../webview/thin.js';

interface Point {
  readonly epoch: number;
  readonly values: readonly number[];
}

const values = ({ values }: Point) => values;
const curves = fc
  .array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.option(fc.double({ noNaN: false }))), {
    maxLength: 400,
  })
  .map((pairs) => pairs.map(([a, b], index): Point => ({ epoch: index + 1, values: b === null ? [a] : [a, b] })));

describe('a long curve', () => {
  it('keeps its ends, its order, and the extremes of each value', () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 1, max: 40 }), (points, stretches) => {
        const kept = thinned(points, stretches, values);
        const epochs = kept.map(({ epoch }) => epoch);
        expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
        expect(kept.at(0)).toBe(points.at(0));
        expect(kept.at(-1)).toBe(points.at(-1));
        expect(kept.length).toBeLessThanOrEqual(6 * stretches);
        for (const k of [0, 1]) {
          const finite = (some: readonly Point[]) => some.map((point) => point.values[k]).filter(Number.isFinite);
          expect(Math.min(...finite(kept))).toBe(Math.min(...finite(points)));
          expect(Math.max(...finite(kept))).toBe(Math.max(...finite(points)));
        }
      }),
    );
  });

  it('covers in every stretch what all points cover', () => {
    const points = Array.from({ length: 10_000 }, (_, n): Point => ({ epoch: n + 1, values: [Math.sin(n * n)] }));
    const kept = new Set(thinned(points, 100, values));
    for (let from = 0; from < 10_000; from += 100) {
      const stretch = points.slice(from, from + 100);
      const ends = (some: readonly Point[]) =>
        [Math.min, Math.max].map((end) => end(...some.map(({ values: [v] }) => v)));
      expect(ends(stretch.filter((point) => kept.has(point)))).toEqual(ends(stretch));
    }
  });
});
