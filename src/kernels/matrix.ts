/**
 * Matrix products on float32, in tiles of 4 or 6 rows and 8 columns that stay in registers.
 *
 * The right side is packed first: panels of 8 columns, each [depth,8] without gaps, the last filled up with zeros. The
 * tile then reads memory in order, and rows that lie a power of two apart do not fight for the same cache lines.
 *
 * Every element is summed over the depth in order, one product after the other, in full tiles and at the edges alike:
 * a row's result does not depend on the rows around it.
 */

import { loadLanes, storeLanes } from "./lanes";
import { multiplyAdd } from "./multiplyAdd";

const WIDTH: i32 = 8;
const PANEL_STEP: usize = 32;
/** Rows of the left side that stay in the cache while all panels pass. */
const ROW_BLOCK: i32 = 64;
/** Depth of one block of `accumulateTransposed`. */
const DEPTH_BLOCK: i32 = 128;

/**
 * Packs a [depth,columns] matrix into panels.
 * @param rowStep bytes from a row to the next.
 * @param columnStep bytes from a column to the next; with both steps exchanged the transpose is packed.
 */
export function pack(from: usize, rowStep: usize, columnStep: usize, depth: i32, columns: i32, to: usize): void {
  for (let first = 0; first < columns; first += WIDTH) {
    const width = min(WIDTH, columns - first);
    const panel = from + <usize>first * columnStep;
    if (width == WIDTH && columnStep == 4) {
      for (let row = 0; row < depth; row++, to += PANEL_STEP) {
        const source = panel + <usize>row * rowStep;
        v128.store(to, v128.load(source));
        v128.store(to, v128.load(source, 16), 16);
      }
      continue;
    }
    let row = 0;
    if (width == WIDTH && rowStep == 4) {
      for (; row + 4 <= depth; row += 4, to += 4 * PANEL_STEP) {
        transpose(panel + <usize>row * 4, columnStep, to);
        transpose(panel + 4 * columnStep + <usize>row * 4, columnStep, to + 16);
      }
    }
    for (; row < depth; row++, to += PANEL_STEP) {
      const source = panel + <usize>row * rowStep;
      for (let column = 0; column < WIDTH; column++) {
        const value: f32 = column < width ? f32.load(source + <usize>column * columnStep) : 0;
        f32.store(to + <usize>column * 4, value);
      }
    }
  }
}

/** Four rows of four values, `step` bytes apart, become four columns of a panel. */
function transpose(from: usize, step: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to, i64x2.shuffle(ab, cd, 1, 3), PANEL_STEP);
  const abEnd = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdEnd = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(abEnd, cdEnd, 0, 2), 2 * PANEL_STEP);
  v128.store(to, i64x2.shuffle(abEnd, cdEnd, 1, 3), 3 * PANEL_STEP);
}

/**
 * C += A B for a packed B.
 * @param a first element of A [rows,depth].
 * @param rowStep bytes from one row of A to the next.
 * @param depthStep bytes from one element of a row of A to the next; exchanged with `rowStep`, A is read transposed.
 * @param c first element of C [rows,columns].
 * @param cStep bytes from one row of C to the next.
 */
export function accumulate(
  a: usize,
  rowStep: usize,
  depthStep: usize,
  b: usize,
  c: usize,
  cStep: usize,
  rows: i32,
  columns: i32,
  depth: i32,
): void {
  const panelSize = PANEL_STEP * <usize>depth;
  for (let block = 0; block < rows; block += ROW_BLOCK) {
    const end = min(block + ROW_BLOCK, rows);
    for (let first = 0, panel = b; first < columns; first += WIDTH, panel += panelSize) {
      const width = min(WIDTH, columns - first);
      let row = block;
      if (width == WIDTH) {
        for (let rest = end - row; rest >= 4; rest = end - row) {
          const left = a + <usize>row * rowStep;
          const to = c + <usize>row * cStep + <usize>first * 4;
          if (isTall(rest)) {
            tallTile(left, rowStep, depthStep, panel, to, cStep, depth);
            row += 6;
          } else {
            tile(left, rowStep, depthStep, panel, to, cStep, depth);
            row += 4;
          }
        }
      }
      for (; row < end; row++) {
        edge(a + <usize>row * rowStep, depthStep, panel, c + <usize>row * cStep + <usize>first * 4, depth, width);
      }
    }
  }
}

/** A full tile: 4 rows, 8 columns. */
function tile(a: usize, rowStep: usize, depthStep: usize, b: usize, c: usize, cStep: usize, depth: i32): void {
  const c1 = c + cStep;
  const c2 = c1 + cStep;
  const c3 = c2 + cStep;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  let a0 = a;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const end = b + PANEL_STEP * <usize>depth;
  for (; b < end; b += PANEL_STEP) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    s00 = multiplyAdd(x0, left, s00);
    s01 = multiplyAdd(x0, right, s01);
    const x1 = v128.load32_splat(a1);
    s10 = multiplyAdd(x1, left, s10);
    s11 = multiplyAdd(x1, right, s11);
    const x2 = v128.load32_splat(a2);
    s20 = multiplyAdd(x2, left, s20);
    s21 = multiplyAdd(x2, right, s21);
    const x3 = v128.load32_splat(a3);
    s30 = multiplyAdd(x3, left, s30);
    s31 = multiplyAdd(x3, right, s31);
    a0 += depthStep;
    a1 += depthStep;
    a2 += depthStep;
    a3 += depthStep;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

/** Whether a tile of six rows comes next: where that is quicker at all, and leaves no more single rows than four would. */
// @ts-ignore: decorator
@inline
function isTall(rows: i32): bool {
  return ASC_FEATURE_RELAXED_SIMD && (rows >= 10 || rows == 6 || rows == 7);
}

/** 6 rows, 8 columns: as many sums as there are registers where a product and its sum are one operation. */
function tallTile(a: usize, rowStep: usize, depthStep: usize, b: usize, c: usize, cStep: usize, depth: i32): void {
  const c1 = c + cStep;
  const c2 = c1 + cStep;
  const c3 = c2 + cStep;
  const c4 = c3 + cStep;
  const c5 = c4 + cStep;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  let s40 = v128.load(c4);
  let s41 = v128.load(c4, 16);
  let s50 = v128.load(c5);
  let s51 = v128.load(c5, 16);
  let a0 = a;
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  let a4 = a3 + rowStep;
  let a5 = a4 + rowStep;
  const end = b + PANEL_STEP * <usize>depth;
  for (; b < end; b += PANEL_STEP) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    const x0 = v128.load32_splat(a0);
    s00 = multiplyAdd(x0, left, s00);
    s01 = multiplyAdd(x0, right, s01);
    const x1 = v128.load32_splat(a1);
    s10 = multiplyAdd(x1, left, s10);
    s11 = multiplyAdd(x1, right, s11);
    const x2 = v128.load32_splat(a2);
    s20 = multiplyAdd(x2, left, s20);
    s21 = multiplyAdd(x2, right, s21);
    const x3 = v128.load32_splat(a3);
    s30 = multiplyAdd(x3, left, s30);
    s31 = multiplyAdd(x3, right, s31);
    const x4 = v128.load32_splat(a4);
    s40 = multiplyAdd(x4, left, s40);
    s41 = multiplyAdd(x4, right, s41);
    const x5 = v128.load32_splat(a5);
    s50 = multiplyAdd(x5, left, s50);
    s51 = multiplyAdd(x5, right, s51);
    a0 += depthStep;
    a1 += depthStep;
    a2 += depthStep;
    a3 += depthStep;
    a4 += depthStep;
    a5 += depthStep;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
  v128.store(c4, s40);
  v128.store(c4, s41, 16);
  v128.store(c5, s50);
  v128.store(c5, s51, 16);
}

/** One row of up to 8 columns, for what is left beside the full tiles. */
function edge(a: usize, depthStep: usize, b: usize, c: usize, depth: i32, width: i32): void {
  let left = loadLanes(c, width);
  let right = width > 4 ? loadLanes(c + 16, width - 4) : f32x4.splat(0);
  const end = b + PANEL_STEP * <usize>depth;
  for (; b < end; b += PANEL_STEP, a += depthStep) {
    const x = v128.load32_splat(a);
    left = multiplyAdd(x, v128.load(b), left);
    right = multiplyAdd(x, v128.load(b, 16), right);
  }
  storeLanes(c, left, width);
  if (width > 4) storeLanes(c + 16, right, width - 4);
}

/**
 * C += A^T B, for gradients of weights: A [depth,rows], B [depth,columns], C [rows,columns].
 * @param aStep, bStep, cStep bytes from one row to the next.
 * @param scratch room for DEPTH_BLOCK packed rows of B.
 */
export function accumulateTransposed(
  a: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cStep: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  scratch: usize,
): void {
  for (let first = 0; first < depth; first += DEPTH_BLOCK) {
    const block = min(DEPTH_BLOCK, depth - first);
    pack(b + <usize>first * bStep, bStep, 4, block, columns, scratch);
    accumulate(a + <usize>first * aStep, 4, aStep, scratch, c, cStep, rows, columns, block);
  }
}

/** Every row of C [rows,columns] becomes a copy of `row`, or zero where `row` is 0. */
export function fillRows(row: usize, c: usize, rows: i32, columns: i32): void {
  const size = <usize>columns * 4;
  for (let r = 0; r < rows; r++, c += size) {
    if (row != 0) memory.copy(c, row, size);
    else memory.fill(c, 0, size);
  }
}

/** sums [columns] += the rows of A [rows,columns], row after row. */
export function accumulateRows(a: usize, sums: usize, rows: i32, columns: i32): void {
  const size = <usize>columns * 4;
  let column = 0;
  // As many columns as a cache line has.
  for (; column + 16 <= columns; column += 16) {
    const to = sums + <usize>column * 4;
    let s0 = v128.load(to);
    let s1 = v128.load(to, 16);
    let s2 = v128.load(to, 32);
    let s3 = v128.load(to, 48);
    let from = a + <usize>column * 4;
    for (let row = 0; row < rows; row++, from += size) {
      s0 = f32x4.add(s0, v128.load(from));
      s1 = f32x4.add(s1, v128.load(from, 16));
      s2 = f32x4.add(s2, v128.load(from, 32));
      s3 = f32x4.add(s3, v128.load(from, 48));
    }
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
  }
  for (; column < columns; column += 4) {
    const count = columns - column;
    const to = sums + <usize>column * 4;
    let sum = loadLanes(to, count);
    let from = a + <usize>column * 4;
    for (let row = 0; row < rows; row++, from += size) sum = f32x4.add(sum, loadLanes(from, count));
    storeLanes(to, sum, count);
  }
}
