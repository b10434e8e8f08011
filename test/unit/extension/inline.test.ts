/** Shades and sparklines: small pictures made of numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inspection, SampleInspection } from '../../../src/core/analysis/inspection.js';
import { SHADES, shadeOf, shadingOf } from '../../../src/extension/inline/shading.js';
import { sparkline } from '../../../src/extension/sparkline.js';

describe('the shade of an influence', () => {
  test.each([
    [1, 1, SHADES],
    [-1, 1, -SHADES],
    [0.5, 1, 3],
    [0.01, 1, 0],
    [0, 0, 0],
    [Number.NaN, 1, 0],
  ])('%d of at most %d is %d', (value, largest, shade) => expect(shadeOf(value, largest)).toBe(shade));

  test('is stronger for more, and mirrored for less', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(shadeOf(less, 1)).toBeLessThanOrEqual(shadeOf(more, 1));
        expect(shadeOf(-more, 1)).toBe(0 - shadeOf(more, 1));
      }),
    );
  });
});

describe('what shades a sample', () => {
  const sample = (influence: object) =>
    ({ input: Float64Array.of(1, 2, 3, 4), influence }) as unknown as SampleInspection;
  const perStep = Float64Array.of(1, -3);
  const values = Float64Array.of(1, 0, -2, -1);

  test('is the method with a sign that is trusted most', () => {
    const trust = [{ method: 'stateChange' }, { method: 'occlusion' }, { method: 'integratedGradients' }];
    const shading = shadingOf(
      sample({ integratedGradients: { perStep, values }, occlusion: { perStep, values }, stateChange: { perStep } }),
      { trust } as unknown as Inspection,
    );
    expect(shading).toEqual({ method: 'occlusion', values, largest: 2 });
  });

  test('is each step’s where a method knows only steps', () => {
    expect(shadingOf(sample({ shapley: { perStep } }), { trust: [] } as unknown as Inspection)?.values).toEqual(
      Float64Array.of(1, 1, -3, -3),
    );
  });

  test('is nothing where no method has a sign', () => {
    expect(shadingOf(sample({ stateChange: { perStep } }), { trust: [] } as unknown as Inspection)).toBeUndefined();
  });
});

describe('a sparkline', () => {
  test.each([
    [[], 5, ''],
    [[1], 5, ''],
    [[1, 1, 1], 5, '▁▁▁'],
    [[3, 2, 1], 5, '█▅▁'],
    [[8, 8, 1, 1], 2, '█▁'],
    [[1, Number.NaN, 2], 5, '▁█'],
    [[1000, 100, 10, 1], 5, '█▆▃▁'],
    [[1000, 100, 10, 0], 5, '█▂▁▁'],
  ])('of %j in %d bars is %s', (numbers, width, line) => expect(sparkline(numbers, width)).toBe(line));
});
