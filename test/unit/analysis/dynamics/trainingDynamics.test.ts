import { describe, expect, it } from 'vitest';
import type { TrainingDynamics } from '../../../../src/core/analysis/dynamics/results.js';
import { trainingDynamics } from '../../../../src/core/analysis/dynamics/trainingDynamics.js';
import { lastingFrom, trainingReadings } from '../../../../src/core/analysis/dynamics/trainingReadings.js';
import type { LayerWeights } from '../../../../src/core/model/spec.js';
import { exactSum } from './support.js';

const mean = { kind: 'mean' } as const;

describe('the dynamics over a training', () => {
  it('are those of the weights of each checkpoint', async () => {
    const { request, subject } = await exactSum({ inspect: { influence: ['gradientInput', 'stateChange'] } });
    const trained = request.network.weights();
    // The recurrent weight grows from nothing to one.
    const at = (kept: number): LayerWeights[] =>
      trained.map((entry) => ({
        ...entry,
        tensors: entry.tensors.map((tensor) =>
          tensor.name === 'recurrentKernel'
            ? { ...tensor, values: tensor.values.map((value) => value * kept) }
            : tensor,
        ),
      }));
    const kept = [0, 0.5, 1];
    const shares: number[] = [];
    const use = async (epoch: number) => request.network.setWeights(at(kept[epoch]));
    const found = (await trainingDynamics(request, subject, mean, { epochs: [0, 1, 2], use }, (share) =>
      shares.push(share),
    )) as TrainingDynamics;
    expect(shares).toEqual([0, 1 / 3, 2 / 3]);
    expect(found.epochs).toEqual([0, 1, 2]);
    const [layer] = found.layers;
    // The map is s ← [[kept, 0], [0, 0]] s + x: its modes are known.
    expect(layer.eigenvalue[1]).toBeCloseTo(0.5, 6);
    expect(layer.eigenvalue[2]).toBeCloseTo(1, 6);
    for (const e of [0, 1]) expect([layer.fixedPoints[e], layer.stable[e]]).toEqual([1, 1]);
    expect(layer.fixedPoints[2]).toBe(0);
    expect(layer.leak[2]).toBeCloseTo(0, 2);
    expect(layer.r2[2]).toBeGreaterThan(0.999);
    expect(found.fit[2]).toBeCloseTo(1, 6);
    const influence = found.influence as Record<string, Float64Array>;
    expect(influence.gradientInput[2]).toBeCloseTo(1, 6);
    expect(influence.gradientInput[0]).toBeLessThan(0.8);
    expect(
      found.readings.some((reading) => /gradientInput follows the truth \(r ≥ 0.95\) at epoch 2/.test(reading)),
    ).toBe(true);
  });

  it('cannot be had without checkpoints, and end when they are cancelled', async () => {
    const { request, subject } = await exactSum();
    const none = { epochs: [], use: async () => {} };
    expect(await trainingDynamics(request, subject, mean, none, () => {})).toHaveProperty('reason');
    let turns = 3;
    const pause = async () => {
      if (turns-- === 0) throw new Error('cancelled');
    };
    const some = { epochs: [1], use: async () => {} };
    await expect(trainingDynamics({ ...request, pause }, subject, mean, some, () => {})).rejects.toThrow('cancelled');
  });
});

describe('what curves say', () => {
  it('counts from where a thing stays', () => {
    const right = (value: number) => value > 0.9;
    expect(lastingFrom(Float64Array.of(0, 1, 0, 1, 1), right)).toBe(3);
    expect(lastingFrom(Float64Array.of(1, 1), right)).toBe(0);
    expect(lastingFrom(Float64Array.of(1, 0), right)).toBeUndefined();
    expect(lastingFrom(Float64Array.of(1, Number.NaN), right)).toBeUndefined();
  });

  it('is said of every layer and method', () => {
    const curve = (...values: number[]) => Float64Array.from(values);
    const layer = {
      layer: 'lstm_1',
      ...{ r2: curve(0.1, 0.99, 0.98), gain: curve(0, 1, 1), leak: curve(1, 0, 0) },
      ...{ eigenvalue: curve(0.5, 0.99, 1), alignment: curve(0.1, 0.9, 0.9), second: curve(0.4, 0.4, 0.4) },
      ...{
        attractor: curve(0, 1, 1),
        fixedPoints: curve(1, 0, 0),
        stable: curve(1, 0, 0),
        slowest: curve(0, 1e-4, 1e-4),
      },
    };
    const influence = { occlusion: curve(0.2, 0.5, 0.99), stateChange: curve(0.2, 0.99, 0.5) };
    expect(trainingReadings({ epochs: [0, 5, 10], fit: curve(0, 1, 1), layers: [layer], influence }, 5)).toEqual([
      'What came so far can be read from lstm_1 with one decoder (R² ≥ 0.95) at epoch 5 and from then on.',
      'The line attractor of lstm_1 appears at epoch 5 and stays.',
      'occlusion follows the truth (r ≥ 0.95) at epoch 10 and from then on.',
      'stateChange does not come to follow the truth: r = 0.5 at last.',
    ]);
  });
});
