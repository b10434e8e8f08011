import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../../src/core/analysis/inspection.js';
import { INITIAL_PAGE } from '../../../webview/store.js';
import { trouble } from '../../../webview/views/trouble.js';
import { inspection, layerTrace, population } from './fixtures.js';

const told = (view: (typeof INITIAL_PAGE)['selection']['view'], change: Partial<Inspection>, average = false) =>
  trouble(inspection(['x'], change), { ...INITIAL_PAGE.selection, view, layer: 'first' }, average);

/** The first sample with another answer, and with holes in its states. */
function broken(prediction: number, holes: number): Partial<Inspection> {
  const [sample, ...others] = inspection().samples;
  const trace = layerTrace(3, 4);
  trace.hidden.fill(Number.NaN, 0, holes);
  return { samples: [{ ...sample, prediction: Float64Array.of(prediction), layers: [trace] }, ...others] };
}

describe('numbers that are not finite', () => {
  it('are no matter where there are none', () => {
    for (const view of [
      'overview',
      'states',
      'gates',
      'space',
      'influence',
      'attention',
      'trust',
      'training',
    ] as const) {
      expect(told(view, { population: population() })).toBeUndefined();
    }
  });

  it('are counted among the points of the overview', () => {
    const { fit } = inspection();
    if (fit.kind !== 'numbers') throw new Error('The fixture has numbers.');
    const predicted = fit.predicted.map((value, n) => (n === 0 ? Number.NaN : value));
    const text = told('overview', { fit: { ...fit, predicted } });
    expect(text).toContain(`1 of ${predicted.length} sequences of the ${fit.part} part`);
    expect(told('states', { fit: { ...fit, predicted } })).toBeUndefined();
  });

  it('are counted among the states that are shown', () => {
    expect(told('states', broken(1, 5))).toMatch(/^Of the values shown here 5 of 12 are not finite numbers/);
    expect(told('states', broken(1, 12))).toMatch(/here all 12 are not/);
  });

  it('say why what follows from an answer is blank', () => {
    for (const view of ['influence', 'attention', 'space'] as const) {
      expect(told(view, broken(Number.POSITIVE_INFINITY, 0))).toContain('answer to inspect.inputs[0] is not a finite');
    }
    expect(told('gates', broken(Number.NaN, 0))).toBeUndefined();
  });

  it('are told of the sequences that were left out', () => {
    const few = { population: { ...population(), notFinite: 3 } };
    for (const view of ['gates', 'space', 'training'] as const) expect(told(view, few)).toContain('3 of 5 sequences');
    expect(told('states', few)).toBeUndefined();
    expect(told('states', few, true)).toContain('3 of 5 sequences');
  });
});
