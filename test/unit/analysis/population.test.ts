import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/core/analysis/countedSteps.js';
import { GateSums } from '../../../src/core/analysis/population/gates.js';
import { unitOrders } from '../../../src/core/analysis/population/unitOrder.js';

describe('gates over many sequences', () => {
  it('are counted by hand: two sequences of two steps of two units', () => {
    const sums = new GateSums(2, 2);
    sums.add(Float32Array.of(0, 1, 0.5, 0.95), allSteps(2, 2), 0); // one sequence: steps of units (0, 1) and (0.5, 0.95)
    sums.add(Float32Array.of(0.05, 0.5, 0.5, 0.25), allSteps(2, 2), 1);
    const { mean, deviation, closed, open } = sums.result();
    expect(mean[0]).toBeCloseTo(1.55 / 4, 6);
    expect(mean[1]).toBeCloseTo(2.2 / 4, 6);
    const spread = [0, 1, 0.05, 0.5].reduce((sum, value) => sum + (value - 1.55 / 4) ** 2, 0) / 4;
    expect(deviation[0]).toBeCloseTo(Math.sqrt(spread), 6);
    expect([...closed]).toEqual([0.5, 0]);
    expect([...open]).toEqual([0, 0.5]);
  });

  it('do not count as saturated at the limits themselves', () => {
    const sums = new GateSums(2, 1);
    sums.add(Float32Array.of(Math.fround(0.100001), Math.fround(0.899999)), allSteps(1, 1), 0);
    const { closed, open } = sums.result();
    expect([...closed, ...open]).toEqual([0, 0, 0, 0]);
  });

  it('come out the same in one portion as in many', () => {
    const values = Float32Array.from({ length: 24 }, (_, i) => (Math.sin(i) + 1) / 2);
    const [whole, parts] = [new GateSums(3, 2), new GateSums(3, 2)];
    whole.add(values, allSteps(4, 2), 0);
    for (let from = 0; from < 24; from += 6) parts.add(values.subarray(from, from + 6), allSteps(4, 2), from / 6);
    expect(parts.result()).toEqual(whole.result());
  });
});

describe('orders of the units', () => {
  // Units 0 and 2 move together, 1 and 3 against each other's pair, 4 stands still.
  const wave = (t: number) => [Math.sin(t), Math.cos(3 * t), Math.sin(t) + 0.05, Math.cos(3 * t) * 2, 0.2];
  const hidden = Float32Array.from(Array.from({ length: 40 }, (_, t) => wave(t)).flat());

  it('put units next to each other that move alike', () => {
    const { clustering } = unitOrders(hidden, 5, allSteps(10, 4), new Float64Array(10));
    expect([...clustering].sort()).toEqual([0, 1, 2, 3, 4]);
    const place = (unit: number) => clustering.indexOf(unit);
    expect(Math.abs(place(0) - place(2))).toBe(1);
    expect(Math.abs(place(1) - place(3))).toBe(1);
  });

  it('tell when a unit is largest, on average over the sequences, whatever its sign', () => {
    const states = Float32Array.of(...[0, 3, -2, 1, 0.1, 0], ...[0, 2, -4, 1, 0.1, 0]); // [2,3,2]
    expect(unitOrders(states, 2, allSteps(2, 3), new Float64Array(2)).peak).toEqual([1, 0]);
  });

  it('tell how a unit ends up where the prediction is high', () => {
    const predictions = Float64Array.of(1, 2, 3, 4);
    // One step: a copy, its negative, and a unit that stands still.
    const states = Float32Array.from([1, 2, 3, 4].flatMap((value) => [value, -value, 7]));
    const { correlation } = unitOrders(states, 3, allSteps(4, 1), predictions);
    expect(correlation[0]).toBeCloseTo(1, 12);
    expect(correlation[1]).toBeCloseTo(-1, 12);
    expect(correlation[2]).toBeNaN();
  });
});
