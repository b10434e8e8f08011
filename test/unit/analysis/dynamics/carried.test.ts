import { describe, expect, it } from 'vitest';
import { carriedOf } from '../../../../src/core/analysis/dynamics/carried.js';
import { dynamicsOf } from '../../../../src/core/analysis/dynamics/dynamics.js';
import { dynamicsDocument } from '../../../../src/core/analysis/dynamics/dynamicsDocument.js';
import type {
  GradientByLag,
  Integrator,
  LayerProbes,
  ProbedQuantity,
  Steering,
} from '../../../../src/core/analysis/dynamics/results.js';
import { asked, exactSum } from './support.js';

describe('of a linear layer whose state is the sum so far and the last input', () => {
  it('both are read, and other inputs as far as the sum holds them', async () => {
    const { request, subject } = await exactSum();
    const { layers } = await carriedOf(request, subject);
    const probes = layers[0].probes as LayerProbes;
    expect([probes.fitted, probes.heldOut, probes.steps]).toEqual([160, 40, 5]);
    expect(probes.running.cell).toBeUndefined();
    for (const r2 of probes.running.state.r2) expect(r2).toBeGreaterThan(0.999);
    const target = probes.target as ProbedQuantity;
    // Of five independent numbers alike, t hold the share t / 5 of the sum's variance.
    for (let t = 0; t < 5; t++) expect(Math.abs(target.state.r2[t] - (t + 1) / 5)).toBeLessThan(0.25);
    expect(target.state.r2[4]).toBeGreaterThan(0.999);
    const [input] = probes.inputs;
    for (let t = 0; t < 5; t++) {
      expect(input.r2[t * 5 + t]).toBeGreaterThan(0.999);
      for (let s = t + 1; s < 5; s++) expect(input.r2[t * 5 + s]).toBeNaN();
      // The sum less the last input holds each of the t others alike.
      for (let s = 0; s < t; s++) expect(Math.abs(input.r2[t * 5 + s] - 1 / t)).toBeLessThan(0.35);
    }
    // What is asked for as a control has nothing to do with the inputs themselves.
    for (const control of input.byLag.control) expect(control).toBeLessThan(0.3);
    expect(input.byLag.selectivity[0]).toBeGreaterThan(0.6);
  });

  it('the direction of the sum is that of its unit, and moving along it moves the answer by as much', async () => {
    const { request, subject } = await exactSum();
    const { layers } = await carriedOf(request, subject);
    const { directions } = (layers[0].probes as LayerProbes).running;
    for (let t = 0; t < 5; t++) expect(directions[2 * t]).toBeCloseTo(1, 3);
    const { slopes, r2, sequences } = layers[0].steering as Steering;
    expect(sequences).toBe(40);
    for (let t = 0; t < 5; t++) {
      expect(slopes[t]).toBeCloseTo(1, 3);
      expect(r2[t]).toBeCloseTo(1, 9);
    }
  });

  it('it integrates without leak, and its gradient reaches back unchanged', async () => {
    const { request, subject } = await exactSum();
    const { layers, inputGradient } = await carriedOf(request, subject);
    const integrator = layers[0].integrator as Integrator;
    expect(integrator.r2).toBeGreaterThan(0.9999);
    expect(integrator.gain).toBeCloseTo(1, 2);
    expect(integrator.leak).toBeCloseTo(0, 2);
    expect(integrator.weights[0]).toBeCloseTo(1, 2);
    expect(integrator.readout).toEqual({ reason: expect.stringContaining('simpleRnn') });
    const gradient = layers[0].gradient as GradientByLag;
    expect(gradient.norms[0]).toBeCloseTo(Math.SQRT2, 12);
    for (const norm of gradient.norms.subarray(1)) expect(norm).toBeCloseTo(1, 12);
    expect(gradient.verdict).toBe('steady');
    for (const norm of (inputGradient as GradientByLag).norms) expect(norm).toBeCloseTo(1, 6);
  });

  it('a leak is told as it is', async () => {
    const model = {
      layers: [
        { type: 'simpleRnn' as const, units: 1, activation: 'linear' as const },
        { type: 'dense' as const, units: 1 },
      ],
    };
    const leaky = (kept: number, length = 5) =>
      asked(
        { data: { task: 'sum', samples: 400, length, standardize: false }, model },
        { simpleRnn_1: { kernel: [1], recurrentKernel: [kept] }, dense_1: { kernel: [1] } },
      );
    const { request, subject } = await leaky(0.5);
    const { layers, inputGradient } = await carriedOf(request, subject);
    // The state itself keeps half; the decoder, fitted over all steps, only scales it.
    expect((layers[0].integrator as Integrator).leak).toBeCloseTo(0.5, 2);
    const { norms, factor, verdict } = inputGradient as GradientByLag;
    for (const [lag, norm] of norms.entries()) expect(norm).toBeCloseTo(0.5 ** lag, 6);
    expect(factor).toBeCloseTo(0.5, 6);
    expect(verdict).toBe('steady');
    const far = await leaky(0.5, 10);
    expect((await carriedOf(far.request, far.subject)).inputGradient).toMatchObject({ verdict: 'vanishing' });
    const wild = await leaky(2, 10);
    const growing = (await carriedOf(wild.request, wild.subject)).inputGradient as GradientByLag;
    expect([growing.verdict, growing.factor]).toEqual(['exploding', expect.closeTo(2, 6)]);
    expect(growing.reading).toContain('globalClipNorm');
  });
});

describe('what cannot be had', () => {
  it('of a model without recurrence is said, and nothing fails', async () => {
    const { request, subject } = await asked({
      data: { task: 'runningSum', samples: 60 },
      model: { layers: [{ type: 'timeDistributed', layer: { type: 'dense', units: 1 } }] },
    });
    const carried = await carriedOf(request, subject);
    expect(carried).toEqual({ layers: [], inputGradient: { reason: 'The model has no recurrent layer.' } });
    expect(await dynamicsOf(request)).toMatchObject({ layers: [], ablations: [] });
  });

  it('of states that are no numbers, of one number and of too few sequences is said', async () => {
    const layers = [
      { type: 'simpleRnn' as const, units: 1 },
      { type: 'dense' as const, units: 1 },
    ];
    const sum = { data: { task: 'sum' as const, samples: 100 }, model: { layers } };
    const broken = await asked(sum, { simpleRnn_1: { kernel: [Number.NaN] }, dense_1: { kernel: [1] } });
    const [lost] = (await dynamicsOf(broken.request)).layers;
    const notFinite = { reason: 'Its states are not finite numbers.' };
    expect(lost).toMatchObject({ probes: notFinite, integrator: notFinite, steering: notFinite, gradient: notFinite });
    expect(lost.lineAttractor).toEqual(notFinite);
    const one = await asked(sum);
    const [layer] = (await dynamicsOf(one.request)).layers;
    expect(layer.lineAttractor).toEqual({ reason: 'Its state is one number, and has no line within it.' });
    const few = await asked({ ...sum, data: { task: 'sum', samples: 30 } });
    const [short] = (await dynamicsOf(few.request)).layers;
    expect(short.probes).toEqual({ reason: expect.stringMatching(/^Probes need 20 sequences .* 24 and 6\.$/) });
  });

  it('of classes, backward layers and lengths that change is said', async () => {
    const { request, subject } = await asked({
      data: { task: 'digitAddition', samples: 120, digits: 1 },
      model: {
        layers: [
          { type: 'bidirectional', layer: { type: 'lstm', units: 3 } },
          { type: 'repeatVector', n: 2 },
          { type: 'gru', units: 3, returnSequences: true },
          { type: 'timeDistributed', layer: { type: 'dense', units: 13, activation: 'softmax' } },
        ],
      },
      train: { loss: 'categoricalCrossentropy' },
      inspect: { influence: ['occlusion'] },
    });
    const { layers } = await carriedOf(request, subject);
    const probes = layers.map((layer) => layer.probes);
    expect((probes[0] as LayerProbes).target).toEqual({ reason: 'The answer is a class, and probes read numbers.' });
    expect(probes[1]).toEqual({ reason: expect.stringContaining('reads the last step first') });
    expect(probes[2]).toEqual({ reason: 'It has 2 steps, and the input 4.' });
    const document = JSON.parse(JSON.stringify(dynamicsDocument(await dynamicsOf(request))));
    expect(document.layers.map(({ layer }: { layer: string }) => layer)).toHaveLength(3);
  });

  it('can be cancelled at every pause', async () => {
    const { request, subject } = await exactSum();
    for (const turns of [1, 5, 9]) {
      let left = turns;
      const pause = async () => {
        if (left-- === 0) throw new Error('cancelled');
      };
      await expect(carriedOf({ ...request, pause }, subject)).rejects.toThrow('cancelled');
    }
  });
});
