import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packedSize } from '../../../src/core/engine/wasm/arena.js';
import { Random } from '../../../src/core/random.js';
import { KernelMemory } from './kernels.js';
import { largestError, uniform } from './support.js';

const memory = await KernelMemory.create();
/** What stands in the gap behind a result, to see that it is left alone. */
const GUARD = 12345;

interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly c: Float32Array;
}

function draw(rows: number, columns: number, depth: number): Product {
  const random = Random.for(rows * 10_000 + columns * 100 + depth, 'data');
  const [a, b, c] = [rows * depth, depth * columns, rows * columns].map((count) => uniform(count, 1, random));
  return { rows, columns, depth, a, b, c };
}

/** C + A B in double precision. @param transposed A is [depth,rows]. */
function expected({ rows, columns, depth, a, b, c }: Product, transposed: boolean): number[] {
  const result = Array.from(c);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let k = 0; k < depth; k++) {
        const left = transposed ? a[k * rows + row] : a[row * depth + k];
        result[row * columns + column] += left * b[k * columns + column];
      }
    }
  }
  return result;
}

function putResult(c: Float32Array): number {
  const at = memory.put(c);
  memory.view(at + 4 * c.length, 1)[0] = GUARD;
  return at;
}

function accumulate({ rows, columns, depth, a, b, c }: Product, bTransposed = false): Float32Array {
  memory.clear();
  const packed = memory.put(new Float32Array(packedSize(depth, columns)).fill(Number.NaN));
  const [left, right, to] = [memory.put(a), memory.put(b), putResult(c)];
  const [rowStep, columnStep] = bTransposed ? ([4, 4 * depth] as const) : ([4 * columns, 4] as const);
  memory.kernels.pack(right, rowStep, columnStep, depth, columns, packed);
  memory.kernels.accumulate(left, 4 * depth, 4, packed, to, 4 * columns, rows, columns, depth);
  expect(memory.view(to + 4 * c.length, 1)[0]).toBe(GUARD);
  return memory.view(to, c.length).slice();
}

function accumulateTransposed({ rows, columns, depth, a, b, c }: Product): Float32Array {
  memory.clear();
  const scratch = memory.put(new Float32Array(packedSize(128, columns)));
  const [left, right, to] = [memory.put(a), memory.put(b), putResult(c)];
  memory.kernels.accumulateTransposed(
    left,
    4 * rows,
    right,
    4 * columns,
    to,
    4 * columns,
    rows,
    columns,
    depth,
    scratch,
  );
  expect(memory.view(to + 4 * c.length, 1)[0]).toBe(GUARD);
  return memory.view(to, c.length).slice();
}

/** Sums of up to 300 products of numbers under one, in single precision. */
const TOLERANCE = 2e-5;
const edges = [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 33];
const products = fc
  .tuple(
    fc.constantFrom(...edges, 65, 130),
    fc.constantFrom(...edges),
    fc.constantFrom(0, ...edges, 127, 128, 129, 300),
  )
  .map(([rows, columns, depth]) => draw(rows, columns, depth));

describe('matrix products', () => {
  it('C + A B agrees with a triple loop', () => {
    fc.assert(
      fc.property(products, (product) => {
        expect(largestError(accumulate(product), expected(product, false))).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 300 },
    );
  });

  it('C + Aᵀ B agrees with a triple loop', () => {
    fc.assert(
      fc.property(products, (product) => {
        expect(largestError(accumulateTransposed(product), expected(product, true))).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 300 },
    );
  });

  it('packs a transposed matrix', () => {
    fc.assert(
      fc.property(products, (product) => {
        const { columns, depth, b } = product;
        const turned = Float32Array.from(b, (_, i) => b[(i % depth) * columns + Math.floor(i / depth)]);
        expect(accumulate({ ...product, b: turned }, true)).toEqual(accumulate(product));
      }),
      { numRuns: 100 },
    );
  });

  it('gives a row the same bits wherever it stands', () => {
    const product = draw(33, 17, 65);
    const together = accumulate(product);
    for (let row = 0; row < 33; row++) {
      const a = product.a.subarray(row * 65, (row + 1) * 65);
      const c = product.c.subarray(row * 17, (row + 1) * 17);
      expect(accumulate({ ...product, rows: 1, a, c })).toEqual(together.subarray(row * 17, (row + 1) * 17));
    }
  });
});
