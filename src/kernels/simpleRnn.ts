/**
 * Fully connected recurrence (Elman 1990; Keras's SimpleRNN): h_t = activation(x_t W + h_{t-1} U + b), time-major.
 * Shapes: T steps, B samples, F inputs, H units. A masked step carries the state over.
 */
import { activate, derivative } from "./activations";
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, fillRows } from "./matrix";
import { backThroughState, isMasked, stateRead, stepAt } from "./recurrent";

/** @param hidden [T,B,H], becomes h; the other arguments as of `lstmForward`, with one column a unit */
export function simpleRnnForward(
  x: usize, w: usize, u: usize, bias: usize, hidden: usize, mask: usize, dropout: usize, dropped: usize,
  steps: i32, batch: i32, features: i32, units: i32, activation: i32, reverse: i32,
): void {
  const rowSize = <usize>units * 4;
  const stateStep = <usize>batch * rowSize;
  fillRows(bias, hidden, steps * batch, units);
  accumulate(x, <usize>features * 4, 4, w, hidden, rowSize, steps * batch, units, features);
  let past: usize = 0;
  for (let i = 0; i < steps; i++) {
    const t = stepAt(i, steps, reverse);
    const now = <usize>t * stateStep;
    if (i > 0) {
      const state = stateRead(hidden + past, dropout, dropped + past, batch * units);
      accumulate(state, rowSize, 4, u, hidden + now, rowSize, batch, units, units);
    }
    for (let row = 0; row < batch; row++) {
      const at = hidden + now + <usize>row * rowSize;
      if (!isMasked(mask, t, row, batch)) activateRow(at, units, activation);
      else if (i > 0) memory.copy(at, hidden + past + <usize>row * rowSize, rowSize);
      else memory.fill(at, 0, rowSize);
    }
    past = now;
  }
}

function activateRow(values: usize, size: i32, activation: i32): void {
  for (let i = 0; i < size; i += 4) {
    const at = values + <usize>i * 4;
    storeLanes(at, activate(activation, loadLanes(at, size - i)), size - i);
  }
}

/**
 * Back-propagation through time.
 * @param dz [T,B,H], becomes the gradient before the activation; the other arguments as of `lstmBackward`
 */
export function simpleRnnBackward(
  hidden: usize, dz: usize, dOut: usize, ut: usize, dHidden: usize, mask: usize, dropout: usize, scratch: usize,
  steps: i32, batch: i32, units: i32, sequences: i32, activation: i32, reverse: i32,
): void {
  const rowSize = <usize>units * 4;
  const stateStep = <usize>batch * rowSize;
  memory.fill(dHidden, 0, stateStep);
  for (let i = steps - 1; i >= 0; i--) {
    const t = stepAt(i, steps, reverse);
    const now = <usize>t * stateStep;
    const given: usize = sequences ? dOut + now : i == steps - 1 ? dOut : 0;
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      const masked = isMasked(mask, t, row, batch);
      rowBackward(hidden + now + at, dz + now + at, given != 0 ? given + at : 0, dHidden + at, units, activation, masked);
    }
    if (i > 0) backThroughState(dz + now, rowSize, ut, dHidden, dropout, scratch, batch, units, units);
  }
}

/** One sample at one step. A masked one hands its gradient on to the step before; else `dHidden` becomes zero. */
function rowBackward(h: usize, dz: usize, given: usize, dHidden: usize, units: i32, activation: i32, masked: bool): void {
  const zero = f32x4.splat(0);
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    let dh = loadLanes(dHidden + at, count);
    if (given != 0) dh = f32x4.add(dh, loadLanes(given + at, count));
    storeLanes(dHidden + at, masked ? dh : zero, count);
    storeLanes(dz + at, masked ? zero : f32x4.mul(dh, derivative(activation, loadLanes(h + at, count))), count);
  }
}
