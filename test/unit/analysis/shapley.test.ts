import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapleyValues } from '../../../src/core/analysis/influence/shapley.js';
import { FunctionNetwork } from '../support/functionNetwork.js';
import { explain } from './support.js';

const relu = (x: number) => Math.max(0, x);
const sum = (x: ArrayLike<number>) => Array.from(x).reduce((total, value) => total + value, 0);
const noSlope = () => {
  throw new Error('Shapley values need no gradient.');
};

describe('shapleyValues', () => {
  it('agrees with the event values that TimeSHAP gives for three events', () => {
    // Worth of the coalitions: none, 0, 1, 01, 2, 02, 12, all of them by their bits.
    const worth = [0.01820675, 0.0199854, 0.02305947, 0.02890363, 0.3835847, 0.5342902, 0.6154269, 0.7290683];
    const values = shapleyValues(3, worth);
    for (const [player, value] of [0.06456496, 0.10667034, 0.53962625].entries()) {
      expect(values[player]).toBeCloseTo(value, 8);
    }
  });

  const games = fc.integer({ min: 1, max: 6 }).chain((players) =>
    fc.record({
      players: fc.constant(players),
      worth: fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
        minLength: 2 ** players,
        maxLength: 2 ** players,
      }),
    }),
  );

  it('are efficient: they add up to what all players win over none', () => {
    fc.assert(
      fc.property(games, ({ players, worth }) => {
        expect(sum(shapleyValues(players, worth))).toBeCloseTo(worth[worth.length - 1] - worth[0], 9);
      }),
    );
  });

  it('are symmetric, give a dummy its own worth, and are linear in the game', () => {
    fc.assert(
      fc.property(games, fc.double({ min: -3, max: 3, noNaN: true }), ({ players, worth }, own) => {
        // A game that sees only how many players there are treats all alike.
        const sizes = worth.map((_, coalition) => worth[coalition.toString(2).replaceAll('0', '').length]);
        const alike = shapleyValues(players, sizes);
        for (const value of alike) expect(value).toBeCloseTo(alike[0], 9);
        // One more player, who adds the same to every coalition.
        const more = [...worth, ...worth.map((value) => value + own)];
        const values = shapleyValues(players + 1, more);
        expect(values[players]).toBeCloseTo(own, 9);
        const base = shapleyValues(players, worth);
        for (let p = 0; p < players; p++) expect(values[p]).toBeCloseTo(base[p], 9);
        const mixed = shapleyValues(
          players,
          worth.map((value, i) => 2 * value - 3 * sizes[i]),
        );
        for (let p = 0; p < players; p++) expect(mixed[p]).toBeCloseTo(2 * base[p] - 3 * alike[p], 8);
      }),
    );
  });
});

describe('shapley', () => {
  const kinked = new FunctionNetwork(3, 1, (x) => relu(sum(x) - 10) + 3 * (sum(x) + 1) - 1, noSlope);

  it('agrees with the known answers of a kinked sum', async () => {
    const { perStep, standardError } = await explain('shapley', kinked, [20, 50, 30]);
    for (const [t, value] of [76.6667, 196.6667, 116.6667].entries()) expect(perStep[t]).toBeCloseTo(value, 4);
    expect(standardError).toBeUndefined();
    const from = await explain('shapley', kinked, [20, 50, 30], [10, 20, 10]);
    expect([...from.perStep].map((value) => Math.round(value * 1e4) / 1e4)).toEqual([40, 120, 80]);
  });

  it('has steps as players: all features of a step come in together', async () => {
    const product = new FunctionNetwork(2, 2, ([a, b, c, d]) => a * b + c * d, noSlope);
    const { perStep, values } = await explain('shapley', product, [2, 3, 4, 5, 1, 1, 0, 7]);
    expect([...perStep]).toEqual([6, 20, 1, 0]);
    expect(values).toBeUndefined();
  });

  it('beyond 14 steps draws permutations, says so, stays complete, and owns up to its error', async () => {
    const length = 16;
    const kink = new FunctionNetwork(length, 1, (x) => relu(sum(x) - 4), noSlope);
    const inputs = Array.from({ length: 2 * length }, (_, i) => (i % 3) / 2);
    const drawn = await explain('shapley', kink, inputs, undefined, { evaluations: 4096 });
    expect(drawn.note).toMatch(/256 random permutations.*2\^16/);
    // Steps with the same number are alike, so their mean has a smaller error than any of them.
    for (const n of [0, 1]) {
      const row = drawn.perStep.subarray(n * length, (n + 1) * length);
      const x = inputs.slice(n * length, (n + 1) * length);
      expect(sum(row)).toBeCloseTo(relu(sum(x) - 4), 5);
      for (const value of [0, 0.5, 1]) {
        const alike = Array.from(row.keys()).filter((t) => x[t] === value);
        const mean = sum(alike.map((t) => row[t])) / alike.length;
        for (const t of alike) {
          const error = drawn.standardError?.[n * length + t] ?? Number.NaN;
          expect(Math.abs(row[t] - mean)).toBeLessThanOrEqual(4 * error);
          expect(error).toBeLessThan(0.1);
        }
      }
    }
    expect((await explain('shapley', kink, inputs, undefined, { evaluations: 4096 })).perStep).toEqual(drawn.perStep);
    // A sample's numbers do not depend on which others it is looked at with.
    const alone = await explain('shapley', kink, inputs.slice(length), undefined, { evaluations: 4096 });
    expect(alone.perStep).toEqual(drawn.perStep.slice(length));
  });

  it('drawn at random agrees with the exact values within its error', async () => {
    const bent = new FunctionNetwork(6, 1, (x) => x[0] * x[1] + Math.tanh(x[2] * x[3] * x[4]) - x[5], noSlope);
    const inputs = [1, 2, -1, 3, 0.5, 2];
    const exact = await explain('shapley', bent, inputs);
    const drawn = await explain('shapley', bent, inputs, undefined, { evaluations: 63 });
    expect(exact.standardError).toBeUndefined();
    for (let t = 0; t < 6; t++) {
      const error = drawn.standardError?.[t] ?? Number.NaN;
      expect(Math.abs(drawn.perStep[t] - exact.perStep[t])).toBeLessThanOrEqual(4 * error + 1e-6);
    }
  });
});
