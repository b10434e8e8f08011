/** Layers that only move, choose or average values: masking, repeating, pooling steps, joining two directions. */
import { loadLanes, storeLanes } from "./lanes";

/**
 * Leaves out the rows whose values are all `value` (Keras's Masking): they become zero.
 * @param x [rows,units]
 * @param y [rows,units]
 * @param mask [rows], becomes 0 where the row is left out, else 1
 */
export function maskForward(x: usize, y: usize, mask: usize, rows: i32, units: i32, value: f32): void {
  const rowSize = <usize>units * 4;
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * rowSize;
    let kept = false;
    for (let i = 0; i < units; i++) kept = kept || f32.load(x + at + <usize>i * 4) != value;
    f32.store(mask + <usize>row * 4, kept ? 1 : 0);
    if (kept) memory.copy(y + at, x + at, rowSize);
    else memory.fill(y + at, 0, rowSize);
  }
}

/** dx [rows,units] becomes dy where the row was kept, else zero. */
export function maskBackward(dy: usize, mask: usize, dx: usize, rows: i32, units: i32): void {
  const rowSize = <usize>units * 4;
  for (let row = 0; row < rows; row++) {
    const at = <usize>row * rowSize;
    if (f32.load(mask + <usize>row * 4) != 0) memory.copy(dx + at, dy + at, rowSize);
    else memory.fill(dx + at, 0, rowSize);
  }
}

/** y [times,size] becomes copies of x [size]. */
export function repeatForward(x: usize, y: usize, times: i32, size: i32): void {
  for (let t = 0; t < times; t++) memory.copy(y + <usize>(t * size) * 4, x, <usize>size * 4);
}

/** dx [size] becomes the sum of dy [times,size] over the copies. */
export function repeatBackward(dy: usize, dx: usize, times: i32, size: i32): void {
  memory.copy(dx, dy, <usize>size * 4);
  for (let t = 1; t < times; t++) {
    for (let i = 0; i < size; i += 4) {
      const at = <usize>i * 4;
      const more = loadLanes(dy + <usize>(t * size) * 4 + at, size - i);
      storeLanes(dx + at, f32x4.add(loadLanes(dx + at, size - i), more), size - i);
    }
  }
}

/**
 * The mean over the steps (Keras's GlobalAveragePooling1D), of those that the mask keeps; zeros where it keeps none.
 * @param x [steps,batch,units]
 * @param mask [steps,batch], or 0
 * @param shares [batch], becomes what each kept step counts for
 * @param y [batch,units]
 */
export function poolForward(x: usize, mask: usize, shares: usize, y: usize, steps: i32, batch: i32, units: i32): void {
  const size = <usize>units * 4;
  memory.fill(y, 0, <usize>batch * size);
  for (let sample = 0; sample < batch; sample++) {
    let kept: f32 = 0;
    for (let t = 0; t < steps; t++) kept += isKept(mask, t * batch + sample) ? 1 : 0;
    const share: f32 = kept > 0 ? 1 / kept : 0;
    f32.store(shares + <usize>sample * 4, share);
    const to = y + <usize>sample * size;
    for (let t = 0; t < steps; t++) {
      if (!isKept(mask, t * batch + sample)) continue;
      const from = x + <usize>(t * batch + sample) * size;
      for (let i = 0; i < units; i += 4) {
        const at = <usize>i * 4;
        storeLanes(to + at, f32x4.add(loadLanes(to + at, units - i), loadLanes(from + at, units - i)), units - i);
      }
    }
    scaleRow(to, share, to, units);
  }
}

/** dx [steps,batch,units] becomes each step's share of dy [batch,units]. */
export function poolBackward(
  dy: usize, mask: usize, shares: usize, dx: usize, steps: i32, batch: i32, units: i32,
): void {
  const size = <usize>units * 4;
  for (let row = 0; row < steps * batch; row++) {
    const sample = <usize>(row % batch);
    const to = dx + <usize>row * size;
    if (isKept(mask, row)) scaleRow(dy + sample * size, f32.load(shares + sample * 4), to, units);
    else memory.fill(to, 0, size);
  }
}

// @ts-ignore: decorator
@inline
function isKept(mask: usize, row: i32): bool {
  return mask == 0 || f32.load(mask + <usize>row * 4) != 0;
}

function scaleRow(from: usize, factor: f32, to: usize, units: i32): void {
  for (let i = 0; i < units; i += 4) {
    const at = <usize>i * 4;
    storeLanes(to + at, f32x4.mul(loadLanes(from + at, units - i), f32x4.splat(factor)), units - i);
  }
}

// @ts-ignore: decorator
@inline const CONCATENATE: i32 = 0;
// @ts-ignore: decorator
@inline const MULTIPLY: i32 = 3;

/**
 * Joins what two directions give.
 * @param mode 0 side by side, 1 sum, 2 mean, 3 product
 * @param a, b [rows,units]
 * @param y [rows,2 units] side by side, else [rows,units]
 */
export function mergeForward(mode: i32, a: usize, b: usize, y: usize, rows: i32, units: i32): void {
  const rowSize = <usize>units * 4;
  if (mode == CONCATENATE) {
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * rowSize;
      memory.copy(y + 2 * at, a + at, rowSize);
      memory.copy(y + 2 * at + rowSize, b + at, rowSize);
    }
    return;
  }
  const factor = f32x4.splat(mode == 2 ? 0.5 : 1);
  const size = rows * units;
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i * 4;
    const left = loadLanes(a + at, size - i);
    const right = loadLanes(b + at, size - i);
    const joined = mode == MULTIPLY ? f32x4.mul(left, right) : f32x4.mul(f32x4.add(left, right), factor);
    storeLanes(y + at, joined, size - i);
  }
}

/** da, db [rows,units] become the gradients of the two directions. */
export function mergeBackward(
  mode: i32, a: usize, b: usize, dy: usize, da: usize, db: usize, rows: i32, units: i32,
): void {
  const rowSize = <usize>units * 4;
  if (mode == CONCATENATE) {
    for (let row = 0; row < rows; row++) {
      const at = <usize>row * rowSize;
      memory.copy(da + at, dy + 2 * at, rowSize);
      memory.copy(db + at, dy + 2 * at + rowSize, rowSize);
    }
    return;
  }
  const factor = f32x4.splat(mode == 2 ? 0.5 : 1);
  const size = rows * units;
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i * 4;
    const count = size - i;
    const d = f32x4.mul(loadLanes(dy + at, count), factor);
    storeLanes(da + at, mode == MULTIPLY ? f32x4.mul(d, loadLanes(b + at, count)) : d, count);
    storeLanes(db + at, mode == MULTIPLY ? f32x4.mul(d, loadLanes(a + at, count)) : d, count);
  }
}
