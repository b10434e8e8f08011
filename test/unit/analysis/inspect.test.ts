import { describe, expect, it } from 'vitest';
import { inspectionDocument } from '../../../src/core/analysis/document.js';
import { inspect } from '../../../src/core/analysis/inspect.js';
import { explainedNetwork } from '../../../src/core/analysis/output.js';
import { resolveExperiment } from '../../../src/core/config/experiment.js';
import type { ExperimentFile } from '../../../src/core/config/schema.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { loadData } from '../../../src/core/data/load.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import { Random } from '../../../src/core/random.js';
import { nodeFiles } from '../../../src/worker/nodeFiles.js';
import { withSamples } from '../../../src/worker/samples.js';
import { noOther, sourceOf } from '../data/sources.js';
import { wasmEngine } from '../engine/support.js';
import { initialWeights } from '../support/weights.js';

const problemAt = (path: (string | number)[], message: string): never => {
  throw new Error(`${path.join('.')}: ${message}`);
};

/** Inspects an untrained model of 3 units. */
async function inspected(file: Partial<ExperimentFile>, csv?: string, everyStep = false, dataSamples = 2) {
  const model = {
    layers: [
      { type: 'lstm' as const, units: 3 },
      { type: 'dense' as const, units: 1 },
    ],
  };
  const task = { task: 'subtraction' as const, samples: 60, length: 4 };
  const experiment = resolveExperiment({ data: task, model, ...file }, 'test');
  const ids = experiment.model.layers?.[0]?.type === 'embedding';
  const wanted = { seed: 1, loss: experiment.train.loss, everyStep, ids };
  const data =
    'file' in experiment.data
      ? await readFileData(experiment.data, sourceOf('a.csv', csv ?? ''), {
          ...wanted,
          random: Random.for(1, 'split'),
          problemAt,
          turns: NO_TURNS,
          open: noOther,
        })
      : await loadData(experiment.data, wanted, '.', nodeFiles, problemAt);
  const spec = { length: data.length, features: data.features.length, layers: experiment.model.layers ?? [] };
  const weights = initialWeights(spec, Random.for(1, 'weights'));
  const network = await (await wasmEngine()).createNetwork(spec, weights, 16);
  const scaling = { input: data.inputScaler, target: data.targetScaler };
  const pause = async () => {};
  const explained = await explainedNetwork(await wasmEngine(), network, data, 16);
  return inspect({
    experiment: withSamples(experiment, data, problemAt),
    data,
    network,
    explained,
    scaling,
    source: 'here',
    dataSamples,
    pause,
  });
}

describe('an inspection', () => {
  it('of a model that reads ids says what has no slope, against nothing as the baseline', async () => {
    const csv = `id,color,y\n${Array.from({ length: 60 }, (_, i) => `${i >> 2},${['red', 'blue', 'green'][i % 3]},${i % 5}`).join('\n')}\n`;
    const inspection = await inspected(
      {
        data: { file: 'a.csv', sequence: 'id', inputs: ['color'], categories: ['color'], target: 'y' },
        model: {
          layers: [
            { type: 'embedding', inputDim: 5, outputDim: 2 },
            { type: 'lstm', units: 3 },
            { type: 'dense', units: 1 },
          ],
        },
        inspect: { influence: ['gradientInput', 'integratedGradients', 'occlusion'] },
      },
      csv,
    );
    expect(Object.keys(inspection.samples[0].influence)).toEqual(['occlusion']);
    expect([...inspection.baseline, inspection.baselineName]).toEqual([0, 0, 0, 0, 'zero']);
    const reason = 'The model reads ids, which have no derivative.';
    expect(inspection.unfit).toEqual(
      expect.arrayContaining([
        { id: 'gradientInput', reason },
        { id: 'integratedGradients', reason },
      ]),
    );
  });

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
    expect(document.overMany).toMatchObject({ part: 'validation', sequences: 12 });
    expect(Object.keys(document.overMany.methods)).toEqual(influence);
    expect(document.overMany.methods.smoothGrad.deviation.values).toHaveLength(4);
    expect(document.initialState.stateChange).toHaveLength(4);
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
    [
      {
        meanOf: [
          [1, 2, 3, 4],
          [3, 0, 3, 5],
          [2, 1, 0, 0],
        ],
      },
      'mean of samples',
      [2, 1, 2, 3],
    ],
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

  it('tells of many sequences the mean, the mean size and the spread of what each of them has', async () => {
    const influence = ['stateChange', 'integratedGradients', 'occlusion'] as const;
    const inspect = { influence: [...influence] };
    // Every sequence of the evaluated part is also shown by itself.
    const { overMany, samples } = await inspected({ inspect }, undefined, false, 12);
    expect(overMany).toMatchObject({ part: 'validation', sequences: 12 });
    for (const method of influence) {
      for (let t = 0; t < 4; t++) {
        const values = samples.map((sample) => sample.influence[method]!.perStep[t]);
        const mean = values.reduce((sum, value) => sum + value, 0) / 12;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const found = overMany!.methods[method]!;
        expect(found.mean.perStep[t]).toBeCloseTo(mean, 10);
        expect(found.meanAbsolute.perStep[t]).toBeCloseTo(
          values.reduce((sum, value) => sum + Math.abs(value), 0) / 12,
          10,
        );
        expect(found.deviation.perStep[t]).toBeCloseTo(Math.sqrt(squares / 11), 10);
      }
    }
    expect(overMany!.methods.stateChange!.mean.values).toBeUndefined();
    expect(overMany!.methods.occlusion!.mean.values).toHaveLength(4);
  });

  it('tells which part of the change of the state the initial state has: all of it where the input is the baseline', async () => {
    const influence = ['stateChange', 'stateChangeReadout', 'occlusion'] as const;
    const baseline = [0.3, 0.1, 0.8, 0.5];
    const inspect = { influence: [...influence], baseline, inputs: [baseline] };
    const { initialState, samples } = await inspected({ inspect });
    expect(Object.keys(initialState)).toEqual(['stateChange', 'stateChangeReadout']);
    const own = samples[0].influence;
    for (let t = 0; t < 4; t++) {
      expect(initialState.stateChange![t]).toBeCloseTo(own.stateChange!.perStep[t], 6);
      expect(initialState.stateChangeReadout![t]).toBeCloseTo(own.stateChangeReadout!.perStep[t], 6);
      // What compares with the baseline finds nothing.
      expect(own.occlusion!.perStep[t]).toBeCloseTo(0, 6);
    }
  });

  it('holds a real attention layer beside the stand-ins, and how well they agree', async () => {
    const layers = [
      { type: 'lstm' as const, units: 3, returnSequences: true },
      { type: 'selfAttention' as const, numHeads: 2, keyDim: 2 },
      { type: 'lstm' as const, units: 2 },
      { type: 'dense' as const, units: 1 },
    ];
    const attention = ['cellWeights', 'jacobian', 'selfAttention'] as const;
    const found = await inspected({ model: { layers }, inspect: { attention: [...attention] } });
    expect(found.unfit.filter(({ id }) => (attention as readonly string[]).includes(id))).toEqual([]);
    for (const sample of found.samples) {
      const heads = sample.attention.selfAttention!;
      expect(heads.map(({ layer, head, ahead }) => [layer, head, ahead])).toEqual([
        ['selfAttention_1', 1, true],
        ['selfAttention_1', 2, true],
      ]);
      // Softmax: each row is shared out.
      for (const { values } of heads) {
        for (let t = 0; t < 4; t++) {
          expect(values.subarray(4 * t, 4 * t + 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        }
      }
      expect(sample.attention.jacobian!.map(({ layer }) => layer)).toEqual(['lstm_1']);
      // The second layer reads what attention has mixed: its weights cannot be carried on to the input.
      expect(sample.attention.cellWeights!.map(({ layer, composed }) => [layer, composed])).toEqual([
        ['lstm_1', undefined],
        ['lstm_2', undefined],
      ]);
    }
    expect(found.attentionAgreement.map(({ kind, layer }) => [kind, layer])).toEqual([
      ['cellWeights', 'lstm_1'],
      ['cellWeights', 'lstm_2'],
      ['jacobian', 'lstm_1'],
    ]);
    for (const { rows, mean } of found.attentionAgreement) {
      expect([...rows].map(Number.isNaN)).toEqual([true, true, false, false]);
      expect(Math.abs(mean)).toBeLessThanOrEqual(1);
    }
    expect(JSON.parse(JSON.stringify(inspectionDocument(found))).attentionAgreement).toHaveLength(3);
  });

  it('has the true mean for a baseline where data is not standardized', async () => {
    const data = { task: 'sum' as const, samples: 400, length: 4, standardize: false };
    const { baseline } = await inspected({ data });
    expect(new Set(baseline).size).toBe(1);
    expect(Math.abs(baseline[0] - 0.5)).toBeLessThan(0.05);
  });
});
