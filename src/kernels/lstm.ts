/**
 * LSTM over whole sequences, time-major (Hochreiter & Schmidhuber 1997; gates as in Keras: input, forget, candidate,
 * output). Shapes: T steps, B samples, F inputs, H units. Where a step is masked the state is carried over, and the
 * gates say so: input 0, forget 1, candidate 0, output 0.
 */
import { activate, derivative } from "./activations";
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, fillRows } from "./matrix";
import { addRow, backThroughState, isMasked, stateRead, stepAt } from "./recurrent";

/**
 * @param x [T,B,F]
 * @param w packed kernel [F,4H]
 * @param u packed recurrent kernel [H,4H]
 * @param bias [4H], or 0 where the layer has none
 * @param gates [T,B,4H], becomes the activated gates
 * @param cell [T,B,H], becomes c
 * @param squashed [T,B,H], becomes activation(c)
 * @param hidden [T,B,H], becomes h
 * @param mask [T,B], or 0
 * @param dropout [B,H] factors of the state that is read, or 0
 * @param dropped [T,B,H] becomes the state that is read, with dropout only
 */
export function lstmForward(
  x: usize, w: usize, u: usize, bias: usize, gates: usize, cell: usize, squashed: usize, hidden: usize,
  mask: usize, dropout: usize, dropped: usize,
  steps: i32, batch: i32, features: i32, units: i32, activation: i32, recurrentActivation: i32, reverse: i32,
): void {
  const columns = 4 * units;
  const rowSize = <usize>units * 4;
  const gateStep = <usize>batch * 4 * rowSize;
  const stateStep = <usize>batch * rowSize;
  fillRows(bias, gates, steps * batch, columns);
  accumulate(x, <usize>features * 4, 4, w, gates, 4 * rowSize, steps * batch, columns, features);
  let past: usize = 0;
  for (let i = 0; i < steps; i++) {
    const t = stepAt(i, steps, reverse);
    const z = gates + <usize>t * gateStep;
    const now = <usize>t * stateStep;
    // The state before the first step is zero, so there is nothing to add.
    if (i > 0) {
      const state = stateRead(hidden + past, dropout, dropped + past, batch * units);
      accumulate(state, rowSize, 4, u, z, 4 * rowSize, batch, columns, units);
    }
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      const zRow = z + 4 * at;
      const before = i > 0 ? cell + past + at : 0;
      if (isMasked(mask, t, row, batch)) {
        carryForward(zRow, rowSize, before, cell + now + at, squashed + now + at, i > 0 ? hidden + past + at : 0, hidden + now + at);
      } else {
        cellForward(
          zRow, before, cell + now + at, squashed + now + at, hidden + now + at, units, activation, recurrentActivation,
        );
      }
    }
    past = now;
  }
}

/** One sample at one step; `before` is 0 at the first. */
function cellForward(
  z: usize, before: usize, cell: usize, squashed: usize, hidden: usize, units: i32, activation: i32, recurrentActivation: i32,
): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const zi = z + at;
    const zf = zi + size;
    const zg = zf + size;
    const zo = zg + size;
    // All are read before any is written: lanes beyond the last unit belong to the next gate.
    const i = activate(recurrentActivation, loadLanes(zi, count));
    const f = activate(recurrentActivation, loadLanes(zf, count));
    const g = activate(activation, loadLanes(zg, count));
    const o = activate(recurrentActivation, loadLanes(zo, count));
    storeLanes(zi, i, count);
    storeLanes(zf, f, count);
    storeLanes(zg, g, count);
    storeLanes(zo, o, count);
    let c = f32x4.mul(i, g);
    if (before != 0) c = f32x4.add(f32x4.mul(f, loadLanes(before + at, count)), c);
    const s = activate(activation, c);
    storeLanes(cell + at, c, count);
    storeLanes(squashed + at, s, count);
    storeLanes(hidden + at, f32x4.mul(o, s), count);
  }
}

/** A masked step of one sample; `cellBefore` and `hiddenBefore` are 0 at the first. */
function carryForward(
  z: usize, rowSize: usize, cellBefore: usize, cell: usize, squashed: usize, hiddenBefore: usize, hidden: usize,
): void {
  memory.fill(z, 0, 4 * rowSize);
  for (let at: usize = 0; at < rowSize; at += 4) f32.store(z + rowSize + at, 1);
  memory.fill(squashed, 0, rowSize);
  if (cellBefore == 0) {
    memory.fill(cell, 0, rowSize);
    memory.fill(hidden, 0, rowSize);
  } else {
    memory.copy(cell, cellBefore, rowSize);
    memory.copy(hidden, hiddenBefore, rowSize);
  }
}

/**
 * Back-propagation through time.
 * @param gates [T,B,4H] as `lstmForward` left them; becomes the gradient of the gates before their activation
 * @param dOut gradient of h: [T,B,H] where every step is handed on (`sequences`), else [B,H] of the step read last
 * @param ut packed transposed recurrent kernel [4H,H]
 * @param dHidden [B,H] scratch: gradient that comes back from the next step
 * @param dCell [B,H] scratch: gradient of c from the next step
 * @param scratch [B,H], used with dropout only
 */
export function lstmBackward(
  gates: usize, cell: usize, squashed: usize, dOut: usize, ut: usize, dHidden: usize, dCell: usize,
  mask: usize, dropout: usize, scratch: usize,
  steps: i32, batch: i32, units: i32, sequences: i32, activation: i32, recurrentActivation: i32, reverse: i32,
): void {
  const rowSize = <usize>units * 4;
  const gateStep = <usize>batch * 4 * rowSize;
  const stateStep = <usize>batch * rowSize;
  memory.fill(dCell, 0, stateStep);
  memory.fill(dHidden, 0, stateStep);
  for (let i = steps - 1; i >= 0; i--) {
    const t = stepAt(i, steps, reverse);
    const z = gates + <usize>t * gateStep;
    const past = i > 0 ? cell + <usize>stepAt(i - 1, steps, reverse) * stateStep : 0;
    const given: usize = sequences ? dOut + <usize>t * stateStep : i == steps - 1 ? dOut : 0;
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      const given1: usize = given != 0 ? given + at : 0;
      if (isMasked(mask, t, row, batch)) {
        memory.fill(z + 4 * at, 0, 4 * rowSize);
        if (given1 != 0) addRow(given1, dHidden + at, units);
      } else {
        cellBackward(
          z + 4 * at, past != 0 ? past + at : 0, squashed + <usize>t * stateStep + at, given1,
          dHidden + at, dCell + at, units, activation, recurrentActivation,
        );
      }
    }
    if (i > 0) backThroughState(z, 4 * rowSize, ut, dHidden, dropout, scratch, batch, units, 4 * units);
  }
}

/**
 * One sample at one step; `before` and `given` may be 0. `dCell` becomes the gradient of c at the step before, `dHidden`
 * zero: what reaches the state before goes through the recurrent product.
 */
function cellBackward(
  z: usize, before: usize, squashed: usize, given: usize, dHidden: usize, dCell: usize,
  units: i32, activation: i32, recurrentActivation: i32,
): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const zi = z + at;
    const zf = zi + size;
    const zg = zf + size;
    const zo = zg + size;
    const i = loadLanes(zi, count);
    const f = loadLanes(zf, count);
    const g = loadLanes(zg, count);
    const o = loadLanes(zo, count);
    const s = loadLanes(squashed + at, count);
    let dh = loadLanes(dHidden + at, count);
    if (given != 0) dh = f32x4.add(dh, loadLanes(given + at, count));
    const dc = f32x4.add(loadLanes(dCell + at, count), f32x4.mul(f32x4.mul(dh, o), derivative(activation, s)));
    const cBefore = before != 0 ? loadLanes(before + at, count) : f32x4.splat(0);
    storeLanes(dHidden + at, f32x4.splat(0), count);
    storeLanes(dCell + at, f32x4.mul(dc, f), count);
    storeLanes(zi, f32x4.mul(f32x4.mul(dc, g), derivative(recurrentActivation, i)), count);
    storeLanes(zf, f32x4.mul(f32x4.mul(dc, cBefore), derivative(recurrentActivation, f)), count);
    storeLanes(zg, f32x4.mul(f32x4.mul(dc, i), derivative(activation, g)), count);
    storeLanes(zo, f32x4.mul(f32x4.mul(dh, s), derivative(recurrentActivation, o)), count);
  }
}
