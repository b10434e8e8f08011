import { describe, expect, it } from 'vitest';
import { ablations } from '../../../../src/core/analysis/dynamics/ablation.js';
import { interventionDocument } from '../../../../src/core/analysis/dynamics/interventionDocument.js';
import { intervene } from '../../../../src/core/analysis/dynamics/interventions.js';
import type { IntervenedSample } from '../../../../src/core/analysis/dynamics/results.js';
import { chooseSamples } from '../../../../src/core/analysis/samples.js';
import type { Intervention } from '../../../../src/core/config/interventions.js';
import { scale } from '../../../../src/core/scaler.js';
import { asked, exactSum } from './support.js';

const stacked = {
  data: { task: 'sum' as const, samples: 100 },
  model: {
    layers: [
      { type: 'lstm' as const, units: 4, returnSequences: true },
      { type: 'gru' as const, units: 3 },
      { type: 'dense' as const, units: 1 },
    ],
  },
};

async function effects(interventions: Intervention[], made: ReturnType<typeof asked> = exactSum()) {
  const { request, subject } = await made;
  const results = await intervene(request, subject, interventions);
  return results.map(({ result }) => result as readonly IntervenedSample[]);
}

describe('of a linear layer that holds the sum', () => {
  it('moving, patching, clamping and editing change the answer by exactly what they say', async () => {
    const { request } = await exactSum();
    const samples = chooseSamples(request).map(({ input }) => [...input]);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const layer = 'simpleRnn_1';
    const given = [0.5, 0.25, 0, 0, 0];
    const found = await effects([
      { type: 'moveState', layer, step: 3, along: 'runningSum', by: 0.7 },
      { type: 'patchState', layer, step: 2, state: 'both', sample: given.map((x) => [x]) },
      { type: 'patchState', layer, step: 4, state: 'hidden', sample: 1 },
      { type: 'clampUnits', layer, units: [1], state: 'hidden', value: 2, from: 2, to: 2 },
      { type: 'clampUnits', layer, units: [2], state: 'hidden', value: 0 },
      { type: 'editInput', step: 5, value: 3 },
    ]);
    const donor = samples[0];
    const wanted = (x: number[]) => [
      0.7,
      0.75 - x[0] - x[1],
      sum(donor.slice(0, 4)) - sum(x.slice(0, 4)),
      2 - x[0] - x[1],
      0,
      3 - x[4],
    ];
    for (const [n, x] of samples.entries()) {
      for (const [index, change] of wanted(x).entries()) {
        const sample = found[index][n];
        expect(sample.change).toBeCloseTo(change, index === 0 ? 3 : 6);
        expect(sample.untouched[0]).toBeCloseTo(sum(x), 6);
        expect(sample.changed[0] - sample.untouched[0]).toBeCloseTo(change, index === 0 ? 3 : 6);
      }
      // Nothing is different before, and the sum stays as far off as it was moved.
      const [{ distance }] = found[0][n].layers;
      expect([...distance.subarray(0, 2)]).toEqual([0, 0]);
      for (const step of [3, 4]) expect(distance[step]).toBeCloseTo(0.7, 2);
    }
  });
});

describe('in stacked layers', () => {
  it('units held at zero do what their ablation by weights does', async () => {
    const { request, subject } = await asked(stacked, {}, 20);
    const inputs = scale(
      chooseSamples(request).flatMap(({ input }) => [...input]),
      request.scaling.input,
    );
    const { rows } = await ablations(request.network, inputs, new Float64Array(20), 0, async () => {});
    const results = await intervene(
      request,
      subject,
      rows.map(({ layer, unit }) => ({ type: 'clampUnits', layer, units: [unit + 1], state: 'hidden', value: 0 })),
    );
    for (const [index, { change }] of rows.entries()) {
      const samples = results[index].result as readonly IntervenedSample[];
      const root = Math.sqrt(samples.reduce((total, one) => total + one.change ** 2, 0) / samples.length);
      expect(root / subject.deviation).toBeCloseTo(change, 5);
    }
  });

  it('a shut update gate forgets, an open one never changes, and a forget gate held open keeps', async () => {
    const clamp = (
      layer: string,
      gate: 'update' | 'forget' | 'input',
      value: number,
      units?: number[],
    ): Intervention => ({
      type: 'clampGate',
      ...{ layer, gate, value, units },
    });
    const found = await effects(
      [
        clamp('gru_1', 'update', 1),
        clamp('gru_1', 'update', 1, [2]),
        clamp('lstm_1', 'input', 0),
        clamp('lstm_1', 'forget', 1),
      ],
      asked(stacked),
    );
    for (const sample of found[0]) expect(sample.layers[1].changed.hidden.every((value) => value === 0)).toBe(true);
    for (const sample of found[1]) {
      const { hidden } = sample.layers[1].changed;
      for (let t = 0; t < 5; t++) {
        expect(hidden[3 * t + 1]).toBe(0);
        expect(hidden[3 * t]).not.toBe(0);
      }
    }
    for (const sample of found[2]) expect(sample.layers[0].changed.cell!.every((value) => value === 0)).toBe(true);
    for (const sample of found[3]) expect(sample.layers[0].distance[4]).toBeGreaterThan(0);
  });

  it('a state patched with its own changes nothing, and later layers follow a patched one', async () => {
    const { request, subject } = await asked(stacked);
    const [own, other] = await Promise.all(
      [1, 2].map(async (sample) => {
        const patch: Intervention = { type: 'patchState', layer: 'lstm_1', step: 5, state: 'both', sample };
        return (await intervene(request, subject, [patch]))[0].result as readonly IntervenedSample[];
      }),
    );
    expect(own[0].change).toBe(0);
    expect(other[1].change).toBe(0);
    expect(other[0].change).not.toBe(0);
    // At the last step all that the second layer sees of the first is its state.
    expect(other[0].layers[1].distance[3]).toBe(0);
    expect(other[0].layers[1].distance[4]).toBeGreaterThan(0);
  });

  it('what does not fit is said, in words and as JSON', async () => {
    const { request, subject } = await asked(stacked);
    const results = await intervene(request, subject, [
      { type: 'clampUnits', layer: 'dense_1', units: [1], state: 'hidden', value: 0 },
      { type: 'patchState', layer: 'lstm_1', step: 1, state: 'both', sample: 21 },
      { type: 'editInput', step: 1, feature: 'y', value: 0 },
      { type: 'moveState', layer: 'gru_1', step: 2, along: 'input', inputStep: 1, by: 1 },
    ]);
    const document = JSON.parse(JSON.stringify(results.map(interventionDocument)));
    expect(document.map(({ reason }: { reason?: string }) => reason)).toEqual([
      'There is no recurrent layer "dense_1". The recurrent layers: lstm_1, gru_1.',
      'There are 20 sequences, no 21.',
      'There is no input "y". The inputs: "x".',
      undefined,
    ]);
    expect(document[3].name).toBe('state of gru_1 after step 2 moved by 1 along the input of step 1');
    expect(document[3].samples[0].layers[1].changed.hidden).toHaveLength(5);
  });
});
