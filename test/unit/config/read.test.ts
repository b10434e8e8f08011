import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';
import { formatProblem } from '../../../src/core/problems.js';

const good = {
  data: { task: 'sum' },
  model: {
    layers: [
      { type: 'lstm', units: 8, returnSequences: true },
      { type: 'lstm', units: 4 },
      { type: 'dense', units: 1 },
    ],
  },
};

const read = (config: unknown) =>
  readConfig('a.lstm.json', typeof config === 'string' ? config : JSON.stringify(config, null, 1));
const messages = async (config: unknown) => (await read(config)).problems.map(({ message }) => message);

describe('readConfig', () => {
  it('fills in the defaults of Keras', async () => {
    const { experiment, problems } = await read(good);
    expect(problems).toEqual([]);
    expect(experiment?.name).toBe('a');
    expect(experiment?.train).toEqual({
      seed: 0,
      optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0 },
      schedule: { type: 'constant' },
      loss: { type: 'meanSquaredError' },
      epochs: 10,
      batchSize: 32,
      shuffle: true,
    });
    expect(experiment?.data).toEqual({
      task: 'sum',
      samples: 1000,
      length: 5,
      features: 1,
      standardize: true,
      split: { validation: 0.2 },
    });
    expect(experiment?.model.layers?.map(({ name }) => name)).toEqual(['lstm_1', 'lstm_2', 'dense_1']);
    expect(experiment?.model.layers?.[0]).toMatchObject({
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      unitForgetBias: true,
    });
  });

  it('looks at five influences, two matrices, and from the mean, unless told otherwise', async () => {
    const { experiment } = await read(good);
    expect(experiment?.inspect).toEqual({
      inputs: undefined,
      influence: ['stateChange', 'gradientInput', 'integratedGradients', 'occlusion'],
      attention: ['cellWeights', 'jacobian'],
      explain: {},
      baseline: 'mean',
      interventions: [],
      constantInput: 'mean',
    });
    const inspect = { influence: ['lrp'], attention: [], baseline: [0, 0, 1, 0, 0] };
    const told = await read({ ...good, inspect });
    expect(told.experiment?.inspect).toMatchObject({
      influence: ['lrp'],
      attention: [],
      baseline: [[[0], [0], [1], [0], [0]]],
    });
  });

  it('holds a baseline to the shape of the data', async () => {
    expect(await messages({ ...good, inspect: { baseline: [1, 2] } })).toEqual([
      'The sample has 2 steps, but the data has 5.',
    ]);
    expect(await messages({ ...good, inspect: { baseline: [[1, 2], [1], [1], [1], [1]] } })).toEqual([
      'Step 1 has 2 values, but the data has 1 features.',
    ]);
    expect(await messages({ ...good, inspect: { baseline: 'median' } })).toHaveLength(1);
    expect(await messages({ ...good, inspect: { attention: ['softmax'] } })).toHaveLength(1);
    const meanOf = [
      [1, 2, 3, 4, 5],
      [1, 2],
    ];
    expect(await messages({ ...good, inspect: { baseline: { meanOf } } })).toEqual([
      'The sample has 2 steps, but the data has 5.',
    ]);
    expect(await messages({ ...good, inspect: { baseline: { meanOf: [] } } })).toHaveLength(1);
  });

  it('fills in interventions, and names what of them does not fit', async () => {
    const interventions = [
      { type: 'clampUnits', layer: 'lstm_1', units: [2] },
      { type: 'patchState', layer: 'lstm_2', step: 2, sample: [1, 2, 3, 4, 5] },
    ];
    const { experiment } = await read({ ...good, inspect: { interventions, constantInput: [0.5] } });
    expect(experiment?.inspect.interventions).toEqual([
      { type: 'clampUnits', layer: 'lstm_1', units: [2], state: 'hidden', value: 0 },
      { type: 'patchState', layer: 'lstm_2', step: 2, state: 'both', sample: [[1], [2], [3], [4], [5]] },
    ]);
    expect(experiment?.inspect.constantInput).toEqual([0.5]);
    const faulty = async (intervention: object) => messages({ ...good, inspect: { interventions: [intervention] } });
    const clamp = { type: 'clampUnits', layer: 'lstm_2', units: [4] };
    const move = { type: 'moveState', layer: 'lstm_1', step: 3, along: 'input', by: 1 };
    expect(await faulty(clamp)).toEqual([]);
    expect(await faulty({ ...clamp, units: [5] })).toEqual(['lstm_2 has 4 units, no unit 5.']);
    expect(await faulty({ ...clamp, layer: 'dense_1' })).toEqual([
      'There is no recurrent layer "dense_1". The recurrent layers: lstm_1, lstm_2.',
    ]);
    expect(await faulty({ ...clamp, from: 4, to: 3 })).toEqual(['The last step, 3, is before the first, 4.']);
    expect(await faulty({ ...clamp, to: 6 })).toEqual(['There is no step 6: the data has 5.']);
    expect(await faulty({ type: 'clampGate', layer: 'lstm_1', gate: 'update', value: 1 })).toEqual([
      'lstm_1 has no update gate; its gates: input, forget, candidate, output.',
    ]);
    expect(await faulty(move)).toEqual(['Say which input: write "inputStep" beside "along": "input".']);
    expect(await faulty({ ...move, inputStep: 4 })).toEqual(['At step 3 the input of step 4 has not come in yet.']);
    expect(await faulty({ ...move, along: 'target', inputStep: 1 })).toEqual(['"inputStep" needs "along": "input".']);
    expect(await faulty({ type: 'patchState', layer: 'lstm_1', step: 1, sample: [1] })).toEqual([
      'The sample has 1 steps, but the data has 5.',
    ]);
    expect((await faulty({ type: 'ablate' })).join(' ')).toContain('Unknown intervention. Valid types: "clampUnits"');
    expect(await messages({ ...good, inspect: { constantInput: [1, 2] } })).toEqual([
      'There are 2 values, but the data has 1 features.',
    ]);
  });

  it('looks at an attention layer where there is one, unless told otherwise', async () => {
    const layers = [
      { type: 'lstm', units: 3, returnSequences: true },
      { type: 'selfAttention', keyDim: 2 },
      { type: 'lstm', units: 3 },
      { type: 'dense', units: 1 },
    ];
    const model = { layers };
    const { experiment } = await read({ ...good, model });
    expect(experiment?.inspect.attention).toEqual(['cellWeights', 'jacobian', 'selfAttention']);
    const told = await read({ ...good, model, inspect: { attention: ['jacobian'] } });
    expect(told.experiment?.inspect.attention).toEqual(['jacobian']);
  });

  it('keeps what an optimizer object says and fills in the rest', async () => {
    const { experiment } = await read({ ...good, train: { optimizer: { type: 'adam', learningRate: 0.01 } } });
    expect(experiment?.train.optimizer).toEqual({
      type: 'adam',
      learningRate: 0.01,
      weightDecay: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
    });
  });

  it('reads comments and trailing commas', async () => {
    const { problems } = await read(
      '{ // data\n "data": {"task": "sum",}, "model": {"layers": [{"type": "lstm", "units": 2,}, {"type": "dense", "units": 1}]}, }',
    );
    expect(problems).toEqual([]);
  });

  it('accepts the examples', async () => {
    for (const name of readdirSync('examples')) {
      const file = `examples/${name}/${name}.lstm.json`;
      expect((await readConfig(file, readFileSync(file, 'utf8'))).problems).toEqual([]);
    }
  });

  it('names every problem at once, each at its place', async () => {
    const text = `{
  "seed": "seven",
  "data": { "task": "sum", "samplez": 10 },
  "model": { "layers": [
    { "type": "lstm", "units": 0 },
    { "type": "gruu", "units": 4 },
    { "type": "dense", "units": 1000000000 }
  ] },
  "train": { "epochs": 1.5 }
}`;
    const { problems } = await read(text);
    expect(problems.map(formatProblem)).toEqual([
      'a.lstm.json:2:11: Incorrect type. Expected "integer".',
      'a.lstm.json:3:28: Property samplez is not allowed.',
      'a.lstm.json:5:32: Value is below the minimum of 1.',
      'a.lstm.json:6:15: Unknown layer type. Valid types: "lstm", "gru", "simpleRnn", "bidirectional", "dense", "timeDistributed", "repeatVector", "globalAveragePooling1d", "dropout", "layerNormalization", "embedding", "masking", "selfAttention".',
      'a.lstm.json:7:33: Value is above the maximum of 65536.',
      'a.lstm.json:9:24: Incorrect type. Expected "integer".',
    ]);
  });

  it('finds layers that do not fit each other', async () => {
    const layers = [
      { type: 'lstm', units: 8 },
      { type: 'lstm', units: 4 },
      { type: 'dense', units: 1 },
    ];
    const { problems } = await read({ ...good, model: { layers } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 11, message: expect.stringContaining('lstm_2 needs a sequence') });
  });

  it('finds a layer that needs the steps of which a mean has been taken', async () => {
    const layers = [{ type: 'globalAveragePooling1d' }, { type: 'lstm', units: 4 }];
    const { problems } = await read({ ...good, model: { layers } });
    expect(problems[0].message).toContain(
      'lstm_1 needs a sequence [steps, features] but gets one vector of 1: globalAveragePooling1d_1 has made one of all steps',
    );
  });

  it('finds an end that does not fit the target', async () => {
    const lstm = { type: 'lstm', units: 8 };
    expect(await messages({ ...good, model: { layers: [lstm] } })).toEqual([
      expect.stringContaining('lstm_1 gives 8 values'),
    ]);
    const sequence = {
      model: {
        layers: [
          { ...lstm, returnSequences: true },
          { type: 'dense', units: 1 },
        ],
      },
    };
    expect(await messages({ ...good, ...sequence })).toEqual([expect.stringContaining('a value for every step')]);
  });

  it('finds samples that do not fit the data', async () => {
    const inputs = [
      [1, 2, 3],
      [[1], [2], [3], [4], [5, 6]],
      [1, 2, 3, 4, 5],
    ];
    expect(await messages({ ...good, inspect: { inputs } })).toEqual([
      'The sample has 3 steps, but the data has 5.',
      'Step 5 has 2 values, but the data has 1 features.',
    ]);
  });

  it('refuses NaN, infinity and numbers too large for a double', async () => {
    const withInput = (value: string) =>
      JSON.stringify({ ...good, inspect: { inputs: [[1, 2, 3, 4, 'X']] } }).replace('"X"', value);
    expect((await read(withInput('NaN'))).problems).not.toEqual([]);
    expect(await messages(withInput('1e999'))).toEqual(['Not a finite number.']);
  });

  it('asks for layers or a model file, and for one way to make sequences', async () => {
    expect(await messages({ ...good, model: {} })).toEqual([expect.stringContaining('"from"')]);
    const file = { file: 'a.csv', inputs: ['x'], target: 'y' };
    expect(await messages({ ...good, data: file })).toEqual([expect.stringContaining('"sequence"')]);
    expect(await messages({ ...good, data: { ...file, window: 2, sequence: 'id' } })).toEqual([]);
    const wide = { ...file, inputs: ['x{step}'] };
    expect(await messages({ ...good, data: wide })).toEqual([]);
    expect(await messages({ ...good, data: { ...wide, window: 2 } })).toEqual([
      expect.stringContaining('make each row a sequence'),
    ]);
    expect(await messages({ ...good, data: { ...wide, inputs: ['x{step}', 'z'] } })).toEqual([
      expect.stringContaining('all must'),
    ]);
    const split = (by: string, column?: string) => ({ ...file, window: 2, split: { by, column } });
    expect(await messages({ ...good, data: split('random') })).toEqual([expect.stringContaining('show the future')]);
    expect(await messages({ ...good, data: split('group') })).toEqual([expect.stringContaining('needs "column"')]);
    expect(await messages({ ...good, data: split('time', 'id') })).toEqual([
      expect.stringContaining('"column" is for a split by group'),
    ]);
    expect(await messages({ ...good, data: { ...file, sequence: 'id', horizon: 2 } })).toEqual([
      '"horizon" needs "window".',
    ]);
  });

  it('gives problems or an experiment for any text, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((json) => `{"data":${json},"model":${json}}`),
        ),
        async (text) => {
          const { problems, experiment } = await read(text);
          expect(problems.length > 0).toBe(experiment === undefined);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves Object.prototype alone', async () => {
    await read('{"__proto__": {"polluted": 1}, "data": {"__proto__": {"polluted": 1}, "task": "sum"}, "model": {}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
