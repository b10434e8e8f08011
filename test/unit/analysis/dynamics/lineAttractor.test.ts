import { describe, expect, it } from 'vitest';
import { judgedLine } from '../../../../src/core/analysis/dynamics/lineAttractor.js';
import { spectrumAt } from '../../../../src/core/analysis/dynamics/spectrum.js';

/** The modes of s ← A s. */
const modesOf = (...rows: number[][]) =>
  spectrumAt(
    { size: rows.length, next: (state) => state, jacobian: () => Float64Array.from(rows.flat()) },
    new Float64Array(rows.length),
  );

describe('a line attractor', () => {
  it('is a mode that lasts, alone, along the quantity', () => {
    const line = judgedLine(modesOf([0.999, 0], [0, 0.3]), Float64Array.of(2, 0), 10, 0);
    expect(line).toMatchObject({ is: true, point: 0, second: expect.closeTo(0.3, 12), alignment: 1 });
    expect(line.eigenvalue.size).toBeCloseTo(0.999, 12);
    expect(line.reading).toBe(
      'At fixed point 1 there is a line attractor: |λ| = 0.999 along the quantity (|cos| = 1), and 0.3 next to it.',
    );
  });

  it('is judged by the mode along the quantity where several last', () => {
    const two = modesOf([1, 0, 0], [0, 0.99, 0], [0, 0, 0.1]);
    expect(judgedLine(two, Float64Array.of(0, 1, 0), 10, undefined)).toMatchObject({
      is: false,
      eigenvalue: { size: expect.closeTo(0.99, 12) },
      alignment: 1,
      second: 1,
    });
  });

  it.each([
    ['lasts 4.48 steps, a sequence 10', modesOf([0.8, 0], [0, 0.1]), [1, 0]],
    ['does not lie along the quantity (|cos| = 0)', modesOf([0.999, 0], [0, 0.1]), [0, 1]],
    ['another mode is about as slow (|λ| = 0.992)', modesOf([0.995, 0], [0, 0.992]), [1, 0]],
    ['turns instead of standing still', modesOf([0.9, -0.42], [0.42, 0.9]), [1, 0]],
    ['turns instead of standing still', modesOf([-0.999, 0], [0, 0.1]), [1, 0]],
  ])('is none where its mode %s', (fault, modes, direction) => {
    const line = judgedLine(modes, Float64Array.from(direction), 10, 2);
    expect(line.is).toBe(false);
    expect(line.reading).toContain('At fixed point 3 there is no line attractor');
    expect(line.reading).toContain(fault);
  });
});
