import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recurrentCells } from '../../../../src/core/analysis/dynamics/recurrentCell.js';
import type { LayerTrace } from '../../../../src/core/engine/engine.js';
import { ACTIVATIONS, type Activation, type RecurrentLayer } from '../../../../src/core/model/spec.js';
import { bidirectional, dense, gru, lstm, simpleRnn } from '../../support/specs.js';
import { randomNetwork } from '../support.js';

const LENGTH = 4;

/** Smooth ones, since finite differences do not see kinks. */
const smooth = fc.constantFrom<Activation>(...ACTIVATIONS.filter((name) => !/relu|elu|hard|exponential/i.test(name)));

const layer: fc.Arbitrary<RecurrentLayer> = fc
  .record({
    type: fc.constantFrom('lstm', 'gru', 'simpleRnn'),
    units: fc.constantFrom(1, 2, 5),
    activation: smooth,
    recurrentActivation: fc.constantFrom<Activation>('sigmoid', 'tanh'),
    resetAfter: fc.boolean(),
    useBias: fc.boolean(),
  })
  .map(({ type, units, activation, recurrentActivation, resetAfter, useBias }) => {
    if (type === 'simpleRnn') return simpleRnn('layer', units, { activation, useBias });
    const change = { activation, recurrentActivation, useBias };
    return type === 'lstm' ? lstm('layer', units, change) : gru('layer', units, { ...change, resetAfter });
  });

/** [h] or [h, c] of the first sample after step `t`. */
function stateAt({ hidden, cell, units }: LayerTrace, t: number): Float64Array {
  const part = (values: Float32Array) => [...values.subarray(t * units, (t + 1) * units)];
  return Float64Array.from([...part(hidden), ...(cell ? part(cell) : [])]);
}

describe('a recurrent cell', () => {
  it('takes the steps that the engine takes', async () => {
    await fc.assert(
      fc.asyncProperty(layer, fc.nat(1000), async (recurrent, seed) => {
        const both = bidirectional('both', { ...recurrent, returnSequences: true }, 'concat');
        const spec = { length: LENGTH, features: 2, layers: [both, recurrent, dense('head', 1)] };
        const { network, inputs } = await randomNetwork(spec, seed, 1);
        const { layers } = network.trace(inputs);
        const cells = recurrentCells(network);
        expect(cells.map(({ layer: name }) => name)).toEqual(layers.map(({ layer: name }) => name));
        for (const [index, cell] of cells.slice(0, 2).entries()) {
          const order = layers[index].direction === 'forward' ? [0, 1, 2, 3] : [3, 2, 1, 0];
          let state: Float64Array = new Float64Array(cell.under([0, 0]).size);
          for (const t of order) {
            state = cell.under(inputs.subarray(2 * t, 2 * t + 2)).next(state);
            const engine = stateAt(layers[index], t);
            for (const [i, value] of engine.entries()) {
              expect(Math.abs(state[i] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
            }
          }
        }
        network.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('has the derivative that central differences have', async () => {
    await fc.assert(
      fc.asyncProperty(layer, fc.nat(1000), async (recurrent, seed) => {
        const spec = { length: LENGTH, features: 3, layers: [recurrent, dense('head', 1)] };
        const { network, inputs } = await randomNetwork(spec, seed, 1);
        const map = recurrentCells(network)[0].under(inputs.subarray(0, 3));
        const state = Float64Array.from({ length: map.size }, (_, i) => Math.sin(seed + 3 * i));
        const jacobian = map.jacobian(state);
        const h = 1e-5;
        for (let j = 0; j < map.size; j++) {
          const moved = (by: number) => map.next(state.map((value, i) => (i === j ? value + by : value)));
          const [up, down] = [moved(h), moved(-h)];
          for (let i = 0; i < map.size; i++) {
            expect(jacobian[i * map.size + j]).toBeCloseTo((up[i] - down[i]) / (2 * h), 7);
          }
        }
        network.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('does with gates that are held what its equations say', async () => {
    const held = (value: number, free = Number.NaN) => Float64Array.of(value, free);
    const first = async (recurrent: RecurrentLayer) => {
      const spec = { length: LENGTH, features: 2, layers: [recurrent, dense('head', 1)] };
      const { network, inputs } = await randomNetwork(spec, 3, 1);
      return recurrentCells(network)[0].under(inputs.subarray(0, 2));
    };
    const long = await first(lstm('layer', 2));
    const state = Float64Array.of(0.1, -0.2, 0.5, 0.7);
    const gates = { input: held(0.5), forget: held(0.25), candidate: held(-0.8), output: held(2) };
    const [h, other, c, otherCell] = long.next(state, gates);
    expect(c).toBeCloseTo(0.25 * 0.5 + 0.5 * -0.8, 12);
    expect(h).toBeCloseTo(2 * Math.tanh(c), 12);
    // The second unit is free.
    const free = long.next(state);
    expect([other, otherCell]).toEqual([free[1], free[3]]);
    for (const resetAfter of [true, false]) {
      const gated = await first(gru('layer', 2, { resetAfter }));
      const [next, same] = gated.next(state.subarray(0, 2), { update: held(0.25), candidate: held(0.6) });
      expect(next).toBeCloseTo(0.25 * 0.1 + 0.75 * 0.6, 12);
      expect(same).toBe(gated.next(state.subarray(0, 2))[1]);
      // With both reset gates shut the candidate knows nothing of the state.
      const shut = { reset: Float64Array.of(0, 0), update: Float64Array.of(0, 0) };
      const from = (a: number, b: number) => [...gated.next(Float64Array.of(a, b), shut)];
      if (!resetAfter) expect(from(0.3, 0.9)).toEqual(from(-0.4, 0));
    }
  });
});
