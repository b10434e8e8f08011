/** What layers carry, interventions, unit search and dynamics by epoch: words and plots. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  CarriedLayer,
  GradientByLag,
  IntervenedLayer,
  LayerProbes,
  UnitSearch,
} from '../../../src/core/analysis/dynamics/results.js';
import { distancePlot } from '../../../webview/views/dynamics/distanceSpec.js';
import { FIRST_DRAFT, fittingDraft, interventionOf, readUnits } from '../../../webview/views/dynamics/draft.js';
import { integratorReading } from '../../../webview/views/dynamics/integratorWords.js';
import { gradientLines, gradientText, inputLines, readableText } from '../../../webview/views/dynamics/reachWords.js';
import { pulledPlot } from '../../../webview/views/dynamics/steeringSpec.js';
import type { PlotSpec } from '../../../webview/views/plotSpec.js';
import { directionOf } from '../../../webview/views/space/direction.js';
import { alignedPlot } from '../../../webview/views/states/alignedSpec.js';
import { searchReading } from '../../../webview/views/states/searchWords.js';
import { curvesPlot } from '../../../webview/views/training/curvesSpec.js';
import { draw } from './draw.js';

const scores = (...r2: number[]) => ({
  r2: Float64Array.from(r2),
  control: new Float64Array(r2.length),
  selectivity: Float64Array.from(r2),
});
const probes: LayerProbes = {
  fitted: 100,
  heldOut: 50,
  steps: 3,
  running: {
    name: 'answer so far',
    hidden: scores(1, 0.9, 0.8),
    state: scores(1, 0.9, 0.8),
    // Steps of three, units of two.
    directions: Float64Array.of(1, 0, 0, 2, 3, 4),
  },
  target: { reason: 'Why not.' },
  inputs: [
    { feature: 'a', r2: new Float64Array(9), byLag: scores(0.9, 0.6, 0.1) },
    { feature: 'b', r2: new Float64Array(9), byLag: scores(0.2, 0.1, 0.1) },
  ],
};
const gradient: GradientByLag = {
  norms: Float64Array.of(1, 0.5, 0.25),
  sequences: 10,
  factor: 0.5,
  verdict: 'vanishing',
  reading: 'It vanishes.',
};
const integrator = {
  quantity: 'answer so far',
  r2: 0.99,
  gain: 0.97,
  leak: 0.04,
  weights: new Float64Array(2),
  offset: 0,
  direction: new Float64Array(2),
  readout: 0.5,
};
const layer: CarriedLayer = {
  layer: 'rnn',
  type: 'simpleRnn',
  units: 2,
  probes,
  integrator,
  gradient,
  steering: { reason: 'Why not.' },
};
const search: UnitSearch = {
  layer: 'rnn',
  from: 2,
  to: 3,
  threshold: 0.3,
  units: [
    { unit: 1, mean: 0.5, justThere: true },
    { unit: 0, mean: 0.4, justThere: false },
  ],
  searched: 120,
  matches: [
    { part: 'validation', sequence: 4, from: 1, to: 2, score: 0.9, common: 2, input: Float64Array.of(1, 2, 3) },
    { part: 'training', sequence: 0, from: 2, to: 3, score: 0.5, common: 1, input: Float64Array.of(4, 5, 6) },
  ],
};

describe('how far back a layer reaches', () => {
  it('is a line a feature beside its control, and told by the lag at which R² falls under a half', () => {
    expect(inputLines(probes).map(({ name, control }) => [name, control])).toEqual([
      ['a', undefined],
      ['a', true],
      ['b', undefined],
      ['b', true],
    ]);
    const text = readableText(probes);
    expect(text).toContain('a can be read (R² of 0.5 or more) up to 1 step later.');
    expect(text).toContain('b can hardly be read even at its own step.');
    const whole = { ...probes, inputs: [{ ...probes.inputs[0], byLag: scores(0.9, 0.8, 0.7) }] };
    expect(readableText(whole)).toContain('An input can be read over the whole sequence.');
  });

  it('has the gradients that there are, and the reason for those that there are not', () => {
    expect(gradientLines(layer, { reason: 'None.' }).map(({ name }) => name)).toEqual(['state of rnn']);
    expect(gradientText(layer, { reason: 'None.' })).toBe('State: It vanishes. Answer: None.');
  });
});

describe('how a layer adds up, in words', () => {
  it('tells gain and leak only where the quantity can be read', () => {
    expect(integratorReading(layer)).toBe(
      'rnn carries the answer so far: it takes in 97\u202f% of what a step brings and loses 4\u202f% of it at each step.',
    );
    expect(integratorReading({ ...layer, integrator: { ...integrator, leak: 0.001 } })).toContain('keeps all of it');
    expect(integratorReading({ ...layer, integrator: { ...integrator, r2: 0.3 } })).toContain('does not carry');
    expect(integratorReading({ ...layer, integrator: { ...integrator, r2: Number.NaN } })).toContain('does not carry');
    expect(integratorReading({ ...layer, integrator: { reason: 'Why.' } })).toContain('Why.');
  });
});

describe('an intervention that is made up', () => {
  const layers = [
    { layer: 'a', type: 'lstm', units: 4 },
    { layer: 'b', type: 'simpleRnn', units: 2 },
  ] as const;

  it('names only what its kind has, and nothing before a unit is named', () => {
    const draft = fittingDraft({ ...FIRST_DRAFT, layer: 'a' }, layers, 5);
    expect(interventionOf(draft)).toBeUndefined();
    expect(interventionOf({ ...draft, units: [2], value: 0.5 })).toEqual({
      ...{ type: 'clampUnits', layer: 'a', units: [2], state: 'hidden', value: 0.5 },
    });
    expect(interventionOf({ ...draft, type: 'clampGate', value: 1 })).toEqual({
      ...{ type: 'clampGate', layer: 'a', gate: 'forget', value: 1 },
    });
    expect(interventionOf({ ...draft, type: 'moveState', value: -1 })).toEqual({
      ...{ type: 'moveState', layer: 'a', step: 1, along: 'runningSum', by: -1 },
    });
    expect(interventionOf({ ...draft, type: 'patchState', sample: 7 })).toEqual({
      ...{ type: 'patchState', layer: 'a', step: 1, state: 'both', sample: 7 },
    });
  });

  it('is brought to what the model has: its layers, gates, units and steps', () => {
    const wild = { ...FIRST_DRAFT, layer: 'gone', type: 'clampGate', state: 'cell', units: [1, 3], step: 9 } as const;
    expect(fittingDraft(wild, layers, 5)).toMatchObject({
      ...{ layer: 'b', type: 'clampUnits', state: 'hidden', units: [1], step: 5 },
    });
    expect(fittingDraft({ ...wild, layer: 'a' }, layers, 5)).toMatchObject({
      type: 'clampGate',
      state: 'cell',
      gate: 'forget',
    });
  });

  it('reads any text as units, each once', () => {
    expect(readUnits('3, 5 und 3; 0')).toEqual([3, 5]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const units = readUnits(text);
        expect(new Set(units).size).toBe(units.length);
        expect(units.every((unit) => Number.isSafeInteger(unit) && unit > 0)).toBe(true);
      }),
    );
  });
});

describe('a search for units, in words', () => {
  it('says how many there are, how many just there, and where else', () => {
    expect(searchReading(search)).toBe(
      '2 units are active throughout from step 2 to 3, 1 just there. The best 2 of 120 sequences are below.',
    );
    expect(searchReading({ ...search, units: [], matches: [] })).toContain('choose a lower threshold');
    expect(searchReading({ ...search, matches: [], to: 2 })).toContain('at step 2');
  });
});

describe('the direction of a probe', () => {
  const axes = { mean: new Float64Array(2), directions: Float64Array.of(1, 0, 0, 1) };
  const bounds = { ends: [], center: [1, 0, 0], radius: 10 };

  it('goes through the middle of the space, towards more of the quantity', () => {
    const found = directionOf(layer, 'running', 2, axes, bounds)!;
    const [x0, y0, , x1, y1] = found.ends.coordinates;
    expect([(x0 + x1) / 2, (y0 + y1) / 2]).toEqual([expect.closeTo(1, 5), expect.closeTo(0, 5)]);
    expect(Math.atan2(y1 - y0, x1 - x0)).toBeCloseTo(Math.atan2(4, 3), 5);
    expect(found.share).toBeCloseTo(1, 9);
  });

  it('tells how much of it the shown components hold, and is none where there is no probe', () => {
    const one = { mean: new Float64Array(2), directions: Float64Array.of(1, 0) };
    expect(directionOf(layer, 'running', 2, one, bounds)!.share).toBeCloseTo(9 / 25, 9);
    expect(directionOf(layer, 'running', 1, one, bounds)).toBeUndefined();
    expect(directionOf(layer, 'target', 2, axes, bounds)).toBeUndefined();
    expect(directionOf({ ...layer, probes: { reason: 'Why.' } }, 'running', 2, axes, bounds)).toBeUndefined();
  });
});

describe('the plots', () => {
  const states = (value: number) => ({ hidden: Float64Array.of(value, value) });
  const moved: IntervenedLayer = {
    ...{ layer: 'rnn', steps: 2, units: 1, untouched: states(0), changed: states(1) },
    distance: Float64Array.of(0, Number.NaN),
  };
  const plots: [string, PlotSpec][] = [
    ['steering', pulledPlot([0.5, Number.NaN, 1], 'rnn', 'sum')],
    ['distance', distancePlot([moved])],
    ['distance of layers', distancePlot([moved, { ...moved, layer: 'other' }])],
    ['aligned inputs', alignedPlot(search, { label: 'own', input: Float64Array.of(7, 8, 9) }, 0, ['x'])],
    ['curves', curvesPlot([1, 2, 5], [{ name: 'r', values: [0.1, Number.NaN, 9] }], 'Fit', 2)],
    ['counts', curvesPlot([1, 2], [{ name: 'points', values: [3, 8] }], 'Points', undefined)],
  ];

  it.each(plots)('are drawn without a warning: %s', async (_, plot) => {
    const { svg, warnings } = await draw(plot);
    expect(warnings).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('line inputs up by the start of their ranges', () => {
    const { data } = alignedPlot(search, { label: 'own', input: Float64Array.of(7, 8, 9) }, 0, ['x']);
    expect(data.own.map(({ at, value }) => [at, value])).toEqual([
      [-1, 7],
      [0, 8],
      [1, 9],
    ]);
    expect(data.others.filter(({ at }) => at === 0).map(({ value }) => value)).toEqual([1, 5]);
  });
});
