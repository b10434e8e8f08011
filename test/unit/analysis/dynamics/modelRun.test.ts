import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelRunner, type RunModel } from '../../../../src/core/analysis/dynamics/modelRun.js';
import { statesOf } from '../../../../src/core/analysis/dynamics/rest.js';
import type { Layer, ModelSpec } from '../../../../src/core/model/spec.js';
import { bidirectional, dense, gru, lstm, selfAttention, simpleRnn } from '../../support/specs.js';
import { randomNetwork } from '../support.js';

const sequences = { returnSequences: true } as const;
const stacks: readonly (readonly Layer[])[] = [
  [lstm('a', 4, sequences), lstm('b', 3), dense('head', 2)],
  [
    gru('a', 4, { ...sequences, resetAfter: false }),
    { type: 'dropout', name: 'drop', rate: 0.5 },
    gru('b', 3),
    dense('head', 1),
  ],
  [
    simpleRnn('a', 4, sequences),
    { type: 'timeDistributed', name: 'each', layer: dense('one', 2, { activation: 'relu' }) },
  ],
  [bidirectional('a', lstm('one', 3, sequences), 'concat'), bidirectional('b', gru('two', 3), 'ave'), dense('head', 1)],
  [
    bidirectional('a', simpleRnn('one', 3, sequences), 'mul'),
    bidirectional('b', lstm('two', 3), 'sum'),
    dense('head', 1),
  ],
  [
    lstm('a', 3),
    { type: 'repeatVector', name: 'again', n: 3 },
    { type: 'layerNormalization', name: 'norm', epsilon: 1e-3, center: true, scale: true },
    lstm('b', 3, sequences),
    { type: 'timeDistributed', name: 'each', layer: dense('one', 4, { activation: 'softmax' }) },
  ],
];

describe('a model in double precision', () => {
  it('gives what the engine gives, states and outputs, for every kind of layer that it knows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...stacks), fc.nat(1000), async (layers, seed) => {
        const spec: ModelSpec = { length: 4, features: 2, layers };
        const { network, inputs, sample } = await randomNetwork(spec, seed, 2);
        const run = modelRunner(network) as RunModel;
        const { outputs, layers: traces } = network.trace(inputs);
        for (const n of [0, 1]) {
          const own = run(sample(n));
          expect(own.layers.map(({ layer }) => layer)).toEqual(traces.map(({ layer }) => layer));
          for (const [k, value] of own.outputs.entries())
            expect(value).toBeCloseTo(outputs[n * own.outputs.length + k], 4);
          for (const [index, { states }] of own.layers.entries()) {
            const engine = statesOf(traces[index]);
            for (const [i, value] of states.entries()) expect(value).toBeCloseTo(engine[n * states.length + i], 4);
          }
        }
        network.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('cannot be had of layers that look at all steps at once', async () => {
    const layers = [lstm('a', 3, sequences), selfAttention('look', 1, 2), lstm('b', 2), dense('head', 1)];
    const { network } = await randomNetwork({ length: 3, features: 1, layers }, 1, 1);
    expect(modelRunner(network)).toEqual({
      reason: 'Models with layers like look, a selfAttention, cannot be changed while they run.',
    });
    network.dispose();
  });
});
