import { describe, expect, it } from 'vitest';
import { inspectionDocument } from '../../../src/core/analysis/document.js';
import { inspect } from '../../../src/core/analysis/inspect.js';
import { explainedNetwork } from '../../../src/core/analysis/output.js';
import { resolveExperiment } from '../../../src/core/config/experiment.js';
import type { ExperimentFile } from '../../../src/core/config/schema.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { loadData } from '../../../src/core/data/load.js';
import { initialWeights } from '../../../src/core/model/initialize.js';
import { Random } from '../../../src/core/random.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { wasmEngine } from '../engine/support.js';

const problemAt = (path: (string | number)[], message: string): never => {
  throw new Error(`${path.join('.')}: ${message}`);
};

/** Inspects an untrained model of 3 units. */
async function inspected(file: Partial<ExperimentFile>, csv?: string, everyStep = false) {
  const model = {
    layers: [
      { type: 'lstm' as const, units: 3 },
      { type: 'dense' as const, units: 1 },
    ],
  };
  const task = { task: 'subtraction' as const, samples: 60, length: 4 };
  const experiment = resolveExperiment({ data: task, model, ...file }, 'test');
  const wanted = { seed: 1, loss: experiment.train.loss, everyStep };
  const data =
    'file' in experiment.data
      ? readFileData(experiment.data, 'a.csv', csv ?? '', { ...wanted, random: Random.for(1, 'split'), problemAt })
      : await loadData(experiment.data, wanted, '.', nodeFiles, problemAt);
  const spec = { length: data.length, features: data.features.length, layers: experiment.model.layers ?? [] };
  const weights = initialWeights(spec, Random.for(1, 'weights'));
  const network = await (await wasmEngine()).createNetwork(spec, weights, 16);
  const scaling = { input: data.inputScaler, target: data.targetScaler };
  const pause = async () => {};
  const explained = await explainedNetwork(await wasmEngine(), network, data, 16);
  return inspect({ experiment, data, network, explained, scaling, source: 'here', dataSamples: 2, pause });
}

describe('an inspection', () => {
  it('holds what was asked for, and says what does not fit', async () => {
    const influence = ['stateChange', 'smoothGrad', 'shapley', 'lrp'] as const;
    const attention = ['cellWeights', 'outputJacobian'] as const;
    const found = await inspected({ inspect: { influence: [...influence], attention: [...attention] } });
    const document = JSON.parse(JSON.stringify(inspectionDocument(found)));
    expect(document.unfit).toEqual([
      { id: 'outputJacobian', reason: 'The model gives one output a sequence and not one a step.' },
    ]);
    for (const sample of document.samples) {
      expect(Object.keys(sample.influence)).toEqual(influence);
      expect(Object.keys(sample.attention)).toEqual(['cellWeights']);
      expect(sample.attention.cellWeights[0].values.map((row: number[]) => row.length)).toEqual([4, 4, 4, 4]);
      expect(sample.attention.cellWeights[0].weighted).toHaveLength(4);
    }
    expect(document.trust.map(({ method }: { method: string }) => method).sort()).toEqual([...influence].sort());
    expect(document.trustBaselines).toHaveLength(2);
    expect(document.trustReading).toMatch(/^On this model the true contribution is followed /);
    const [correlation] = document.inputCorrelation;
    expect([correlation.layer, correlation.samples]).toEqual(['lstm_1', 12]);
    expect(correlation.steps.pearson.map((row: number[]) => row.length)).toEqual([1, 1, 1, 1]);
    expect(correlation.units.spearmanP[0]).toHaveLength(3);
    expect(correlation.readoutCosine).toHaveLength(4);
  });

  it('measures trust on the data of a file too, without a rule', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},${Math.sin(i)},${Math.cos(i)}`);
    const data = { file: 'a.csv', time: 't', inputs: ['x', 'y'], target: 'x', window: 5 };
    const found = await inspected({ data }, ['t,x,y', ...rows].join('\n'));
    expect(found.trust).toHaveLength(4);
    for (const row of found.trust) {
      expect(row.pearson).toBeNaN();
      expect(row.insertion?.value).not.toBeNaN();
      expect(row.randomization?.value).not.toBeNaN();
    }
    expect(found.trustNote).toMatch(/^The rule behind this data is not known/);
    expect(found.samples[0].contribution).toBeUndefined();
  });

  it.each<[NonNullable<ExperimentFile['inspect']>['baseline'], string, number[] | undefined]>([
    ['zero', 'zero', [0, 0, 0, 0]],
    [[1, 2, 3, 4], 'sample', [1, 2, 3, 4]],
    ['mean', 'mean', undefined],
  ])('from the baseline %j', async (baseline, name, values) => {
    const found = await inspected({ inspect: { baseline, influence: ['occlusion', 'shapley'] } });
    expect(found.baselineName).toBe(name);
    if (values) expect([...found.baseline]).toEqual(values);
    // Uniform numbers in [0,1).
    else for (const mean of found.baseline) expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
    // Shapley values add up to the difference from the prediction of the very baseline.
    const alone = await inspected({ inspect: { baseline, inputs: [[...found.baseline]], influence: ['shapley'] } });
    for (const { influence, prediction } of found.samples) {
      const sum = influence.shapley?.perStep.reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(prediction[0] - alone.samples[0].prediction[0], 5);
    }
  });

  it('has the true mean for a baseline where data is not standardized', async () => {
    const data = { task: 'sum' as const, samples: 400, length: 4, standardize: false };
    const { baseline } = await inspected({ data });
    expect(new Set(baseline).size).toBe(1);
    expect(Math.abs(baseline[0] - 0.5)).toBeLessThan(0.05);
  });
});
