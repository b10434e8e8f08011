import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ablations } from '../../../../src/core/analysis/dynamics/ablation.js';
import type { LayerTrace } from '../../../../src/core/engine/engine.js';
import type { Layer, ModelSpec } from '../../../../src/core/model/spec.js';
import { bidirectional, dense, gru, lstm, simpleRnn } from '../../support/specs.js';
import { randomNetwork } from '../support.js';

const noPause = async () => {};
const UNITS = 3;

const recurrent: fc.Arbitrary<Layer> = fc
  .record({
    useBias: fc.boolean(),
    resetAfter: fc.boolean(),
    kind: fc.constantFrom('lstm', 'gru', 'simpleRnn', 'both'),
  })
  .map(({ useBias, resetAfter, kind }) => {
    if (kind === 'lstm') return lstm('layer', UNITS, { useBias });
    if (kind === 'gru') return gru('layer', UNITS, { useBias, resetAfter });
    if (kind === 'simpleRnn') return simpleRnn('layer', UNITS, { useBias, activation: 'softsign' });
    return bidirectional('layer', lstm('one', UNITS, { useBias }), 'concat');
  });

describe('ablations', () => {
  it('of a last layer take its part out of what a linear head adds up, where units do not speak with each other', async () => {
    await fc.assert(
      fc.asyncProperty(recurrent, fc.nat(1000), async (layer, seed) => {
        const spec: ModelSpec = { length: 4, features: 2, layers: [layer, dense('head', 1)] };
        const { network, inputs } = await randomNetwork(spec, seed, 5);
        // Without the recurrent kernel the answer without a unit is the answer less the unit's share in it.
        const alone = network.weights().map((entry) => ({
          ...entry,
          tensors: entry.tensors.map((tensor) =>
            tensor.name.endsWith('recurrentKernel') ? { ...tensor, values: tensor.values.map(() => 0) } : tensor,
          ),
        }));
        network.setWeights(alone);
        const { outputs, layers } = network.trace(inputs);
        const head = alone[1].tensors[0].values;
        const lastOf = ({ hidden, steps, direction }: LayerTrace, n: number, unit: number) =>
          hidden[(n * steps + (direction === 'forward' ? steps - 1 : 0)) * UNITS + unit];
        const targets = Float64Array.from(outputs, (value, n) => value + 0.1 * n);
        const { rows, unfit } = await ablations(network, inputs, targets, 0, noPause);
        expect(unfit).toEqual([]);
        expect(rows).toHaveLength(layers.length * UNITS);
        for (const [index, trace] of layers.entries()) {
          for (let unit = 0; unit < UNITS; unit++) {
            const share = (n: number) => lastOf(trace, n, unit) * head[index * UNITS + unit];
            const samples = [0, 1, 2, 3, 4];
            const change = Math.sqrt(samples.reduce((sum, n) => sum + share(n) ** 2 / 5, 0));
            const error = samples.reduce((sum, n) => sum + ((share(n) + 0.1 * n) ** 2 - (0.1 * n) ** 2) / 5, 0);
            const row = rows.find((one) => one.layer === trace.layer && one.unit === unit);
            expect(row?.change).toBeCloseTo(change, 5);
            expect(row?.error).toBeCloseTo(error, 5);
          }
        }
        expect(rows.map(({ change }) => change)).toEqual(rows.map(({ change }) => change).sort((a, b) => b - a));
        expect(network.weights()).toEqual(alone);
        network.dispose();
      }),
      { numRuns: 30 },
    );
  });

  it('keep the unit at zero at every step', async () => {
    const spec: ModelSpec = {
      length: 5,
      features: 1,
      layers: [gru('first', 4, { returnSequences: true }), lstm('second', 4), dense('head', 1)],
    };
    const { network, inputs } = await randomNetwork(spec, 11, 2);
    let watched = 0;
    const pause = async () => {
      if (watched > 0) {
        const [layer, unit] = watched <= 4 ? [0, watched - 1] : [1, watched - 5];
        const { hidden } = network.trace(inputs).layers[layer];
        for (let at = unit; at < hidden.length; at += 4) expect(hidden[at]).toBe(0);
      }
      watched++;
    };
    await ablations(network, inputs, [0, 0], 0, pause);
    expect(watched).toBe(8);
    network.dispose();
  });

  it('put the weights back when they are cancelled, and name layers whose units have no zero', async () => {
    const spec: ModelSpec = {
      length: 2,
      features: 1,
      layers: [
        simpleRnn('warm', 2, { activation: 'sigmoid', returnSequences: true }),
        lstm('lstm', 2),
        dense('head', 1),
      ],
    };
    const { network, inputs } = await randomNetwork(spec, 5, 2);
    const before = network.weights();
    let turns = 0;
    const cancel = async () => {
      if (++turns > 1) throw new Error('cancelled');
    };
    await expect(ablations(network, inputs, [0, 0], 0, cancel)).rejects.toThrow('cancelled');
    expect(network.weights()).toEqual(before);
    const { rows, unfit } = await ablations(network, inputs, [0, 0], 0, noPause);
    expect(rows.every(({ layer }) => layer === 'lstm')).toBe(true);
    expect(unfit).toEqual([{ layer: 'warm', reason: 'The sigmoid of zero is not zero.' }]);
    network.dispose();
  });
});
