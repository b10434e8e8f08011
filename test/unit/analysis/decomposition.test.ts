import { beforeAll, describe, expect, it } from 'vitest';
import { chainOf, outputsOf, runChain } from '../../../src/core/analysis/chain/chain.js';
import { decompose, linearized } from '../../../src/core/analysis/influence/contextualDecomposition.js';
import { relevance } from '../../../src/core/analysis/influence/lrp.js';
import { activate } from '../../reference/activations.js';
import { forward, type Weights } from '../../reference/lstm.js';
import { explain, randomNetwork, single, stacked } from './support.js';

const sigmoid = (x: number) => activate('sigmoid', x);

describe('linearized', () => {
  it('shares out a value without rest: parts of a, of b and of the bias', () => {
    for (const [a, b, c] of [
      [1, -2, 0.5],
      [0, 3, 1],
      [-4, 0.1, 0],
    ]) {
      const z = a + b + c;
      const parts = linearized(sigmoid, a, z, c) + linearized(sigmoid, b, z, c) + sigmoid(c);
      expect(parts).toBeCloseTo(sigmoid(z), 14);
    }
  });
});

/**
 * Murdoch's decomposition of one LSTM layer and a linear head, written out with both parts carried side by side.
 * @returns relevant and irrelevant part of the output, without the head's bias.
 */
function murdoch(weights: Weights, x: ArrayLike<number>, step: number): [number, number] {
  const [[kernel, recurrentKernel, bias], [head]] = weights;
  const [length, features, units] = [4, 2, 5];
  let [h, hOther, c, cOther] = [0, 0, 0, 0].map(() => new Array<number>(units).fill(0));
  for (let t = 0; t < length; t++) {
    const product = (column: number, values: number[], matrix: number[]) =>
      values.reduce((sum, value, row) => sum + value * matrix[row * 4 * units + column], 0);
    const now = Array.from({ length: features }, (_, f) => x[t * features + f]);
    const gates = Array.from({ length: 4 * units }, (_, column) => {
      const input = product(column, now, kernel);
      const a = product(column, h, recurrentKernel) + (t === step ? input : 0);
      const b = product(column, hOther, recurrentKernel) + (t === step ? 0 : input);
      return { a, b, c: bias[column] };
    });
    const split = (f: (x: number) => number, { a, b, c }: (typeof gates)[number]) => ({
      a: (f(a + c) - f(c) + f(a + b + c) - f(b + c)) / 2,
      b: (f(b + c) - f(c) + f(a + b + c) - f(a + c)) / 2,
      c: f(c),
    });
    const [next, nextOther] = [new Array<number>(units), new Array<number>(units)];
    for (let u = 0; u < units; u++) {
      const i = split(sigmoid, gates[u]);
      const f = split(sigmoid, gates[units + u]);
      const g = split(Math.tanh, gates[2 * units + u]);
      next[u] = i.a * (g.a + g.c) + i.c * g.a + (f.a + f.c) * c[u];
      nextOther[u] = i.b * (g.a + g.b + g.c) + (i.a + i.c) * g.b + (f.a + f.b + f.c) * cOther[u] + f.b * c[u];
      if (t === step) next[u] += i.c * g.c;
      else nextOther[u] += i.c * g.c;
    }
    [c, cOther] = [next, nextOther];
    const o = gates.slice(3 * units).map(({ a, b, c: bias }) => sigmoid(a + b + bias));
    h = c.map((value, u) => o[u] * split(Math.tanh, { a: value, b: cOther[u], c: 0 }).a);
    hOther = c.map((value, u) => o[u] * split(Math.tanh, { a: value, b: cOther[u], c: 0 }).b);
  }
  const read = (values: number[]) => values.reduce((sum, value, u) => sum + value * head[u], 0);
  return [read(h), read(hOther)];
}

describe('contextual decomposition', () => {
  it('agrees with Murdoch’s formulas, both parts carried side by side', async () => {
    const { network, weights, sample, inputs } = await randomNetwork(single, 11);
    const chain = chainOf(network)!;
    const { perStep } = await explain('contextualDecomposition', network, inputs);
    for (const n of [0, 1, 2]) {
      for (let step = 0; step < 4; step++) {
        const { relevant, irrelevant } = decompose(chain, runChain(chain, sample(n)), step);
        const [expected, other] = murdoch(weights, sample(n), step);
        expect(relevant[0]).toBeCloseTo(expected, 12);
        expect(irrelevant[0]).toBeCloseTo(other, 12);
        expect(perStep[n * 4 + step]).toBeCloseTo(expected, 12);
      }
    }
  });

  it('leaves nothing out of stacked layers but the bias of the head', async () => {
    const { network, weights, sample } = await randomNetwork(stacked, 12);
    const chain = chainOf(network)!;
    const { outputs } = forward(stacked, weights, sample(1));
    for (let step = 0; step < 4; step++) {
      const { relevant, irrelevant } = decompose(chain, runChain(chain, sample(1)), step);
      for (const k of [0, 1]) {
        expect(relevant[k] + irrelevant[k]).toBeCloseTo(outputs[k] - weights[4][1][k], 12);
        expect(Math.abs(relevant[k])).toBeGreaterThan(1e-6);
      }
    }
  });
});

/** Arras's rule in matrix form: a message for each pair of a lower and an upper unit. */
function messages(x: number[], weight: (i: number, j: number) => number, z: number[], relevance: number[]): number[] {
  return x.map((value, i) =>
    z.reduce((sum, out, j) => {
      const sign = out >= 0 ? 1 : -1;
      return sum + ((value * weight(i, j)) / (out + 0.001 * sign)) * relevance[j];
    }, 0),
  );
}

/** Arras's LSTM backward pass for one layer and a linear head, bias factor 0. @returns [T,F] */
function arras(weights: Weights, x: ArrayLike<number>): number[] {
  const [[kernel, recurrentKernel, bias], [head]] = weights;
  const [length, features, units] = [4, 2, 5];
  const { outputs, traces } = forward(single, weights, x);
  const { hidden, cell, input, forget, candidate } = traces[0];
  const row = (values: number[], t: number) =>
    t < 0 ? new Array(units).fill(0) : values.slice(t * units, (t + 1) * units);
  const result: number[] = new Array(length * features).fill(0);
  let ofHidden = messages(row(hidden, length - 1), (i) => head[i], [outputs[0]], [outputs[0]]);
  let ofCell: number[] = new Array(units).fill(0);
  for (let t = length - 1; t >= 0; t--) {
    const relevance = ofCell.map((value, u) => value + ofHidden[u]);
    const identity = (i: number, j: number) => (i === j ? 1 : 0);
    const c = row(cell, t);
    const written = row(input, t).map((i, u) => i * row(candidate, t)[u]);
    const kept = row(forget, t).map((f, u) => f * row(cell, t - 1)[u]);
    const ofCandidate = messages(written, identity, c, relevance);
    ofCell = messages(kept, identity, c, relevance);
    const now = Array.from({ length: features }, (_, f) => x[t * features + f]);
    const at = (matrix: number[]) => (i: number, j: number) => matrix[i * 4 * units + 2 * units + j];
    const z = ofCandidate.map((_, j) => {
      const sum = now.reduce((total, value, f) => total + value * at(kernel)(f, j), bias[2 * units + j]);
      return row(hidden, t - 1).reduce(
        (total: number, h: number, u: number) => total + h * at(recurrentKernel)(u, j),
        sum,
      );
    });
    messages(now, at(kernel), z, ofCandidate).forEach((value, f) => {
      result[t * features + f] = value;
    });
    ofHidden = messages(row(hidden, t - 1), at(recurrentKernel), z, ofCandidate);
  }
  return result;
}

describe('layer-wise relevance propagation', () => {
  let cases: Awaited<ReturnType<typeof randomNetwork>>[];
  beforeAll(async () => {
    cases = await Promise.all([21, 22, 23].map((seed) => randomNetwork(single, seed)));
  });

  it('agrees with Arras’s rule written as messages between units', async () => {
    for (const { network, weights, inputs, sample, size } of cases) {
      const { values } = await explain('lrp', network, inputs);
      for (const n of [0, 1, 2]) {
        for (const [i, expected] of arras(weights, sample(n)).entries()) {
          expect(values?.[n * size + i]).toBeCloseTo(expected, 9);
        }
      }
    }
  });

  it('conserves the output where biases hand on what they would keep', async () => {
    const deep = await randomNetwork(stacked, 24);
    for (const { network, sample } of [...cases, deep]) {
      const chain = chainOf(network)!;
      for (const n of [0, 1, 2]) {
        const y = outputsOf(runChain(chain, sample(n)))[0];
        const all = relevance(chain, sample(n), 0, 1);
        expect(all.reduce((sum, value) => sum + value, 0)).toBeCloseTo(y, 9);
      }
    }
  });
});
