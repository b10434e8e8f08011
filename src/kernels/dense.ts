/** Fully connected layer on the last axis: [rows,inputs] → [rows,units]. */
import { activate, derivative, SOFTMAX } from "./activations";
import { softmaxRow, softmaxRowBackward } from "./softmax";
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, fillRows } from "./matrix";

/**
 * @param x [rows,inputs]
 * @param w packed kernel [inputs,units]
 * @param bias [units], or 0
 * @param y [rows,units], becomes the activated output
 */
export function denseForward(
  x: usize, w: usize, bias: usize, y: usize, rows: i32, inputs: i32, units: i32, activation: i32,
): void {
  fillRows(bias, y, rows, units);
  accumulate(x, <usize>inputs * 4, 4, w, y, <usize>units * 4, rows, units, inputs);
  if (activation == SOFTMAX) {
    for (let row = 0; row < rows; row++) softmaxRow(y + <usize>(row * units) * 4, units);
    return;
  }
  const size = rows * units;
  for (let i = 0; i < size; i += 4) {
    const at = y + <usize>i * 4;
    storeLanes(at, activate(activation, loadLanes(at, size - i)), size - i);
  }
}

/** dy [rows,units] becomes the gradient before the activation, where y [rows,units] is the activated output. */
export function activationBackward(y: usize, dy: usize, rows: i32, units: i32, activation: i32): void {
  if (activation == SOFTMAX) {
    for (let row = 0; row < rows; row++) {
      const at = <usize>(row * units) * 4;
      softmaxRowBackward(y + at, dy + at, units);
    }
    return;
  }
  const size = rows * units;
  for (let i = 0; i < size; i += 4) {
    const count = size - i;
    const at = <usize>i * 4;
    const slope = derivative(activation, loadLanes(y + at, count));
    storeLanes(dy + at, f32x4.mul(loadLanes(dy + at, count), slope), count);
  }
}
