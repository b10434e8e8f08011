import { describe, expect, it } from 'vitest';
import type { TrustRow, UninformedRow } from '../../../src/core/analysis/inspection.js';
import { readingOf } from '../../../src/core/analysis/trust/reading.js';

const none = { withinSample: Number.NaN, spearman: Number.NaN, sign: Number.NaN, samples: 10 };
const known = (method: TrustRow['method'], pearson: number): TrustRow => ({ ...none, method, pearson });
const score = (value: number) => ({ value, low: value - 1, high: value + 1 });
const free = <M>(method: M, insertion: number, deletion: number) => ({
  ...none,
  method,
  pearson: Number.NaN,
  insertion: score(insertion),
  deletion: score(deletion),
});

describe('the reading of the trust table', () => {
  it('sorts the methods by how they follow the truth', () => {
    const rows = [
      known('occlusion', 0.999),
      known('shapley', 0.96),
      known('stateChange', 0.72),
      known('gradient', -0.03),
    ];
    expect(readingOf(rows, [])).toBe(
      'On this model the true contribution is followed closely by occlusion (r = 1.00) and shapley (r = 0.96), ' +
        'loosely by stateChange (r = 0.72), hardly or not by gradient (r = -0.03).',
    );
    expect(readingOf([known('stateChange', 0.72)], [], () => 'the state change')).toBe(
      'On this model the true contribution is followed loosely by the state change (r = 0.72).',
    );
  });

  it('without a rule says which find more than chance does, beyond both intervals', () => {
    const random: UninformedRow = free('random', 0, 0);
    const [clear, near] = [free('occlusion' as const, 5, -5), free('stateChange' as const, 1, -1)];
    expect(readingOf([clear, near], [random])).toMatch(/^Of the steps that move the output, occlusion finds more/);
    expect(readingOf([near], [random])).toMatch(/no more than a random order/);
    expect(readingOf([], [random])).toBe('No influence could be measured on this model.');
  });
});
