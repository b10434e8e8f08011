import { applyEdits } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { influencesOf } from '../../../src/core/analysis/analyse.js';
import { changed } from '../../../src/core/config/edits.js';
import type { FileData } from '../../../src/core/config/experiment.js';
import { sequenceInputs } from '../../../src/core/data/dataset.js';
import { readFileData } from '../../../src/core/data/fileData.js';
import { type Mask, paddedFor, paddedSample } from '../../../src/core/data/padding.js';
import { NO_TURNS } from '../../../src/core/data/reading/source.js';
import type { Layer } from '../../../src/core/model/spec.js';
import { BadInputError, type Fix } from '../../../src/core/problems.js';
import { Random } from '../../../src/core/random.js';
import { scale } from '../../../src/core/scaler.js';
import { wasmEngine } from '../engine/support.js';
import { initialWeights } from '../support/weights.js';
import { noOther, sourceOf } from './sources.js';

// Sequences of 2, 1 and 3 steps.
const TEXT = 'id,x,z,y\na,1,10,0\na,2,20,5\nb,4,30,6\nc,3,15,0\nc,1,25,0\nc,7,40,7\n';
const read = (mask: Mask, data: Partial<FileData> = {}) =>
  readFileData(
    {
      ...{ file: 'a.csv', sequence: 'id', inputs: ['x', 'z'], target: 'y', transform: 'none', missing: 'error' },
      ...{ standardize: true, split: { validation: 0 } },
      ...data,
    } as FileData,
    sourceOf('a.csv', TEXT),
    {
      ...{ seed: 1, loss: { type: 'meanSquaredError' }, everyStep: false, random: Random.for(1, 'split'), mask },
      problemAt: (path, message, fixes) => ({
        ...{ file: 'a.lstm.json', line: 1, column: 1, endLine: 1, endColumn: 1, severity: 'error', source: 'meaning' },
        message: `${path.join('.')}: ${message}`,
        fixes,
      }),
      turns: NO_TURNS,
      open: noOther,
    },
  );
const problemOf = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof BadInputError) return error.problems[0];
  throw error;
};

describe('sequences of unequal length', () => {
  it.each([
    ['standardize', 0],
    ['standardize', -10],
    ['standardize', 0.1],
    ['minMax', -1],
    ['none', -1000.7],
  ] as const)('are filled up with the mask value to the bit: %s, %d', async (scaling, value) => {
    const set = await read({ value, layer: 'masking_1' }, { scaling });
    const inputs = scale(sequenceInputs(set, [0, 1, 2]), set.inputScaler);
    const filled = [0, 0, 6, 6, 6, 6].map((at, i) => inputs[at + (i % 2) + 2 * (i >> 2)]);
    expect(filled).toEqual(new Array(6).fill(Math.fround(value)));
    expect([...sequenceInputs(set, [2])]).toEqual([3, 15, 1, 25, 7, 40]);
    expect([...sequenceInputs(set, [0])].slice(2)).toEqual([1, 10, 2, 20]);
    expect([...set.targets]).toEqual([5, 6, 7]);
  });

  it('have the statistics of their own steps alone', async () => {
    const { inputScaler } = await read({ value: -1, layer: 'masking_1' });
    expect(inputScaler.mean[0]).toBeCloseTo(18 / 6, 14);
    expect(inputScaler.mean[1]).toBeCloseTo(140 / 6, 12);
  });

  it('are filled up anew for a model with other statistics', async () => {
    const set = await read({ value: -1, layer: 'masking_1' });
    const other = { mean: [100, 3], deviation: [7, 0.3] };
    const inputs = scale(sequenceInputs(paddedFor(set, other), [0]), other);
    expect([...inputs.subarray(0, 2)]).toEqual([-1, -1]);
    expect([...sequenceInputs(set, [0])].slice(2)).toEqual([1, 10, 2, 20]);
    expect(paddedSample([[1, 10]], set)).toHaveLength(3);
  });

  it('need a masking layer, which a fix puts before the others', async () => {
    const problem = await problemOf(read(undefined));
    expect(problem.message).toBe(
      'model.layers: The sequences have 1 to 3 steps: the shorter ones are filled up, and the model must leave those steps out. Begin with {"type":"masking"}.',
    );
    const [{ path, value, insert }] = problem.fixes as Fix[];
    const text = '{ "model": { "layers": [{ "type": "lstm", "units": 2 }] } }';
    const after = JSON.parse(applyEdits(text, changed(text, [...path], value, { isArrayInsertion: insert })));
    expect(after.model.layers).toEqual([{ type: 'masking' }, { type: 'lstm', units: 2 }]);
  });

  it('may not have a real step that looks like none', async () => {
    // The mean of x is 3: standardized, a step of it is zero.
    const problem = await problemOf(read({ value: 0, layer: 'masking_1' }, { inputs: ['x'] }));
    expect(problem.message).toMatch(/^model\.layers\.0\.maskValue: masking_1 would leave out a real step/);
    expect(problem.fixes?.[0]).toMatchObject({ value: -1 });
  });

  it('give what they would give alone, and what fills them up has no influence', async () => {
    const set = await read({ value: -5, layer: 'masking_1' });
    const lstm = { type: 'lstm', name: 'lstm_1', units: 3, returnSequences: false, activation: 'tanh', useBias: true };
    const rest = [
      { ...lstm, recurrentActivation: 'sigmoid', unitForgetBias: true, dropout: 0, recurrentDropout: 0 },
      { type: 'dense', name: 'dense_1', units: 1, activation: 'linear', useBias: true },
    ] as Layer[];
    const engine = await wasmEngine();
    const masked: Layer[] = [{ type: 'masking', name: 'masking_1', maskValue: -5 }, ...rest];
    const spec = { length: 3, features: 2, layers: masked };
    const weights = initialWeights(spec, Random.for(1, 'weights'));
    const network = await engine.createNetwork(spec, weights, 4);
    const inputs = scale(sequenceInputs(set, [0, 1, 2]), set.inputScaler);
    const outputs = network.predict(inputs);
    for (const [n, steps] of [2, 1, 3].entries()) {
      const short = await engine.createNetwork({ length: steps, features: 2, layers: rest }, weights.slice(1), 1);
      const own = inputs.slice((n + 1) * 6 - 2 * steps, (n + 1) * 6);
      expect(outputs[n]).toBeCloseTo(short.predict(own)[0], 6);
      short.dispose();
    }
    const subject = { network, output: 0, baseline: new Float32Array(6), deviation: 1, seed: 1, pause: async () => {} };
    const methods = ['integratedGradients', 'occlusion', 'shapley'] as const;
    const { results } = await influencesOf(subject, inputs, methods, 100);
    for (const method of methods) {
      const perStep = [...(results[method]?.perStep ?? [])];
      expect([0, 3, 4].map((at) => perStep[at])).toEqual([0, 0, 0]);
      expect(Math.abs(perStep[8])).toBeGreaterThan(1e-6);
    }
    network.dispose();
  });
});
