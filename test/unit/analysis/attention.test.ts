import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionAgreement } from '../../../src/core/analysis/attention/agreement.js';
import { type AttentionMatrix, attentionOf } from '../../../src/core/analysis/attention/attention.js';
import {
  type CellGates,
  cellGates,
  cellWeights,
  cellWeightsOfUnit,
} from '../../../src/core/analysis/attention/cellWeights.js';
import { outputJacobian } from '../../../src/core/analysis/attention/jacobian.js';
import { chainOf, runChain } from '../../../src/core/analysis/chain/chain.js';
import { isUnfit } from '../../../src/core/analysis/influence/influence.js';
import type { AttentionKind } from '../../../src/core/config/schema.js';
import type { Network } from '../../../src/core/engine/engine.js';
import type { ModelSpec } from '../../../src/core/model/spec.js';
import { makeCase, specs, wasmEngine } from '../engine/support.js';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { bidirectional, dense, gru, lstm, selfAttention } from '../support/specs.js';
import { randomNetwork, slopeOf, stacked } from './support.js';

function matricesOf(kind: AttentionKind, network: Network, x: Float32Array): AttentionMatrix[] {
  const attention = attentionOf(kind, network);
  if (isUnfit(attention)) throw new Error(attention.reason);
  return attention(x, network.trace(x).layers);
}

/** [T,T] of each unit. */
function weightsOfUnits(gates: CellGates): Float64Array[] {
  return Array.from({ length: gates.units }, (_, unit) => cellWeightsOfUnit(gates, unit));
}

describe('cellWeights', () => {
  it('prove themselves: the cell is the sum over s of a(t,s) g(s), on any network', async () => {
    const engine = await wasmEngine();
    const sizes = { length: [1, 2, 7], features: [1, 3], units: [1, 4, 9] };
    await fc.assert(
      fc.asyncProperty(specs(sizes), fc.integer({ min: 1, max: 1000 }), async (spec, seed) => {
        const { weights, random } = makeCase(spec, 1, seed);
        const network = await engine.createNetwork(spec, weights, 1);
        const x = Float32Array.from({ length: spec.length * spec.features }, () => 2 * random.uniform() - 1);
        for (const trace of network.trace(x).layers) {
          const { units } = trace;
          const cell = trace.cell!;
          const gates = cellGates(trace)!;
          const { candidate } = gates;
          const perUnit = weightsOfUnits(gates);
          for (let t = 0; t < spec.length; t++) {
            for (let u = 0; u < units; u++) {
              let sum = 0;
              for (let s = 0; s < spec.length; s++) {
                sum += perUnit[u][t * spec.length + s] * candidate[s * units + u];
              }
              expect(Math.abs(sum - cell[t * units + u])).toBeLessThan(1e-5 * Math.max(1, Math.abs(sum)));
            }
          }
          const { values, weighted } = cellWeights(gates);
          for (const at of values.keys()) {
            const size = (u: number) => Math.abs(candidate[(at % spec.length) * units + u]);
            const mean = perUnit.reduce((sum, weights) => sum + weights[at], 0) / units;
            const weightedMean = perUnit.reduce((sum, weights, u) => sum + weights[at] * size(u), 0) / units;
            expect(values[at]).toBeCloseTo(mean, 12);
            expect(weighted[at]).toBeCloseTo(weightedMean, 12);
          }
        }
        network.dispose();
      }),
      { numRuns: 40 },
    );
  });

  it('are gates multiplied: known numbers, their mean and the mean weighted by what was written', () => {
    const gates = { units: 2, input: [0.5, 1, 0.2, 0.4], forget: [9, 9, 0.5, 0.25], candidate: [1, -1, -0.5, 0] };
    // Row by row: a(1,1), a(1,2) = 0, a(2,1) = forgotten once, a(2,2).
    expect(weightsOfUnits(gates).map((weights) => [...weights])).toEqual([
      [0.5, 0, 0.25, 0.2],
      [1, 0, 0.25, 0.4],
    ]);
    const { values, weighted } = cellWeights(gates);
    expect(values[0]).toBeCloseTo(0.75, 12);
    expect(values[1]).toBe(0);
    expect(values[2]).toBeCloseTo(0.25, 12);
    expect(values[3]).toBeCloseTo(0.3, 12);
    expect(weighted[0]).toBeCloseTo(0.75, 12);
    expect(weighted[3]).toBeCloseTo(0.05, 12);
  });
});

describe('cellWeights of other stacks', () => {
  it('are exact for a layer that reads backwards, whose weights lie above the diagonal', async () => {
    const spec: ModelSpec = {
      length: 4,
      features: 2,
      layers: [bidirectional('both', lstm('inner', 3, { returnSequences: true })), dense('head', 1)],
    };
    const { network, sample } = await randomNetwork(spec, 41);
    const { layers } = network.trace(sample(0));
    const backward = layers.find(({ direction }) => direction === 'backward')!;
    const perUnit = weightsOfUnits(cellGates(backward)!);
    for (let t = 0; t < 4; t++) {
      for (let u = 0; u < 3; u++) {
        let sum = 0;
        for (let s = t; s < 4; s++) sum += perUnit[u][t * 4 + s] * backward.gates.candidate![s * 3 + u];
        expect(sum).toBeCloseTo(backward.cell![t * 3 + u], 5);
        for (let s = 0; s < t; s++) expect(perUnit[u][t * 4 + s]).toBe(0);
      }
    }
    const found = matricesOf('cellWeights', network, sample(0));
    expect(found.map(({ layer, ahead }) => [layer, ahead])).toEqual([
      ['both.forward', undefined],
      ['both.backward', true],
    ]);
  });

  it('are carried on to the model’s input through stacked LSTMs, as a product of matrices', async () => {
    const spec: ModelSpec = {
      length: 3,
      features: 1,
      layers: [lstm('first', 2, { returnSequences: true }), lstm('second', 2), dense('head', 1)],
    };
    const { network, sample } = await randomNetwork(spec, 42);
    const [first, second] = matricesOf('cellWeights', network, sample(0));
    expect(first.composed).toBeUndefined();
    const [a, b] = [second.values, first.values];
    // Written out: what the third step of the second layer holds of the first input, over all ways between.
    expect(second.composed?.[6]).toBeCloseTo(a[6] * b[0] + a[7] * b[3] + a[8] * b[6], 12);
    expect(second.composed?.[4]).toBeCloseTo(a[4] * b[4], 12);
    expect(second.composed?.[2]).toBe(0);
  });
});

describe('how far a stand-in looks where attention does', () => {
  const matrix = (rows: number[][], change: Partial<AttentionMatrix> = {}): AttentionMatrix => ({
    layer: 'a',
    values: Float64Array.from(rows.flat()),
    ...change,
  });
  const heads = [
    matrix(
      [
        [1, 0, 0],
        [1, 0, 0],
        [0.2, 0.3, 0.7],
      ],
      { head: 1, ahead: true },
    ),
    matrix(
      [
        [1, 0, 0],
        [1, 0, 0],
        [0, 0.3, 0.5],
      ],
      { head: 2, ahead: true },
    ),
  ];

  it('is the rank correlation of each row with the mean of the heads', () => {
    const same = matrix(
      [
        [0, 0, 0],
        [0, 0, 0],
        [1, 2, 3],
      ],
      { layer: 'l' },
    );
    const against = matrix(
      [
        [0, 0, 0],
        [0, 0, 0],
        [9, 5, 1],
      ],
      { layer: 'm' },
    );
    const [first, second] = attentionAgreement([{ jacobian: [same, against], selfAttention: heads }], 3);
    expect([first.layer, first.attention, [...first.rows], first.mean]).toEqual([
      'l',
      'a',
      [Number.NaN, Number.NaN, 1],
      1,
    ]);
    expect([second.layer, second.mean]).toEqual(['m', -1]);
    // Two samples, one of each: they cancel.
    const [both] = attentionAgreement(
      [
        { jacobian: [same], selfAttention: heads },
        { jacobian: [against], selfAttention: heads },
      ],
      3,
    );
    expect(both.mean).toBe(0);
  });

  it('is nothing without an attention layer', () => {
    expect(attentionAgreement([{ jacobian: [heads[0]] }], 3)).toEqual([]);
    expect(attentionAgreement([], 3)).toEqual([]);
  });
});

describe('jacobian', () => {
  it('is that of the layers before one that it does not know', async () => {
    const layers = [lstm('first', 3, { returnSequences: true }), selfAttention('looks', 1, 2), dense('head', 1)];
    const { network, weights, sample } = await randomNetwork({ length: 3, features: 1, layers }, 43);
    const [{ layer, values }] = matricesOf('jacobian', network, sample(0));
    expect(layer).toBe('first');
    const alone: ModelSpec = { length: 3, features: 1, layers: layers.slice(0, 1) };
    for (let t = 0; t < 3; t++) {
      for (let s = 0; s < 3; s++) {
        let squares = 0;
        for (let u = 0; u < 3; u++) {
          const read = ({ traces }: { traces: { hidden: number[] }[] }) => traces[0].hidden[t * 3 + u];
          squares += slopeOf(alone, weights.slice(0, 1), sample(0), s, read) ** 2;
        }
        expect(values[t * 3 + s]).toBeCloseTo(Math.sqrt(squares), 7);
      }
    }
  });

  it('is the norm of dh_t/dx_s: by the model’s input as finite differences have it', async () => {
    const { network, weights, sample } = await randomNetwork(stacked, 31);
    const found = matricesOf('jacobian', network, sample(0));
    expect(found.map(({ layer }) => layer)).toEqual(['first', 'second']);
    for (const [index, { composed }] of found.entries()) {
      const units = [5, 4][index];
      for (let t = 0; t < 4; t++) {
        for (let s = 0; s < 4; s++) {
          let squares = 0;
          for (const f of [0, 1]) {
            for (let u = 0; u < units; u++) {
              const read = ({ traces }: { traces: { hidden: number[] }[] }) => traces[index].hidden[t * units + u];
              squares += slopeOf(stacked, weights, sample(0), s * 2 + f, read) ** 2;
            }
          }
          expect(composed?.[t * 4 + s]).toBeCloseTo(Math.sqrt(squares), 7);
          if (s > t) expect(composed?.[t * 4 + s]).toBe(0);
        }
      }
    }
  });

  it('of a layer above is by that layer’s own input: as if it stood alone', async () => {
    const { network, weights, sample } = await randomNetwork(stacked, 32);
    const [first, second] = matricesOf('jacobian', network, sample(1));
    expect(first.values).toEqual(first.composed);
    const values = runChain(chainOf(network)!, sample(1));
    const alone: ModelSpec = { length: 4, features: 3, layers: [stacked.layers[2]] };
    for (let t = 0; t < 4; t++) {
      for (let s = 0; s < 4; s++) {
        let squares = 0;
        for (let f = 0; f < 3; f++) {
          for (let u = 0; u < 4; u++) {
            const read = ({ traces }: { traces: { hidden: number[] }[] }) => traces[0].hidden[t * 4 + u];
            squares += slopeOf(alone, [weights[2]], values[2].x, s * 3 + f, read) ** 2;
          }
        }
        expect(second.values[t * 4 + s]).toBeCloseTo(Math.sqrt(squares), 7);
      }
    }
  });
});

describe('outputJacobian', () => {
  const sequence: ModelSpec = {
    length: 3,
    features: 2,
    layers: [lstm('lstm', 4, { returnSequences: true }), dense('head', 2, { activation: 'tanh' })],
  };

  it('is the norm of dy_t/dx_s of a model with an output a step', async () => {
    const { network, weights, sample } = await randomNetwork(sequence, 33);
    const [{ layer, values }] = matricesOf('outputJacobian', network, sample(0));
    expect(layer).toBe('head');
    expect(values).toEqual(outputJacobian(chainOf(network)!, runChain(chainOf(network)!, sample(0))));
    for (let t = 0; t < 3; t++) {
      for (let s = 0; s < 3; s++) {
        let squares = 0;
        for (const f of [0, 1]) {
          for (const k of [0, 1]) {
            squares += slopeOf(sequence, weights, sample(0), s * 2 + f, ({ outputs }) => outputs[t * 2 + k]) ** 2;
          }
        }
        expect(values[t * 3 + s]).toBeCloseTo(Math.sqrt(squares), 8);
      }
    }
  });
});

describe('a matrix that does not fit', () => {
  const reason = (kind: AttentionKind, network: Network) => {
    const attention = attentionOf(kind, network);
    return isUnfit(attention) ? attention.reason : undefined;
  };

  it('says why', async () => {
    const { network } = await randomNetwork(stacked, 34);
    expect(reason('outputJacobian', network)).toBe('The model gives one output a sequence and not one a step.');
    const none = new FunctionNetwork(
      2,
      1,
      () => 0,
      () => [0, 0],
    );
    expect(reason('cellWeights', none)).toBe('The model has no recurrent layer.');
    const model = (...layers: ModelSpec['layers']) => randomNetwork({ length: 3, features: 1, layers }, 37, 1);
    const other = await model(gru('g', 2), dense('head', 1));
    expect(reason('cellWeights', other.network)).toBe('Only an LSTM has a cell, and g is a gru.');
    expect(reason('selfAttention', other.network)).toMatch(/has no attention layer/);
    const masked = await model({ type: 'masking', name: 'm', maskValue: 0 }, lstm('l', 2), dense('head', 1));
    expect(reason('cellWeights', masked.network)).toMatch(/^Over masked steps/);
    const long = await randomNetwork({ length: 300, features: 1, layers: [lstm('lstm', 1)] }, 35, 1);
    expect(reason('cellWeights', long.network)).toMatch(/300 steps is too large/);
    const large = await randomNetwork({ length: 200, features: 60, layers: [lstm('lstm', 64)] }, 36, 1);
    expect(reason('cellWeights', large.network)).toBeUndefined();
    expect(reason('jacobian', large.network)).toBe('The model is too large for exact Jacobians.');
  });
});
