/**
 * Losses: the mean over the rows of a batch, and its gradient by the model's output. A row is one sample, or one step
 * of it. Definitions are those of Keras 3. Sums, logarithms and exponentials are in double precision; `Math` here is
 * compiled into the kernels, so every machine gives the same bits.
 */

// The numbers of `src/core/engine/wasm/trainingOperations.ts`.
// @ts-ignore: decorator
@inline export const SQUARED: i32 = 0;
// @ts-ignore: decorator
@inline export const ABSOLUTE: i32 = 1;
// @ts-ignore: decorator
@inline export const HUBER: i32 = 2;
// @ts-ignore: decorator
@inline export const BINARY: i32 = 3;
// @ts-ignore: decorator
@inline export const CATEGORICAL: i32 = 4;
// @ts-ignore: decorator
@inline export const SPARSE: i32 = 5;

// What the outputs of a crossentropy are: the parameter of these losses.
// @ts-ignore: decorator
@inline export const PROBABILITIES: f64 = 0;
// @ts-ignore: decorator
@inline export const LOGITS: f64 = 1;
/**
 * Probabilities that come out of the sigmoid or softmax that belongs to the loss, whose gradient is wanted before it:
 * probability less target, exact even where the probability has become 0 or 1.
 */
// @ts-ignore: decorator
@inline export const ACTIVATED: f64 = 2;

/** Probabilities are kept so far away from 0 and 1. */
const EPSILON: f64 = 1e-7;

/**
 * @param y outputs [rows,units]
 * @param target [rows,units]; for SPARSE [rows,1] class indices
 * @param dy [rows,units], becomes the gradient of the mean
 * @param parameter delta of HUBER; what the outputs of a crossentropy are
 * @param mask [rows], 0 for rows that do not count; or 0 where all do
 * @returns the mean over the rows that count; 0 where none does
 */
export function loss(
  kind: i32, y: usize, target: usize, dy: usize, rows: i32, units: i32, parameter: f64, mask: usize,
): f64 {
  const size = <usize>units * 4;
  const targetSize: usize = kind == SPARSE ? 4 : size;
  const counted = countRows(mask, rows);
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++, y += size, dy += size, target += targetSize) {
    if (mask != 0 && f32.load(mask + <usize>row * 4) == 0) memory.fill(dy, 0, size);
    else if (kind >= CATEGORICAL) sum += categorical(kind, y, target, dy, units, parameter, counted);
    else sum += elements(kind, y, target, dy, units, parameter, counted);
  }
  if (counted == 0) return 0;
  return kind >= CATEGORICAL ? sum / <f64>counted : sum / <f64>(counted * units);
}

/** How many of the rows count; see `loss`. */
export function countRows(mask: usize, rows: i32): i32 {
  if (mask == 0) return rows;
  let counted = 0;
  for (let row = 0; row < rows; row++) if (f32.load(mask + <usize>row * 4) != 0) counted++;
  return counted;
}

/** Losses that look at every output by itself: the sum over one row. */
function elements(kind: i32, y: usize, target: usize, dy: usize, units: i32, parameter: f64, rows: i32): f64 {
  const size: f32 = <f32>(rows * units);
  let sum: f64 = 0;
  for (let at: usize = 0; at < <usize>units * 4; at += 4) {
    const value = f32.load(y + at);
    const wanted = f32.load(target + at);
    const difference = value - wanted;
    const distance = <f64>Mathf.abs(difference);
    if (kind == SQUARED) {
      sum += distance * distance;
      f32.store(dy + at, (<f32>2 / size) * difference);
    } else if (kind == BINARY) {
      if (parameter == LOGITS) sum += binaryOfLogit(value, wanted, dy + at, size);
      else sum += binary(value, wanted, dy + at, size, parameter == ACTIVATED);
    } else if (kind == HUBER && distance <= parameter) {
      sum += 0.5 * distance * distance;
      f32.store(dy + at, difference / size);
    } else {
      const slope: f64 = kind == HUBER ? parameter : 1;
      sum += kind == HUBER ? slope * distance - 0.5 * slope * slope : distance;
      // NaN goes on: it is neither above nor below.
      const sign: f32 = difference > 0 ? 1 : difference < 0 ? -1 : difference;
      f32.store(dy + at, <f32>slope * sign / size);
    }
  }
  return sum;
}

/** -t log p - (1-t) log (1-p); the gradient is zero where p was cut off. */
function binary(p: f32, t: f32, dy: usize, size: f32, activated: bool): f64 {
  const q = clip(<f64>p);
  if (activated) f32.store(dy, (p - t) / size);
  else f32.store(dy, q == <f64>p ? <f32>((q - <f64>t) / (q * (1 - q)) / <f64>size) : 0);
  return -(<f64>t * Math.log(q) + (1 - <f64>t) * Math.log(1 - q));
}

/** The same of p = sigmoid(x), without its overflow: max(x,0) - x t + log(1 + e^-|x|). */
function binaryOfLogit(x: f32, t: f32, dy: usize, size: f32): f64 {
  const z = <f64>x;
  const e = Math.exp(-Math.abs(z));
  const p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
  f32.store(dy, <f32>((p - <f64>t) / <f64>size));
  return Math.max(z, 0) - z * <f64>t + Math.log1p(e);
}

/** -sum t log p over one row: of probabilities that are first divided by their sum, or of logits. */
function categorical(kind: i32, y: usize, target: usize, dy: usize, units: i32, parameter: f64, rows: i32): f64 {
  return parameter == LOGITS
    ? categoricalOfLogits(kind, y, target, dy, units, <f64>rows)
    : categoricalOfProbabilities(kind, y, target, dy, units, <f64>rows, parameter == ACTIVATED);
}

/** With q = p / sum p: dq = -t/q where q was not cut off, and dp = (dq - sum q dq) / sum p. */
function categoricalOfProbabilities(
  kind: i32, y: usize, target: usize, dy: usize, units: i32, rows: f64, activated: bool,
): f64 {
  let total: f64 = 0;
  for (let k = 0; k < units; k++) total += <f64>f32.load(y + <usize>k * 4);
  let sum: f64 = 0;
  let inner: f64 = 0;
  let mass: f64 = 0;
  for (let k = 0; k < units; k++) {
    const t = wanted(kind, target, k);
    const p = <f64>f32.load(y + <usize>k * 4) / total;
    const q = clip(p);
    sum -= t * Math.log(q);
    if (q == p) inner -= t;
    mass += t;
  }
  for (let k = 0; k < units; k++) {
    const p = <f64>f32.load(y + <usize>k * 4) / total;
    const t = wanted(kind, target, k);
    const dq: f64 = clip(p) == p ? -t / p : 0;
    f32.store(dy + <usize>k * 4, <f32>((activated ? p * mass - t : (dq - inner) / total) / rows));
  }
  return sum;
}

/** sum t (log sum e^x - x), the largest x taken off before; dx = softmax(x) sum t - t. */
function categoricalOfLogits(kind: i32, y: usize, target: usize, dy: usize, units: i32, rows: f64): f64 {
  let largest = <f64>f32.load(y);
  for (let k = 1; k < units; k++) largest = Math.max(largest, <f64>f32.load(y + <usize>k * 4));
  let total: f64 = 0;
  let mass: f64 = 0;
  for (let k = 0; k < units; k++) {
    total += Math.exp(<f64>f32.load(y + <usize>k * 4) - largest);
    mass += wanted(kind, target, k);
  }
  const logTotal = Math.log(total);
  let sum: f64 = 0;
  for (let k = 0; k < units; k++) {
    const x = <f64>f32.load(y + <usize>k * 4) - largest;
    const t = wanted(kind, target, k);
    sum += t * (logTotal - x);
    f32.store(dy + <usize>k * 4, <f32>((Math.exp(x) / total * mass - t) / rows));
  }
  return sum;
}

/** The target of one class. */
// @ts-ignore: decorator
@inline
function wanted(kind: i32, target: usize, k: i32): f64 {
  return kind == SPARSE ? <f64>(<i32>f32.load(target) == k) : <f64>f32.load(target + <usize>k * 4);
}

/** NaN stays NaN. */
// @ts-ignore: decorator
@inline
function clip(p: f64): f64 {
  return p < EPSILON ? EPSILON : p > 1 - EPSILON ? 1 - EPSILON : p;
}
