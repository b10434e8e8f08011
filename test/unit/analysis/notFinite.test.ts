/** Weights and inputs that lead to no finite number: the rest of an inspection goes on without them. */
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../src/core/analysis/inspect.js';
import { populationStates } from '../../../src/core/analysis/population/population.js';
import type { InspectRequest } from '../../../src/core/analysis/request.js';
import { resolveExperiment } from '../../../src/core/config/experiment.js';
import { loadData } from '../../../src/core/data/load.js';
import type { LayerWeights } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { withSamples } from '../../../src/worker/samples.js';
import { wasmEngine } from '../engine/support.js';
import { initialWeights } from '../support/weights.js';

const layers = [
  { type: 'lstm' as const, units: 3 },
  { type: 'dense' as const, units: 1 },
];

const problemAt = (_path: unknown, message: string): never => {
  throw new Error(message);
};

async function requestWith(change: (weights: LayerWeights[]) => void): Promise<InspectRequest> {
  const experiment = resolveExperiment(
    { data: { task: 'sum', samples: 60, length: 4 }, model: { layers }, inspect: { attention: ['cellWeights'] } },
    'test',
  );
  const data = await loadData(
    experiment.data,
    { seed: 1, loss: experiment.train.loss, everyStep: false },
    '.',
    nodeFiles,
    problemAt,
  );
  const spec = { length: data.length, features: data.features.length, layers: experiment.model.layers ?? [] };
  const weights = initialWeights(spec, Random.for(1, 'weights'));
  change(weights);
  const network = await (await wasmEngine()).createNetwork(spec, weights, 16);
  const scaling = { input: data.inputScaler, target: data.targetScaler };
  return {
    experiment: withSamples(experiment, data, problemAt),
    data,
    network,
    explained: network,
    scaling,
    source: 'here',
    dataSamples: 2,
    pause: async () => {},
  };
}

describe('a model with weights that are not finite', () => {
  it('is inspected as far as it goes, and its sequences are counted', async () => {
    const { population, samples, fit } = await inspect(
      await requestWith(([recurrent]) => {
        recurrent.tensors[0].values[0] = Number.NaN;
      }),
    );
    expect(population).toMatchObject({ sequences: 0, notFinite: 12, layers: [] });
    expect(samples).toHaveLength(2);
    expect(samples[0].prediction[0]).toBeNaN();
    expect(fit.kind === 'numbers' && fit.predicted.every(Number.isNaN)).toBe(true);
  });
});

describe('sequences without a finite answer', () => {
  it('are left out of what is told of many, and the others are as they would be alone', async () => {
    const request = await requestWith(() => {});
    const whole = (await inspect(request)).population!;
    // The model answers to the second and the fifth of them with no number.
    const { validation } = request.data;
    const lost = [1, 4];
    const { network } = request;
    const spoil = (outputs: Float32Array, count: number) => {
      if (count === validation.length) for (const n of lost) outputs[n] = Number.NaN;
      return outputs;
    };
    const spoiled: InspectRequest = {
      ...request,
      network: Object.assign(Object.create(network), {
        predict: (inputs: Float32Array) => spoil(network.predict(inputs), inputs.length / 4),
        trace: (inputs: Float32Array) => {
          const found = network.trace(inputs);
          return { ...found, outputs: spoil(found.outputs, inputs.length / 4) };
        },
      }),
    };
    const found = (await inspect(spoiled)).population!;
    expect([found.sequences, found.notFinite]).toEqual([10, 2]);
    const kept = Array.from(whole.predictions).filter((_, n) => !lost.includes(n));
    expect([...found.predictions]).toEqual(kept);
    expect(found.layers[0].space.points.every(Number.isFinite)).toBe(true);
    expect(found.layers[0].gates.forget?.mean.every(Number.isFinite)).toBe(true);
    const states = await populationStates(spoiled, found.layers[0].mean.layer, 1000);
    expect([...states.sequences]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(states.hidden.every(Number.isFinite)).toBe(true);
  });
});
