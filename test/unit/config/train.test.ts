import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/core/config/read.js';

const DENSE = { type: 'dense', units: 1 };

/** The config as it is written, a line a key. */
function written(train: object, last: object = DENSE, split: object = {}) {
  const model = { layers: [{ type: 'lstm', units: 2 }, last] };
  return JSON.stringify({ data: { task: 'sum', split }, model, train }, null, 1);
}

async function plan(train: object) {
  const { experiment, problems } = await readConfig('a', written(train));
  expect(problems).toEqual([]);
  return experiment?.train;
}

/** Each problem with the text it points at. */
async function problems(...args: Parameters<typeof written>) {
  const text = written(...args);
  const { problems } = await readConfig('a', text);
  return problems.map(({ line, column, message }) => [text.split('\n')[line - 1].slice(column - 1), message]);
}

describe('train, as it is written', () => {
  it('fills in the defaults of Keras for every optimizer, by name and as an object', async () => {
    const common = { weightDecay: 0 };
    const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const defaults = [
      { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false, ...common },
      { type: 'rmsprop', learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false, ...common },
      { type: 'adam', learningRate: 0.001, ...moments, ...common },
      { type: 'adamw', learningRate: 0.001, ...moments, weightDecay: 0.004 },
    ];
    for (const optimizer of defaults) {
      expect((await plan({ optimizer: optimizer.type }))?.optimizer).toEqual(optimizer);
      expect((await plan({ optimizer: { type: optimizer.type } }))?.optimizer).toEqual(optimizer);
    }
    const told = { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1, clipNorm: 1 };
    expect((await plan({ optimizer: told }))?.optimizer).toEqual(told);
  });

  it('fills in the defaults of Keras for every loss', async () => {
    expect((await plan({ loss: 'meanAbsoluteError' }))?.loss).toEqual({ type: 'meanAbsoluteError' });
    expect((await plan({ loss: 'huber' }))?.loss).toEqual({ type: 'huber', delta: 1 });
    expect((await plan({ loss: { type: 'huber', delta: 2 } }))?.loss).toEqual({ type: 'huber', delta: 2 });
    const sigmoid = { ...DENSE, activation: 'sigmoid' };
    const { experiment } = await readConfig('a', written({ loss: 'binaryCrossentropy' }, sigmoid));
    expect(experiment?.train.loss).toEqual({ type: 'binaryCrossentropy', fromLogits: false });
  });

  it('keeps the rate unless a schedule is written, and fills that in', async () => {
    expect((await plan({}))?.schedule).toEqual({ type: 'constant' });
    const scheduled = async (schedule: object) => (await plan({ optimizer: { type: 'sgd', schedule } }))?.schedule;
    const exponential = { type: 'exponential', decaySteps: 10, decayRate: 0.9 };
    expect(await scheduled(exponential)).toEqual({ ...exponential, staircase: false });
    const cosine = { type: 'cosine', decaySteps: 10 };
    expect(await scheduled(cosine)).toEqual({ ...cosine, alpha: 0, warmupSteps: 0 });
    expect(await scheduled({ type: 'reduceOnPlateau', patience: 3 })).toEqual({
      ...{ type: 'reduceOnPlateau', monitor: 'validationLoss', factor: 0.1, patience: 3, minDelta: 1e-4 },
      ...{ cooldown: 0, minLearningRate: 0 },
    });
  });

  it('stops early only where it is asked to, and then keeps the best weights', async () => {
    expect(await plan({})).not.toHaveProperty('earlyStopping');
    expect((await plan({ earlyStopping: { patience: 5 } }))?.earlyStopping).toEqual({
      ...{ monitor: 'validationLoss', patience: 5, minDelta: 0, restoreBestWeights: true },
    });
  });

  it('is refused at its place, with what would be right', async () => {
    expect(await problems({ optimizer: { type: 'adm' } })).toEqual([
      ['"adm"', 'Unknown optimizer. Valid types: "sgd", "rmsprop", "adam", "adamw".'],
    ]);
    expect(await problems({ optimizer: { type: 'sgd', schedule: { type: 'cos' } } })).toEqual([
      ['"cos"', 'Unknown schedule. Valid types: "constant", "exponential", "cosine", "reduceOnPlateau".'],
    ]);
    expect(await problems({ loss: 'mse' })).toEqual([
      ['"mse"', expect.stringMatching(/^Value is not accepted. Valid values: "meanSquaredError", .*"huber"/)],
    ]);
    expect(await problems({ optimizer: { type: 'adam', momentum: 0.9 } })).toEqual([
      ['"momentum": 0.9', 'Property momentum is not allowed.'],
    ]);
  });
});

describe('train, against the rest', () => {
  it('clips in one way', async () => {
    expect(await problems({ optimizer: { type: 'sgd', clipNorm: 1, clipValue: 2 } })).toEqual([
      ['2', 'Gradients are clipped in one way only: keep either "clipNorm" or "clipValue".'],
    ]);
  });

  it('watches a validation loss only where there is one', async () => {
    const none = { validation: 0 };
    const message = expect.stringContaining('write "monitor": "loss"');
    expect(await problems({ earlyStopping: {} }, DENSE, none)).toEqual([[expect.stringContaining('{'), message]]);
    expect(await problems({ earlyStopping: { monitor: 'loss' } }, DENSE, none)).toEqual([]);
    const schedule = { type: 'reduceOnPlateau', monitor: 'validationLoss' };
    expect(await problems({ optimizer: { type: 'sgd', schedule } }, DENSE, none)).toEqual([
      ['"validationLoss"', message],
    ]);
  });

  it('gives a loss of probabilities an end that gives probabilities, and one of logits none', async () => {
    const binary = { loss: 'binaryCrossentropy' };
    expect(await problems(binary, { ...DENSE, activation: 'tanh' })).toEqual([
      ['"tanh"', expect.stringMatching(/needs probabilities.*dense_1.*"activation": "sigmoid".*"fromLogits": true/)],
    ]);
    expect(await problems(binary, { ...DENSE, activation: 'hardSigmoid' })).toEqual([]);
    const { problems: inside } = await readConfig(
      'a',
      written(binary, { type: 'timeDistributed', layer: { ...DENSE, activation: 'tanh' } }),
    );
    expect(inside.map(({ message }) => message)).toContainEqual(expect.stringContaining('timeDistributed_1 has the'));
    const logits = { loss: { type: 'binaryCrossentropy', fromLogits: true } };
    expect(await problems(logits, DENSE)).toEqual([]);
    expect(await problems(logits, { ...DENSE, activation: 'sigmoid' })).toEqual([
      ['"sigmoid"', expect.stringMatching(/"activation": "linear".*"fromLogits": false/)],
    ]);
  });

  it('gives a loss of classes more than one class', async () => {
    expect(await problems({ loss: 'sparseCategoricalCrossentropy' })).toEqual([
      ['"sparseCategoricalCrossentropy"', expect.stringMatching(/needs classes as targets/)],
      ['1', expect.stringMatching(/one output for each class.*dense_1 has one unit.*"binaryCrossentropy"/)],
    ]);
  });
});
