import fc from 'fast-check';
import { Matrix, SingularValueDecomposition, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { principalAxes } from '../../../src/core/analysis/stateSpace/pca.js';
import { PROBE_SEQUENCES, probe } from '../../../src/core/analysis/stateSpace/probe.js';
import { Products } from '../../../src/core/analysis/stateSpace/products.js';
import { columnMeans, explainedBy, project } from '../../../src/core/analysis/stateSpace/projection.js';
import { ridgeOn } from '../../../src/core/analysis/stateSpace/ridge.js';
import { Random } from '../../../src/core/random.js';

const now = async () => {};
const draws = (count: number, seed = 1) => {
  const random = Random.for(seed, 'data');
  return Float64Array.from({ length: count }, () => random.normal());
};

describe('sums of products', () => {
  it('are those of centred columns, however many rows come at once', () => {
    for (const rows of [1, 3, 4, 9]) {
      const values = draws(rows * 3);
      const mean = columnMeans(values, 3);
      const products = new Products(mean);
      products.add(values, 0, rows);
      const centred = new Matrix(
        Array.from({ length: rows }, (_, r) => [0, 1, 2].map((i) => values[r * 3 + i] - mean[i])),
      );
      const expected = centred.transpose().mmul(centred);
      expectClose(products.full().flat(), expected.to1DArray());
      expect(products.total).toBeCloseTo(expected.trace(), 9);
    }
  });

  it('can be of every other row', () => {
    const values = Float64Array.of(1, 9, 2, 9, 3);
    const products = new Products(Float64Array.of(0));
    products.add(values, 0, 5, 2);
    expect(products.total).toBe(1 + 4 + 9);
  });
});

describe('principal components', () => {
  it('of points on an ellipse are its axes', async () => {
    // Half-axes 3 and 1 along (0.6, 0.8) and (-0.8, 0.6), around (5, -2): variances 9/2 and 1/2.
    const points = Float64Array.from({ length: 360 }, (_, i) => {
      const angle = (Math.floor(i / 2) * Math.PI) / 90;
      const [along, across] = [3 * Math.cos(angle), Math.sin(angle)];
      return i % 2 === 0 ? 5 + 0.6 * along - 0.8 * across : -2 + 0.8 * along + 0.6 * across;
    });
    const axes = await principalAxes(points, 2, 2, now);
    expectClose(axes.mean, [5, -2]);
    // The largest loading of each is positive.
    expectClose(axes.directions, [0.6, 0.8, 0.8, -0.6]);
    expectClose(axes.explained, [0.9, 0.1]);
  });

  it.each([
    [40, 7],
    [6, 9],
  ])('are the right singular vectors of %i centred states of %i units', async (rows, units) => {
    const states = draws(rows * units);
    const axes = await principalAxes(states, units, 3, now);
    const centred = new Matrix(
      Array.from({ length: rows }, (_, r) => Array.from(states.subarray(r * units, (r + 1) * units))),
    ).center('column');
    const svd = new SingularValueDecomposition(centred, { autoTranspose: true });
    const total = svd.diagonal.reduce((sum, value) => sum + value ** 2, 0);
    for (let d = 0; d < 3; d++) {
      const direction = Array.from(axes.directions.subarray(d * units, (d + 1) * units));
      const other = svd.rightSingularVectors.getColumn(d);
      const cosine = direction.reduce((sum, value, i) => sum + value * other[i], 0);
      expect(Math.abs(cosine)).toBeCloseTo(1, 9);
      expect(axes.explained[d]).toBeCloseTo(svd.diagonal[d] ** 2 / total, 9);
      expect(Math.max(...direction)).toBe(Math.max(...direction.map(Math.abs)));
    }
  });

  it('keep all distances where no direction is left out, and none of it where nothing varies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 3 }), async (seed, units) => {
        const states = draws(8 * units, seed);
        const seen = project(states, await principalAxes(states, units, 3, now), 3);
        for (let r = 1; r < 8; r++) {
          const wanted = Math.hypot(...Array.from({ length: units }, (_, i) => states[r * units + i] - states[i]));
          expect(Math.hypot(...[0, 1, 2].map((d) => seen[r * 3 + d] - seen[d]))).toBeCloseTo(wanted, 5);
        }
      }),
      { numRuns: 30 },
    );
    const still = await principalAxes(new Float64Array(12).fill(0.1), 3, 3, now);
    expect(still.explained).toEqual([0, 0, 0]);
  });

  it('explain as much of their own states as they say, and of others what lies along them', async () => {
    const states = draws(200);
    const axes = await principalAxes(states, 5, 5, now);
    expectClose(explainedBy(axes, states), axes.explained);
    const alongFirst = Float64Array.from({ length: 20 * 5 }, (_, i) => Math.floor(i / 5) * axes.directions[i % 5]);
    expectClose(explainedBy(axes, alongFirst), [1, 0, 0, 0, 0]);
  });
});

describe('the probe', () => {
  it.each([
    [30, 4],
    [5, 9],
    [1, 3],
  ])(
    'solves the normal equations of %i rows of %i units with a ridge of a ten-thousandth of the mean variance',
    (count, units) => {
      const x = draws(count * units);
      const y = draws(count, 2);
      const rows = Array.from({ length: count }, (_, r) => Array.from(x.subarray(r * units, (r + 1) * units)));
      const design = new Matrix(rows).center('column');
      const meanY = y.reduce((sum, value) => sum + value, 0) / count;
      const gram = design.transpose().mmul(design);
      // A single row is its own mean, and leaves nothing to scale the ridge by.
      const penalty = count === 1 ? 1 : (1e-4 * gram.trace()) / units;
      const right = design.transpose().mmul(Matrix.columnVector(y.map((value) => value - meanY)));
      const expected = solve(gram.add(Matrix.eye(units).mul(penalty)), right).to1DArray();
      const { weights, offset } = ridgeOn(x, y.length)(y);
      expectClose(weights, expected, 6);
      const means = new Matrix(rows).mean('column');
      expect(offset).toBeCloseTo(meanY - means.reduce((sum, mean, i) => sum + mean * expected[i], 0), 6);
    },
  );

  it('finds what is there at the step where it is there', async () => {
    const [sequences, steps, units] = [60, 2, 3];
    const quantity = draws(sequences * steps);
    const noise = draws(sequences * steps * units, 3);
    // Unit 1 holds the quantity at the second step; the first step holds nothing of it.
    const states = noise.map((value, i) => {
      const at = Math.floor(i / units);
      return at % steps === 1 && i % units === 1 ? 5 - 2 * quantity[at] : value;
    });
    const [first, second] = await probe(states, quantity, units, steps, now);
    expect(second).toBeGreaterThan(0.999);
    expect(first).toBeLessThan(0.2);
  });

  it('is no number where the quantity does not vary, or sequences are few', async () => {
    expect(await probe(draws(120), new Float64Array(40).fill(2), 3, 1, now)).toEqual(Float64Array.of(Number.NaN));
    const few = PROBE_SEQUENCES - 1;
    expect(await probe(draws(few * 3), draws(few), 3, 1, now)).toEqual(Float64Array.of(Number.NaN));
  });

  it('stays finite where units repeat each other or stand still', async () => {
    const quantity = draws(40);
    const states = Float64Array.from({ length: 120 }, (_, i) => [quantity[Math.floor(i / 3)], 1, 0][i % 3]);
    const doubled = Float64Array.from({ length: 80 }, (_, i) => quantity[Math.floor(i / 2)]);
    expect((await probe(states, quantity, 3, 1, now))[0]).toBeGreaterThan(0.999);
    expect((await probe(doubled, quantity, 2, 1, now))[0]).toBeGreaterThan(0.999);
    expect((await probe(new Float64Array(40), quantity, 1, 1, now))[0]).toBeLessThanOrEqual(0);
  });
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 9): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
}
