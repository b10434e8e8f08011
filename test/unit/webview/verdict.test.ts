import { describe, expect, it } from 'vitest';
import type { Fit, TrustRow } from '../../../src/core/analysis/inspection.js';
import { verdict } from '../../../webview/views/overview/verdict.js';

const row = (method: TrustRow['method'], pearson: number): TrustRow => ({
  method,
  pearson,
  withinSample: pearson,
  spearman: pearson,
  sign: 1,
  samples: 200,
});
const good = {
  kind: 'numbers',
  part: 'validation',
  mse: 0.1,
  mae: 0.2,
  r2: 0.99,
  predicted: new Float64Array(),
  actual: new Float64Array(),
} as const;

const told = (trust: TrustRow[], trustNote: string, fit: Fit) => verdict({ trust, trustBaselines: [], trustNote, fit });

describe('the verdict', () => {
  it('tells what follows the truth from what does not', () => {
    const trust = [row('integratedGradients', 0.999), row('occlusion', 0.997), row('stateChange', 0.82)];
    expect(told(trust, 'note', good)).toEqual({
      headline:
        'Integrated gradients and occlusion follow the true contribution with r = 1.00; state change only with r = 0.82.',
      notes: ['note'],
    });
  });

  it('says so where nothing does', () => {
    const { headline } = told([row('occlusion', 0.6), row('stateChange', -0.1)], 'note', good);
    expect(headline).toBe(
      'No method follows the true contribution closely: occlusion only with r = 0.60; state change hardly at all, with r = −0.10.',
    );
  });

  it('does not invent what was not measured', () => {
    const unknown = 'How far these pictures may be believed is not known.';
    expect(told([], 'No rule is known.', good)).toEqual({ headline: unknown, notes: ['No rule is known.'] });
  });

  it('tells what the scores without a rule say, where none is known', () => {
    const score = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
    const trust = [{ ...row('gradientInput', Number.NaN), insertion: score(2), deletion: score(-2) }];
    const random = {
      ...row('occlusion', Number.NaN),
      method: 'random' as const,
      insertion: score(0),
      deletion: score(0),
    };
    // A message turns what is no number into null.
    const sent = JSON.parse(JSON.stringify({ trust, trustBaselines: [random], trustNote: 'note' }));
    const { headline: received } = verdict({ ...sent, fit: good });
    expect(received).toMatch(/^Of the steps that move the output/);
    const { headline } = verdict({ trust, trustBaselines: [random], trustNote: 'note', fit: good });
    expect(headline).toBe(
      'Of the steps that move the output, gradient × input finds more than a random order does; the rule is not known.',
    );
  });

  it('warns that a model that has learned little is a poor witness', () => {
    expect(told([row('occlusion', 0.99)], 'note', { ...good, r2: 0.4 }).notes[1]).toContain('only 40 %');
  });
});
