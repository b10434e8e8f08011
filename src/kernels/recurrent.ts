/** What all recurrent layers share: the order of their steps, dropout of the state, gradients of their weights. */
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, accumulateRows, accumulateTransposed } from "./matrix";

/** The step that is read as number `i`; a layer that runs in reverse reads the last one first. */
// @ts-ignore: decorator
@inline
export function stepAt(i: i32, steps: i32, reverse: i32): i32 {
  return reverse ? steps - 1 - i : i;
}

/** Whether the mask [T,B] leaves this sample's step out; a mask of 0 leaves nothing out. */
// @ts-ignore: decorator
@inline
export function isMasked(mask: usize, t: i32, row: i32, batch: i32): bool {
  return mask != 0 && f32.load(mask + <usize>(t * batch + row) * 4) == 0;
}

/** to [size] = a * b, elementwise. */
export function multiplyElements(a: usize, b: usize, to: usize, size: i32): void {
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i * 4;
    const count = size - i;
    storeLanes(to + at, f32x4.mul(loadLanes(a + at, count), loadLanes(b + at, count)), count);
  }
}

/** sums [size] += a. */
export function addRow(a: usize, sums: usize, size: i32): void {
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i * 4;
    const count = size - i;
    storeLanes(sums + at, f32x4.add(loadLanes(sums + at, count), loadLanes(a + at, count)), count);
  }
}

/** to [size] += a * b, elementwise. */
export function addProducts(a: usize, b: usize, to: usize, size: i32): void {
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i * 4;
    const count = size - i;
    const product = f32x4.mul(loadLanes(a + at, count), loadLanes(b + at, count));
    storeLanes(to + at, f32x4.add(loadLanes(to + at, count), product), count);
  }
}

/**
 * The state that a step reads: that of the step before, with units dropped where there is a dropout mask.
 * @param hidden [B,H] state of the step before
 * @param dropout [B,H], or 0
 * @param dropped [B,H] where the state with dropped units goes
 * @returns where the state to read stands
 */
// @ts-ignore: decorator
@inline
export function stateRead(hidden: usize, dropout: usize, dropped: usize, size: i32): usize {
  if (dropout == 0) return hidden;
  multiplyElements(hidden, dropout, dropped, size);
  return dropped;
}

/**
 * dHidden += dz U^T: the gradient goes back through the recurrent product, and through its dropout where there is one.
 * @param dz [B,columns] rows of `rowStep` bytes
 * @param scratch [B,H], used with dropout only
 */
export function backThroughState(
  dz: usize, rowStep: usize, ut: usize, dHidden: usize, dropout: usize, scratch: usize,
  batch: i32, units: i32, columns: i32,
): void {
  const rowSize = <usize>units * 4;
  if (dropout == 0) {
    accumulate(dz, rowStep, 4, ut, dHidden, rowSize, batch, units, columns);
    return;
  }
  memory.fill(scratch, 0, <usize>batch * rowSize);
  accumulate(dz, rowStep, 4, ut, scratch, rowSize, batch, units, columns);
  addProducts(scratch, dropout, dHidden, batch * units);
}

/**
 * Gradients of kernel and bias, added to what is there.
 * @param dz [T,B,columns]
 * @param dBias [columns], or 0
 */
export function inputGradients(
  x: usize, dz: usize, dw: usize, dBias: usize, scratch: usize, rows: i32, features: i32, columns: i32,
): void {
  const size = <usize>columns * 4;
  accumulateTransposed(x, <usize>features * 4, dz, size, dw, size, features, columns, rows, scratch);
  if (dBias != 0) accumulateRows(dz, dBias, rows, columns);
}

/**
 * Gradient of a recurrent kernel, or of some of its columns, added to what is there.
 * @param state [T,B,H] what each next step read
 * @param dz [T,B,·] first of the columns, rows of `dzStep` bytes
 * @param du [H,·] first of the columns, rows of `duStep` bytes
 */
export function recurrentGradients(
  state: usize, dz: usize, dzStep: usize, du: usize, duStep: usize, scratch: usize,
  steps: i32, batch: i32, units: i32, columns: i32, reverse: i32,
): void {
  // Each step's gradient meets the state of the step read before it.
  const from = reverse ? state + <usize>(batch * units) * 4 : state;
  const to = reverse ? dz : dz + <usize>batch * dzStep;
  accumulateTransposed(from, <usize>units * 4, to, dzStep, du, duStep, units, columns, (steps - 1) * batch, scratch);
}
