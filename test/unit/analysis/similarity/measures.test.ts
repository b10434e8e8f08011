/** CKA and Procrustes against closed forms, and against the definitions that they are shortcuts of. */
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { linearCka, procrustesDistance, trace } from '../../../../src/core/analysis/similarity/measures.js';
import { centred, crossProducts } from '../../../../src/core/analysis/similarity/products.js';

const pause = async () => {};

async function measured(x: number[][], y: number[][]) {
  const [one, other] = [x, y].map((rows) => centred(rows.flat(), rows[0].length));
  const cross = await crossProducts(one, other, pause);
  const [ownX, ownY] = [await crossProducts(one, one, pause), await crossProducts(other, other, pause)];
  return {
    cka: linearCka(cross, ownX, ownY),
    procrustes: procrustesDistance(cross, one.units, trace(ownX, one.units), trace(ownY, other.units)),
  };
}

const number = fc.double({ min: -3, max: 3, noNaN: true });
const states = (units: number) =>
  fc.array(fc.array(number, { minLength: units, maxLength: units }), { minLength: 12, maxLength: 12 });
/** States that differ enough for their sizes to mean something. */
const varied = (rows: number[][]) => {
  const { values } = centred(rows.flat(), rows[0].length);
  return values.reduce((sum, value) => sum + value * value, 0) > 1e-2;
};
/** A product of reflections, one for each row that has a length. */
const orthogonal = (rows: number[][]) =>
  rows.reduce((product, row) => {
    const length = row.reduce((sum, value) => sum + value * value, 0);
    if (length < 1e-6) return product;
    const v = Matrix.columnVector(row);
    return product.mmul(Matrix.eye(row.length).sub(v.mmul(v.transpose()).mul(2 / length)));
  }, Matrix.eye(rows[0].length));

/** Of Gram matrices, as Kornblith et al. begin: HSIC(K,L) / √(HSIC(K,K) HSIC(L,L)). */
function ckaOfKernels(x: number[][], y: number[][]): number {
  const n = x.length;
  const gram = (rows: number[][]) => {
    const matrix = new Matrix(rows);
    const centring = Matrix.eye(n).sub(Matrix.ones(n, n).div(n));
    return centring.mmul(matrix).mmul(matrix.transpose()).mmul(centring);
  };
  const hsic = (k: Matrix, l: Matrix) => k.mmul(l).trace();
  const [k, l] = [gram(x), gram(y)];
  return hsic(k, l) / Math.sqrt(hsic(k, k) * hsic(l, l));
}

describe('linear CKA and Procrustes distance', () => {
  it('are 1 and 0 of a layer with itself, turned, scaled and shifted', async () => {
    await fc.assert(
      fc.asyncProperty(
        states(4).filter(varied),
        fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        number,
        async (x, turning, scale, shift) => {
          const turned = new Matrix(x).mmul(orthogonal(turning)).mul(scale).add(shift).to2DArray();
          const { cka, procrustes } = await measured(x, turned);
          expect(cka).toBeCloseTo(1, 9);
          expect(procrustes).toBeCloseTo(0, 6);
        },
      ),
    );
  });

  it('do not change when one side is turned and scaled, are the same both ways, and stay in their ranges', async () => {
    const pair = fc.tuple(states(3).filter(varied), states(5).filter(varied));
    const turning = fc.array(fc.array(number, { minLength: 5, maxLength: 5 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(pair, turning, async ([x, y], matrix) => {
        const before = await measured(x, y);
        const after = await measured(x, new Matrix(y).mmul(orthogonal(matrix)).mul(7).to2DArray());
        const swapped = await measured(y, x);
        for (const other of [after, swapped]) {
          expect(other.cka).toBeCloseTo(before.cka, 9);
          expect(other.procrustes).toBeCloseTo(before.procrustes, 7);
        }
        expect(before.cka).toBeGreaterThanOrEqual(-1e-12);
        expect(before.cka).toBeLessThanOrEqual(1 + 1e-12);
        expect(before.procrustes).toBeGreaterThanOrEqual(0);
        expect(before.procrustes).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('are r² and 2 − 2|r| of single units', async () => {
    const [x, y] = [
      [1, 2, 4, 3, 7],
      [2, 1, 5, 5, 4],
    ];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const about = (values: number[]) => values.map((value) => value - mean(values));
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    const r = dot(about(x), about(y)) / Math.sqrt(dot(about(x), about(x)) * dot(about(y), about(y)));
    const { cka, procrustes } = await measured(
      x.map((v) => [v]),
      y.map((v) => [-v]),
    );
    expect(cka).toBeCloseTo(r ** 2, 12);
    expect(procrustes).toBeCloseTo(2 - 2 * Math.abs(r), 12);
  });

  it('are 0 and 2 where nothing of one is in the other', async () => {
    const { cka, procrustes } = await measured([[1], [-1], [1], [-1]], [[1], [1], [-1], [-1]]);
    expect(cka).toBe(0);
    expect(procrustes).toBe(2);
  });

  it('CKA is what its definition by kernels says', async () => {
    await fc.assert(
      fc.asyncProperty(states(3).filter(varied), states(4).filter(varied), async (x, y) => {
        expect((await measured(x, y)).cka).toBeCloseTo(ckaOfKernels(x, y), 9);
      }),
    );
  });

  it('the Procrustes distance is the least over all turns and mirrors of the plane', async () => {
    const x = [
      [1, 0],
      [0, 2],
      [-1, 1],
      [3, -1],
      [0, 0.5],
    ];
    const y = [
      [0, 1],
      [1, -2],
      [2, 2],
      [-1, 0],
      [0.5, 1],
    ];
    const unit = (rows: number[][]) => {
      const { values } = centred(rows.flat(), 2);
      return values.map((value) => value / Math.sqrt(values.reduce((sum, other) => sum + other * other, 0)));
    };
    const [a, b] = [unit(x), unit(y)];
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step < 20_000; step++) {
      const angle = (step / 20_000) * 2 * Math.PI;
      for (const mirror of [1, -1]) {
        let distance = 0;
        for (let row = 0; row < x.length; row++) {
          const [u, v] = [b[2 * row], mirror * b[2 * row + 1]];
          distance += (a[2 * row] - (u * Math.cos(angle) - v * Math.sin(angle))) ** 2;
          distance += (a[2 * row + 1] - (u * Math.sin(angle) + v * Math.cos(angle))) ** 2;
        }
        least = Math.min(least, distance);
      }
    }
    expect((await measured(x, y)).procrustes).toBeCloseTo(least, 6);
  });

  it('are no number where a state never changes', async () => {
    const { cka, procrustes } = await measured([[1], [2], [3]], [[4], [4], [4]]);
    expect([cka, procrustes]).toEqual([Number.NaN, Number.NaN]);
  });
});
