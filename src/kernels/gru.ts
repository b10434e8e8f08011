/**
 * GRU over whole sequences, time-major (Cho 2014; gates as in Keras: update z, reset r, candidate g).
 * h_t = z h_{t-1} + (1 - z) g, where g = activation(x W_g + b_g + r (h_{t-1} U_g + b'_g)) with the reset gate behind the
 * recurrent product (`resetAfter`, as in cuDNN), else g = activation(x W_g + b_g + (r h_{t-1}) U_g).
 * Shapes: T steps, B samples, F inputs, H units. A masked step carries the state over, and its gates say so: update 1,
 * reset 0, candidate 0.
 */
import { activate, derivative } from "./activations";
import { loadLanes, storeLanes } from "./lanes";
import { accumulate, fillRows } from "./matrix";
import { backThroughState, isMasked, stateRead, stepAt } from "./recurrent";

/**
 * @param w packed kernel [F,3H]
 * @param u packed recurrent kernel: [H,3H] with `resetAfter`, else [H,2H] of update and reset
 * @param uCandidate packed recurrent kernel of the candidate [H,H], without `resetAfter` only
 * @param bias [3H], or 0
 * @param recurrentBias [3H], or 0; with `resetAfter` only
 * @param gates [T,B,3H], becomes the activated gates
 * @param inner with `resetAfter` [T,B,3H], becomes h U + b'; else [T,B,H], becomes r h
 * @param hidden [T,B,H], becomes h; the other arguments as of `lstmForward`
 */
export function gruForward(
  x: usize, w: usize, u: usize, uCandidate: usize, bias: usize, recurrentBias: usize, gates: usize, inner: usize, hidden: usize,
  mask: usize, dropout: usize, dropped: usize,
  steps: i32, batch: i32, features: i32, units: i32, activation: i32, recurrentActivation: i32, reverse: i32,
): void {
  const columns = 3 * units;
  const resetAfter = uCandidate == 0;
  const rowSize = <usize>units * 4;
  const stateStep = <usize>batch * rowSize;
  fillRows(bias, gates, steps * batch, columns);
  accumulate(x, <usize>features * 4, 4, w, gates, 3 * rowSize, steps * batch, columns, features);
  if (resetAfter) fillRows(recurrentBias, inner, steps * batch, columns);
  let past: usize = 0;
  for (let i = 0; i < steps; i++) {
    const t = stepAt(i, steps, reverse);
    const now = <usize>t * stateStep;
    const z = gates + 3 * now;
    const state: usize = i > 0 ? stateRead(hidden + past, dropout, dropped + past, batch * units) : 0;
    if (resetAfter) {
      const product = inner + 3 * now;
      if (i > 0) accumulate(state, rowSize, 4, u, product, 3 * rowSize, batch, columns, units);
      for (let row = 0; row < batch; row++) {
        const at = <usize>row * rowSize;
        gatesAfter(z + 3 * at, product + 3 * at, units, activation, recurrentActivation);
      }
    } else {
      if (i > 0) accumulate(state, rowSize, 4, u, z, 3 * rowSize, batch, 2 * units, units);
      for (let row = 0; row < batch; row++) {
        const at = <usize>row * rowSize;
        gatesBefore(z + 3 * at, i > 0 ? state + at : 0, inner + now + at, units, recurrentActivation);
      }
      const candidate = z + 2 * rowSize;
      if (i > 0) accumulate(inner + now, rowSize, 4, uCandidate, candidate, 3 * rowSize, batch, units, units);
      for (let row = 0; row < batch; row++) activateCandidate(candidate + <usize>row * 3 * rowSize, units, activation);
    }
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      const zRow = z + 3 * at;
      if (isMasked(mask, t, row, batch)) carryGates(zRow, rowSize);
      mix(zRow, i > 0 ? hidden + past + at : 0, hidden + now + at, units);
    }
    past = now;
  }
}

/** Activates the gates of one sample, with the reset gate on the product [3H]. */
function gatesAfter(z: usize, product: usize, units: i32, activation: i32, recurrentActivation: i32): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const zz = z + at;
    const zr = zz + size;
    const zg = zr + size;
    const p = product + at;
    const update = activate(recurrentActivation, f32x4.add(loadLanes(zz, count), loadLanes(p, count)));
    const reset = activate(recurrentActivation, f32x4.add(loadLanes(zr, count), loadLanes(p + size, count)));
    const candidate = f32x4.add(loadLanes(zg, count), f32x4.mul(reset, loadLanes(p + 2 * size, count)));
    storeLanes(zz, update, count);
    storeLanes(zr, reset, count);
    storeLanes(zg, activate(activation, candidate), count);
  }
}

/** Activates update and reset of one sample and resets the state; `state` is 0 at the first step. */
function gatesBefore(z: usize, state: usize, resetState: usize, units: i32, recurrentActivation: i32): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const zz = z + at;
    const zr = zz + size;
    const update = activate(recurrentActivation, loadLanes(zz, count));
    const reset = activate(recurrentActivation, loadLanes(zr, count));
    storeLanes(zz, update, count);
    storeLanes(zr, reset, count);
    const before = state != 0 ? loadLanes(state + at, count) : f32x4.splat(0);
    storeLanes(resetState + at, f32x4.mul(reset, before), count);
  }
}

function activateCandidate(values: usize, units: i32, activation: i32): void {
  for (let unit = 0; unit < units; unit += 4) {
    const at = values + <usize>unit * 4;
    storeLanes(at, activate(activation, loadLanes(at, units - unit)), units - unit);
  }
}

function carryGates(z: usize, rowSize: usize): void {
  for (let at: usize = 0; at < rowSize; at += 4) f32.store(z + at, 1);
  memory.fill(z + rowSize, 0, 2 * rowSize);
}

/** h = z h' + (1 - z) g of one sample; `before` is 0 at the first step. */
function mix(z: usize, before: usize, hidden: usize, units: i32): void {
  const size = <usize>units * 4;
  const one = f32x4.splat(1);
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const update = loadLanes(z + at, count);
    let h = f32x4.mul(f32x4.sub(one, update), loadLanes(z + at + 2 * size, count));
    if (before != 0) h = f32x4.add(f32x4.mul(update, loadLanes(before + at, count)), h);
    storeLanes(hidden + at, h, count);
  }
}

/**
 * Back-propagation through time.
 * @param gates as `gruForward` left them; becomes the gradient of the gates before their activation
 * @param inner as `gruForward` left it; with `resetAfter` it becomes the gradient of h U + b'
 * @param ut packed transposed recurrent kernel: [3H,H] with `resetAfter`, else [2H,H]
 * @param utCandidate packed transposed recurrent kernel of the candidate [H,H], without `resetAfter` only
 * @param dReset [B,H] scratch, without `resetAfter` only; the other arguments as of `lstmBackward`
 */
export function gruBackward(
  gates: usize, inner: usize, hidden: usize, dOut: usize, ut: usize, utCandidate: usize, dHidden: usize, dReset: usize,
  mask: usize, dropout: usize, dropped: usize, scratch: usize,
  steps: i32, batch: i32, units: i32, sequences: i32, activation: i32, recurrentActivation: i32, reverse: i32,
): void {
  const resetAfter = utCandidate == 0;
  const rowSize = <usize>units * 4;
  const stateStep = <usize>batch * rowSize;
  memory.fill(dHidden, 0, stateStep);
  for (let i = steps - 1; i >= 0; i--) {
    const t = stepAt(i, steps, reverse);
    const now = <usize>t * stateStep;
    const z = gates + 3 * now;
    const past = i > 0 ? <usize>stepAt(i - 1, steps, reverse) * stateStep : 0;
    const given: usize = sequences ? dOut + now : i == steps - 1 ? dOut : 0;
    for (let row = 0; row < batch; row++) {
      const at = <usize>row * rowSize;
      mixBackward(
        z + 3 * at, i > 0 ? hidden + past + at : 0, given != 0 ? given + at : 0, dHidden + at, units,
        activation, recurrentActivation, isMasked(mask, t, row, batch),
      );
    }
    if (resetAfter) {
      const product = inner + 3 * now;
      for (let row = 0; row < batch; row++) {
        const at = 3 * <usize>row * rowSize;
        resetAfterBackward(z + at, product + at, units, recurrentActivation);
      }
      if (i > 0) backThroughState(product, 3 * rowSize, ut, dHidden, dropout, scratch, batch, units, 3 * units);
    } else {
      memory.fill(dReset, 0, stateStep);
      accumulate(z + 2 * rowSize, 3 * rowSize, 4, utCandidate, dReset, rowSize, batch, units, units);
      const state: usize = i == 0 ? 0 : dropout != 0 ? dropped + past : hidden + past;
      for (let row = 0; row < batch; row++) {
        const at = <usize>row * rowSize;
        resetBeforeBackward(
          z + 3 * at, state != 0 ? state + at : 0, dReset + at, dHidden + at, dropout != 0 ? dropout + at : 0, units, recurrentActivation,
        );
      }
      if (i > 0) backThroughState(z, 3 * rowSize, ut, dHidden, dropout, scratch, batch, units, 2 * units);
    }
  }
}

/**
 * Through h = z h' + (1 - z) g of one sample: the gradients of update and candidate before their activation are
 * written, the reset gate stays; `dHidden` becomes what reaches the state before directly.
 */
function mixBackward(
  z: usize, before: usize, given: usize, dHidden: usize, units: i32,
  activation: i32, recurrentActivation: i32, masked: bool,
): void {
  const size = <usize>units * 4;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    let dh = loadLanes(dHidden + at, count);
    if (given != 0) dh = f32x4.add(dh, loadLanes(given + at, count));
    const update = loadLanes(z + at, count);
    const candidate = loadLanes(z + at + 2 * size, count);
    const h = before != 0 ? loadLanes(before + at, count) : zero;
    const dUpdate = f32x4.mul(f32x4.mul(dh, f32x4.sub(h, candidate)), derivative(recurrentActivation, update));
    const dCandidate = f32x4.mul(f32x4.mul(dh, f32x4.sub(one, update)), derivative(activation, candidate));
    storeLanes(dHidden + at, masked ? dh : f32x4.mul(dh, update), count);
    storeLanes(z + at, masked ? zero : dUpdate, count);
    storeLanes(z + at + 2 * size, masked ? zero : dCandidate, count);
  }
}

/** The reset gate on the product: its own gradient, and that of the product [3H], which takes the product's place. */
function resetAfterBackward(z: usize, product: usize, units: i32, recurrentActivation: i32): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const dUpdate = loadLanes(z + at, count);
    const reset = loadLanes(z + at + size, count);
    const dCandidate = loadLanes(z + at + 2 * size, count);
    const p = loadLanes(product + at + 2 * size, count);
    const dResetGate = f32x4.mul(f32x4.mul(dCandidate, p), derivative(recurrentActivation, reset));
    storeLanes(z + at + size, dResetGate, count);
    storeLanes(product + at, dUpdate, count);
    storeLanes(product + at + size, dResetGate, count);
    storeLanes(product + at + 2 * size, f32x4.mul(dCandidate, reset), count);
  }
}

/** The reset gate on the state: its own gradient, and what goes through r h to the state before. */
function resetBeforeBackward(
  z: usize, state: usize, dReset: usize, dHidden: usize, dropout: usize, units: i32, recurrentActivation: i32,
): void {
  const size = <usize>units * 4;
  for (let unit = 0; unit < units; unit += 4) {
    const count = units - unit;
    const at = <usize>unit * 4;
    const reset = loadLanes(z + at + size, count);
    const d = loadLanes(dReset + at, count);
    const before = state != 0 ? loadLanes(state + at, count) : f32x4.splat(0);
    let through = f32x4.mul(d, reset);
    if (dropout != 0) through = f32x4.mul(through, loadLanes(dropout + at, count));
    storeLanes(dHidden + at, f32x4.add(loadLanes(dHidden + at, count), through), count);
    storeLanes(z + at + size, f32x4.mul(f32x4.mul(d, before), derivative(recurrentActivation, reset)), count);
  }
}
