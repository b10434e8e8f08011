/**
 * LSTM over whole sequences, time-major (Hochreiter & Schmidhuber 1997; gates as in Keras: input, forget, candidate,
 * output). Shapes: T steps, B samples, F inputs, H units.
 */
import { activate, derivative } from "./activations";
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, accumulateRows, accumulateTransposed, fillRows } from "./matrix";

/**
 * @param x [T,B,F]
 * @param w packed kernel [F,4H]
 * @param u packed recurrent kernel [H,4H]
 * @param bias [4H], or 0 where the layer has none
 * @param gates [T,B,4H], becomes the activated gates
 * @param cell [T,B,H], becomes c
 * @param squashed [T,B,H], becomes activation(c)
 * @param hidden [T,B,H], becomes h
 */
export function lstmForward(
  x: usize, w: usize, u: usize, bias: usize, gates: usize, cell: usize, squashed: usize, hidden: usize,
  steps: i32, batch: i32, features: i32, units: i32, activation: i32, recurrentActivation: i32,
): void {
  const columns = 4 * units;
  const rowSize = <usize>units * 4;
  const gateStep = <usize>batch * 4 * rowSize;
  const stateStep = <usize>batch * rowSize;
  fillRows(bias, gates, steps * batch, columns);
  accumulate(x, <usize>features * 4, 4, w, gates, 4 * rowSize, steps * batch, columns, features);
  for (let t = 0; t < steps; t++) {
    const z = gates + <usize>t * gateStep;
    const now = <usize>t * stateStep;
    // The state before the first step is zero, so there is nothing to add.
    if (t > 0) accumulate(hidden + now - stateStep, rowSize, 4, u, z, 4 * rowSize, batch, columns, units);
    for (let row = 0; row < batch; row++) {
      const at = now + <usize>row * rowSize;
      const before = t > 0 ? cell + at - stateStep : 0;
      cellForward(
        z + <usize>row * 4 * rowSize, before, cell + at, squashed + at, hidden + at, units, activation, recurrentActivation,
      );
    }
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

/**
 * Back-propagation through time.
 * @param gates [T,B,4H] as `lstmForward` left them; becomes the gradient of the gates before their activation
 * @param dOut gradient of h: [T,B,H] where every step is handed on (`sequences`), else [B,H] of the last step
 * @param ut packed transposed recurrent kernel [4H,H]
 * @param dHidden [B,H] scratch: gradient that comes back from the next step
 * @param dCell [B,H] scratch: gradient of c from the next step
 */
export function lstmBackward(
  gates: usize, cell: usize, squashed: usize, dOut: usize, ut: usize, dHidden: usize, dCell: usize,
  steps: i32, batch: i32, units: i32, sequences: i32, activation: i32, recurrentActivation: i32,
): void {
  const rowSize = <usize>units * 4;
  const gateStep = <usize>batch * 4 * rowSize;
  const stateStep = <usize>batch * rowSize;
  memory.fill(dCell, 0, stateStep);
  memory.fill(dHidden, 0, stateStep);
  for (let t = steps - 1; t >= 0; t--) {
    const z = gates + <usize>t * gateStep;
    const now = <usize>t * stateStep;
    const given: usize = sequences ? dOut + now : t == steps - 1 ? dOut : 0;
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      cellBackward(
        z + 4 * at, t > 0 ? cell + now - stateStep + at : 0, squashed + now + at, given != 0 ? given + at : 0,
        dHidden + at, dCell + at, units, activation, recurrentActivation,
      );
    }
    if (t == 0) break;
    memory.fill(dHidden, 0, stateStep);
    accumulate(z, 4 * rowSize, 4, ut, dHidden, rowSize, batch, units, 4 * units);
  }
}

/** One sample at one step; `before` and `given` may be 0. `dCell` becomes the gradient of c at the step before. */
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
    storeLanes(dCell + at, f32x4.mul(dc, f), count);
    storeLanes(zi, f32x4.mul(f32x4.mul(dc, g), derivative(recurrentActivation, i)), count);
    storeLanes(zf, f32x4.mul(f32x4.mul(dc, cBefore), derivative(recurrentActivation, f)), count);
    storeLanes(zg, f32x4.mul(f32x4.mul(dc, i), derivative(activation, g)), count);
    storeLanes(zo, f32x4.mul(f32x4.mul(dh, s), derivative(recurrentActivation, o)), count);
  }
}

/**
 * Gradients of the weights, added to what is there.
 * @param dGates [T,B,4H] as `lstmBackward` leaves them
 */
export function lstmWeightGradients(
  x: usize, hidden: usize, dGates: usize, dw: usize, du: usize, dBias: usize, scratch: usize,
  steps: i32, batch: i32, features: i32, units: i32,
): void {
  const columns = 4 * units;
  const second = dGates + 16 * <usize>(batch * units);
  accumulateTransposed(x, dGates, dw, features, columns, steps * batch, scratch);
  accumulateTransposed(hidden, second, du, units, columns, (steps - 1) * batch, scratch);
  if (dBias != 0) accumulateRows(dGates, dBias, steps * batch, columns);
}
