import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowUnder } from '../../../../src/core/analysis/dynamics/flow.js';
import { constantInput, restUnder, runningLayers, unfitForRest } from '../../../../src/core/analysis/dynamics/rest.js';
import type { StateMap } from '../../../../src/core/analysis/dynamics/stateMap.js';
import type { InspectRequest } from '../../../../src/core/analysis/request.js';
import type { LayerTrace } from '../../../../src/core/engine/engine.js';
import { Random } from '../../../../src/core/random.js';
import { dense, lstm, simpleRnn } from '../../support/specs.js';
import { randomNetwork } from '../support.js';

const noPause = async () => {};

/** s ← A s + b. */
function linear(a: readonly number[][], b: readonly number[]): StateMap {
  return {
    size: b.length,
    next: (state) => Float64Array.from(b, (offset, i) => a[i].reduce((sum, w, j) => sum + w * state[j], offset)),
    jacobian: () => Float64Array.from(a.flat()),
  };
}

/** A layer of that many units that has been everywhere. */
function running(map: StateMap, seed = 1) {
  const random = Random.for(seed, 'data');
  const units = map.size;
  const hidden = Float32Array.from({ length: 6 * 5 * units }, () => 2 * random.uniform() - 1);
  const shape = { layer: 'rnn', type: 'simpleRnn', units } as const;
  const trace: LayerTrace = { ...shape, direction: 'forward', steps: 5, hidden, gates: {} };
  return { cell: { ...shape, inputs: 1, stateSize: units, under: () => map }, trace };
}

describe('the flow in a plane', () => {
  it('is that of the map itself where states have two numbers: linear around the fixed point', async () => {
    const entry = fc.double({ min: -0.6, max: 0.6, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.tuple(entry, entry, entry, entry), fc.nat(100), async ([p, q, r, s], seed) => {
        const layer = running(
          linear(
            [
              [p, q],
              [r, s],
            ],
            [0.1, -0.2],
          ),
          seed,
        );
        const rest = await restUnder(layer, Float64Array.of(0), noPause);
        const { grid, points, explained } = await flowUnder(layer, rest, noPause);
        expect(explained[0] + explained[1]).toBeCloseTo(1, 9);
        const [[left, right], [bottom, top]] = grid.ends;
        const [across, up] = [(right - left) / (grid.columns - 1), (top - bottom) / (grid.rows - 1)];
        const move = (column: number, row: number) => {
          const at = 2 * (row * grid.columns + column);
          return [grid.moves[at], grid.moves[at + 1]] as const;
        };
        const [origin, east, north] = [move(0, 0), move(1, 0), move(0, 1)];
        const slope = [0, 1].map((d) => [(east[d] - origin[d]) / across, (north[d] - origin[d]) / up]);
        // Axes that are turned change neither trace nor determinant of A - 1.
        expect(slope[0][0] + slope[1][1]).toBeCloseTo(p + s - 2, 4);
        expect(slope[0][0] * slope[1][1] - slope[0][1] * slope[1][0]).toBeCloseTo((p - 1) * (s - 1) - q * r, 4);
        // There the fixed point stands still.
        for (const d of [0, 1]) {
          const still = origin[d] + slope[d][0] * (points[0] - left) + slope[d][1] * (points[1] - bottom);
          expect(still).toBeCloseTo(0, 4);
        }
        // Nothing leads out of the plane.
        for (const at of [0, 17, grid.speeds.length - 1]) {
          expect(grid.speeds[at]).toBeCloseTo((grid.moves[2 * at] ** 2 + grid.moves[2 * at + 1] ** 2) / 2, 5);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of a state of one number is along a line', async () => {
    const layer = running(linear([[0.5]], [0.25]));
    const rest = await restUnder(layer, Float64Array.of(0), noPause);
    const { grid, points, explained } = await flowUnder(layer, rest, noPause);
    expect([grid.rows, explained, points.length]).toEqual([1, [1], 2]);
    const [left, right] = grid.ends[0];
    for (let column = 0; column < grid.columns; column++) {
      const place = left + ((right - left) * column) / (grid.columns - 1);
      expect(grid.moves[2 * column]).toBeCloseTo(-0.5 * (place - points[0]), 5);
      expect(grid.moves[2 * column + 1]).toBe(0);
    }
  });
});

describe('the constant input of a layer', () => {
  const spec = {
    length: 4,
    features: 2,
    layers: [simpleRnn('first', 3, { returnSequences: true }), lstm('second', 2), dense('head', 1)],
  };
  const scaling = {
    input: { mean: Float64Array.of(1, 2), deviation: Float64Array.of(0.5, 4) },
    target: { mean: Float64Array.of(0), deviation: Float64Array.of(1) },
  };
  const sample = [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ];

  it('is a mean, zero in raw units, or what enters at a step', async () => {
    const { network, inputs } = await randomNetwork(spec, 5, 6);
    const layers = runningLayers(network, inputs);
    const request = {
      network,
      scaling,
      experiment: { inspect: { inputs: [sample] } },
      data: { length: 4, features: ['a', 'b'], validation: new Uint32Array(), training: new Uint32Array() },
      dataSamples: 0,
    } as unknown as InspectRequest;
    const [first, second] = layers;
    const { hidden } = first.trace;
    const mean = (values: Float32Array, columns: number, at: number) =>
      values.filter((_, i) => i % columns === at).reduce((sum, value) => sum + value, 0) / (values.length / columns);
    expect(constantInput(request, first, { kind: 'mean' }, inputs)[1]).toBeCloseTo(mean(inputs, 2, 1), 6);
    expect(constantInput(request, second, { kind: 'mean' }, inputs)[2]).toBeCloseTo(mean(hidden, 3, 2), 6);
    expect([...constantInput(request, first, { kind: 'zero' }, inputs)]).toEqual([-2, -0.5]);
    expect([...constantInput(request, second, { kind: 'zero' }, inputs)]).toEqual([0, 0, 0]);
    const given = { kind: 'values', values: [3, 4] } as const;
    expect([...constantInput(request, first, given, inputs)]).toEqual([4, 0.5]);
    const same = network.trace(Float32Array.of(4, 0.5, 4, 0.5, 4, 0.5, 4, 0.5)).layers[0].hidden;
    expect([...constantInput(request, second, given, inputs)]).toEqual([...same.slice(-3)]);
    const at = { kind: 'step', sample: 0, step: 2 } as const;
    expect([...constantInput(request, first, at, inputs)]).toEqual([8, 1]);
    const scaled = Float32Array.of(0, 0, 4, 0.5, 8, 1, 12, 1.5);
    const entering = network.trace(scaled).layers[0].hidden.subarray(6, 9);
    expect([...constantInput(request, second, at, inputs)]).toEqual([...entering]);
  });

  it('is out of reach behind layers whose outputs are not kept, and for states that are no numbers', async () => {
    const between = { ...spec, layers: [spec.layers[0], dense('between', 2), spec.layers[1], spec.layers[2]] };
    const { network, inputs } = await randomNetwork(between, 5, 6);
    const reasons = (values: Float32Array) =>
      runningLayers(network, values).map((layer) => unfitForRest(network, layer));
    expect(reasons(inputs)).toEqual([undefined, 'What enters it comes from between, whose outputs are not kept.']);
    expect(reasons(inputs.map(() => Number.NaN))[0]).toBe('Its states are not finite numbers.');
  });
});
