import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { FIXED_POINT_LIMITS, fixedPoints, speedAt } from '../../../../src/core/analysis/dynamics/fixedPoints.js';
import { spectrumAt } from '../../../../src/core/analysis/dynamics/spectrum.js';
import type { StateMap } from '../../../../src/core/analysis/dynamics/stateMap.js';
import { Random } from '../../../../src/core/random.js';

const noPause = async () => {};

function linear(a: number[][], b: number[]): StateMap {
  const size = b.length;
  return {
    size,
    next: (state) => Float64Array.from(b, (offset, i) => a[i].reduce((sum, w, j) => sum + w * state[j], offset)),
    jacobian: () => Float64Array.from(a.flat()),
  };
}

/** h ← tanh(h W), rows of W being -linspace(-1, 1, n) rolled back by one each: FixedPointFinder's own example. */
function ring(n: number): StateMap {
  const first = Array.from({ length: n }, (_, i) => 1 - (2 * i) / (n - 1));
  const w = Array.from({ length: n }, (_, row) => first.map((_, column) => first[(column + row) % n]));
  const next = (state: Float64Array) =>
    Float64Array.from({ length: n }, (_, i) => Math.tanh(w.reduce((sum, row, j) => sum + row[i] * state[j], 0)));
  return {
    size: n,
    next,
    jacobian(state) {
      const y = next(state);
      return Float64Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        return (1 - y[i] ** 2) * w[j][i];
      });
    },
  };
}

function starts(count: number, size: number, spread = 1): Float64Array {
  const random = Random.for(3, 'data');
  return Float64Array.from({ length: count * size }, () => spread * (2 * random.uniform() - 1));
}

function nearest(points: readonly { state: Float64Array }[], wanted: number[]) {
  const distance = (state: Float64Array) => Math.hypot(...wanted.map((value, i) => value - state[i]));
  return Math.min(...points.map(({ state }) => distance(state)));
}

describe('fixed points', () => {
  it('of a linear map are where (1 - A) s = b', async () => {
    const a = [
      [0.5, 0.2, 0],
      [-0.3, 0.8, 0.1],
      [0, 0.4, 1.2],
    ];
    const b = [1, -2, 0.5];
    const { points } = await fixedPoints(linear(a, b), starts(10, 3, 20), noPause);
    const oneMinus = Matrix.eye(3).sub(new Matrix(a));
    const known = solve(oneMinus, Matrix.columnVector(b)).to1DArray();
    expect(points).toHaveLength(1);
    expect(points[0].starts).toBe(10);
    for (let i = 0; i < 3; i++) expect(points[0].state[i]).toBeCloseTo(known[i], 6);
  });

  it('of rings of two and three units are the published ones', async () => {
    const two = await fixedPoints(ring(2), starts(60, 2), noPause);
    expect(two.points).toHaveLength(3);
    for (const wanted of [
      [0, 0],
      [-0.957504, 0.957504],
      [0.957504, -0.957504],
    ]) {
      expect(nearest(two.points, wanted)).toBeLessThan(1e-5);
    }
    const sizes = two.points.map(({ state }) => spectrumAt(ring(2), state).modes[0].size).sort();
    expect(sizes[0]).toBeCloseTo(0.166372, 5);
    expect(sizes[1]).toBeCloseTo(0.166372, 5);
    expect(sizes[2]).toBeCloseTo(2, 6);

    const three = await fixedPoints(ring(3), starts(200, 3), noPause);
    expect(nearest(three.points, [0, 0, 0])).toBeLessThan(1e-5);
    expect(nearest(three.points, [0.949796, -0.425502, -0.879894])).toBeLessThan(1e-5);
    const spectrum = (wanted: number[]) => {
      const point = three.points.find(({ state }) => nearest([{ state }], wanted) < 1e-4);
      return spectrumAt(ring(3), point?.state as Float64Array);
    };
    expect(spectrum([0, 0, 0]).modes[0].size).toBeCloseTo(1.732051, 5);
    expect(spectrum([0.949796, -0.425502, -0.879894]).modes[0].size).toBeCloseTo(1.006406, 5);
    expect(spectrum([0.949796, -0.425502, -0.879894]).stable).toBe(false);
  });

  it('that do not exist are not found, and the least speed is told', async () => {
    // s + 1 moves by one wherever it is.
    const drift = linear([[1]], [1]);
    const search = await fixedPoints(drift, starts(5, 1), noPause);
    expect(search.points).toEqual([]);
    expect(search.unfinished).toBe(5);
    expect(search.slowest).toBe(0.5);
  });

  it('far from every trajectory are left out', async () => {
    // Fixed at 100, while the trajectories stay within one of zero.
    const search = await fixedPoints(linear([[0.9]], [10]), starts(8, 1), noPause);
    expect(search.points).toEqual([]);
    expect(search.outliers).toBe(8);
  });

  it('of a map that gives no numbers are none', async () => {
    const broken: StateMap = { size: 1, next: () => Float64Array.of(NaN), jacobian: () => Float64Array.of(NaN) };
    const search = await fixedPoints(broken, starts(3, 1), noPause);
    expect(search).toMatchObject({ points: [], unfinished: 3 });
  });

  it('that are found are slow', async () => {
    const { points } = await fixedPoints(ring(3), starts(40, 3), noPause);
    for (const { state } of points) expect(speedAt(ring(3), state)).toBeLessThanOrEqual(FIXED_POINT_LIMITS.speed);
  });

  it('can be cancelled between starts', async () => {
    let turns = 0;
    const cancel = async () => {
      if (++turns > 3) throw new Error('cancelled');
    };
    await expect(fixedPoints(ring(2), starts(10, 2), cancel)).rejects.toThrow('cancelled');
    expect(turns).toBe(4);
  });
});

describe('a spectrum', () => {
  it('counts complex pairs twice and names the time that a mode lasts', () => {
    const turn = (size: number) => [
      [size * Math.cos(0.3), -size * Math.sin(0.3)],
      [size * Math.sin(0.3), size * Math.cos(0.3)],
    ];
    const growing = spectrumAt(linear(turn(1.1), [0, 0]), new Float64Array(2));
    expect(growing).toMatchObject({ stable: false, unstable: 2 });
    expect(growing.modes).toHaveLength(1);
    expect(growing.modes[0].size).toBeCloseTo(1.1, 12);
    const dying = spectrumAt(linear(turn(Math.exp(-1 / 7)), [0, 0]), new Float64Array(2));
    expect(dying.stable).toBe(true);
    expect(dying.modes[0].timeConstant).toBeCloseTo(7, 9);
  });

  it('has directions that the map only stretches', () => {
    const a = [
      [0.9, 0.2],
      [0, 0.5],
    ];
    const { modes } = spectrumAt(linear(a, [0, 0]), new Float64Array(2));
    const known = new EigenvalueDecomposition(new Matrix(a)).realEigenvalues.sort((x, y) => y - x);
    for (const [index, { real, direction }] of modes.entries()) {
      expect(real).toBeCloseTo(known[index], 12);
      for (const [i, row] of a.entries()) {
        expect(row[0] * direction[0] + row[1] * direction[1]).toBeCloseTo(real * direction[i], 10);
      }
    }
  });
});
