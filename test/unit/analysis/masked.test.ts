/** Steps behind a mask count in no number that is told of many sequences: those are what the sequences give without padding. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedIn, countedSteps } from '../../../src/core/analysis/countedSteps.js';
import { type Population, populationOf } from '../../../src/core/analysis/population/population.js';
import type { InspectRequest } from '../../../src/core/analysis/request.js';
import { principalAxes } from '../../../src/core/analysis/stateSpace/pca.js';
import { nameLayers, resolveExperiment } from '../../../src/core/config/experiment.js';
import type { Dataset } from '../../../src/core/data/dataset.js';
import type { Network } from '../../../src/core/engine/engine.js';
import type { Layer } from '../../../src/core/model/spec.js';
import { Random } from '../../../src/core/random.js';
import { identityScaler } from '../../../src/core/scaler.js';
import { wasmEngine } from '../engine/support.js';
import { initialWeights } from '../support/weights.js';

const MASK = -9;
const { model } = resolveExperiment(
  {
    data: { task: 'sum', samples: 10, length: 4 },
    model: {
      layers: [
        { type: 'masking', maskValue: MASK },
        { type: 'lstm', units: 3, returnSequences: true },
        { type: 'gru', units: 4 },
        { type: 'dense', units: 1 },
      ],
    },
  },
  'test',
);
const layers = model.layers as readonly Layer[];
const pause = async () => {};

async function networkOf(length: number, masked: boolean): Promise<Network> {
  const weights = initialWeights({ length, features: 1, layers }, Random.for(3, 'weights'));
  for (const { tensors } of weights) {
    // Large enough that some gates saturate.
    for (const { values } of tensors) for (let i = 0; i < values.length; i++) values[i] *= 3;
  }
  const spec = { length, features: 1, layers: masked ? layers : layers.slice(1) };
  return (await wasmEngine()).createNetwork(spec, masked ? weights : weights.slice(1), 8);
}

/** @param rows the sequences one after the other, all of one length. */
async function measured(rows: readonly number[], length: number, masked: boolean): Promise<Population> {
  const starts = Uint32Array.from({ length: rows.length / length }, (_, n) => n * length);
  const data: Dataset = {
    ...{ rows: Float64Array.from(rows), starts, length, features: ['x'], target: { kind: 'numbers' } },
    ...{ targets: new Float64Array(starts.length), targetNames: ['y'], training: new Uint32Array() },
    validation: Uint32Array.from(starts.keys()),
    ...{ inputScaler: identityScaler(1), targetScaler: identityScaler(1) },
  };
  const network = await networkOf(length, masked);
  const experiment = resolveExperiment({ data: { task: 'sum', samples: 10, length }, model: {} }, 'test');
  const scaling = { input: data.inputScaler, target: data.targetScaler };
  const request = { experiment, data, network, explained: network, scaling, source: 'here', dataSamples: 0, pause };
  const { population } = await populationOf(request as InspectRequest);
  network.dispose();
  return population;
}

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, digits = 5) => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) {
    if (Number.isNaN(expected[i])) expect(found[i]).toBeNaN();
    else expect(found[i]).toBeCloseTo(expected[i], digits);
  }
};

describe('padding that a masking layer leaves out', () => {
  it('changes no number, before the steps or behind them', async () => {
    const input = fc.double({ min: -2, max: 2, noNaN: true });
    const sequences = fc.array(fc.tuple(input, input, input), { minLength: 44, maxLength: 44 });
    const filled = fc.tuple(fc.nat(3), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(sequences, filled, async (rows, [before, behind]) => {
        const fill = (count: number) => new Array<number>(count).fill(MASK);
        const length = before + 3 + behind;
        const bare = await measured(rows.flat(), 3, false);
        const long = await measured(
          rows.flatMap((row) => [...fill(before), ...row, ...fill(behind)]),
          length,
          true,
        );
        close(long.predictions, bare.predictions);
        for (const [index, expected] of bare.layers.entries()) {
          const found = long.layers[index];
          const own = <T extends Float32Array | Float64Array>(values: T, width = 1) =>
            values.subarray(before * width, (before + 3) * width);
          close(own(found.mean.hidden, found.mean.units), expected.mean.hidden);
          expect(found.mean.hidden.filter(Number.isNaN).length).toBe((before + behind) * found.mean.units);
          for (const name of Object.keys(expected.gates) as (keyof typeof expected.gates)[]) {
            const [one, other] = [found.gates[name]!, expected.gates[name]!];
            close(own(one.mean), other.mean);
            close(own(one.deviation), other.deviation, 4);
            close(one.closed, other.closed, 9);
            close(one.open, other.open, 9);
          }
          for (const [name, value] of Object.entries(expected.largest)) {
            expect(found.largest[name as 'hidden']).toBeCloseTo(value, 5);
          }
          close(found.space.axes.mean, expected.space.axes.mean);
          close(found.space.explained, expected.space.explained, 4);
          close(own(found.space.probe), expected.space.probe, 2);
          close(
            found.orders.peak.map((t) => t - before),
            expected.orders.peak,
          );
          close(found.orders.correlation, expected.orders.correlation, 3);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('leaves sequences of unequal length as each is alone', async () => {
    const random = Random.for(5, 'data');
    const length = 5;
    const own = Array.from({ length: 60 }, (_, n) => Array.from({ length: 1 + (n % 5) }, () => random.uniform()));
    const rows = own.flatMap((row) => [...new Array<number>(length - row.length).fill(MASK), ...row]);
    const { layers: found, running } = await measured(rows, length, true);
    // The reference: every sequence by itself, through the layers without the mask, and plain loops over what comes out.
    const states: number[][] = [[], []];
    const gates: { t: number; value: number }[] = [];
    for (const [n, row] of own.entries()) {
      const network = await networkOf(row.length, false);
      const { layers: traces } = network.trace(Float32Array.from(row));
      for (const [index, { hidden }] of traces.entries()) states[index].push(...hidden);
      for (const [i, value] of traces[0].gates.forget!.entries()) {
        if (i % 3 === 0) gates.push({ t: length - row.length + i / 3, value });
      }
      const sum = row.reduce((before, value) => before + value, 0);
      expect(running[(n + 1) * length - 1]).toBeCloseTo(sum, 5);
      network.dispose();
    }
    for (const [index, { mean, space }] of found.entries()) {
      const axes = await principalAxes(states[index], mean.units, 10, pause);
      close(space.axes.mean, axes.mean);
      close(space.explained, axes.explained);
    }
    const { forget } = found[0].gates;
    const share = (counts: (value: number) => boolean) =>
      gates.filter(({ value }) => counts(value)).length / gates.length;
    expect(forget?.closed[0]).toBeCloseTo(
      share((value) => value < 0.1),
      9,
    );
    expect(forget?.open[0]).toBeCloseTo(
      share((value) => value > 0.9),
      9,
    );
    for (let t = 0; t < length; t++) {
      const there = gates.filter((gate) => gate.t === t);
      expect(there).toHaveLength(12 * (t + 1));
      const mean = there.reduce((sum, { value }) => sum + value, 0) / there.length;
      expect(found[0].mean.gates.forget?.[3 * t]).toBeCloseTo(mean, 5);
    }
  });
});

describe('a mask', () => {
  it('goes no further than the steps of the input', () => {
    const lstm = { type: 'lstm', units: 2 };
    const named = nameLayers([
      { type: 'masking', maskValue: 0 },
      { ...lstm, returnSequences: true },
      lstm,
      { type: 'repeatVector', n: 3 },
      { ...lstm, returnSequences: true },
      { type: 'bidirectional', layer: lstm, mergeMode: 'concat' },
    ] as never) as Layer[];
    const spec = { length: 3, features: 1, layers: named };
    const counted = countedSteps({ spec }, Float32Array.of(0, 1, 2));
    const of = (index: number, direction = '') => [
      ...countedIn({ spec }, `${named[index].name}${direction}`, counted, 3).numbers,
    ];
    expect([of(1), of(2), of(4), of(5, '.backward')]).toEqual([[2], [2], [3], [3]]);
  });
});
