/** Softmax over a row of values, and its derivative. */

/** Softmax of one row [size], in place, in double precision. */
export function softmaxRow(row: usize, size: i32): void {
  let largest = f32.load(row);
  for (let i = 1; i < size; i++) largest = max(largest, f32.load(row + <usize>i * 4));
  let sum: f64 = 0;
  for (let i = 0; i < size; i++) sum += NativeMath.exp(<f64>(f32.load(row + <usize>i * 4) - largest));
  for (let i = 0; i < size; i++) {
    const at = row + <usize>i * 4;
    f32.store(at, <f32>(NativeMath.exp(<f64>(f32.load(at) - largest)) / sum));
  }
}

/** d [size], the gradient of a softmax row y [size], becomes that of its scores. */
export function softmaxRowBackward(y: usize, d: usize, size: i32): void {
  let along: f64 = 0;
  for (let i = 0; i < size; i++) along += <f64>f32.load(y + <usize>i * 4) * <f64>f32.load(d + <usize>i * 4);
  for (let i = 0; i < size; i++) {
    const at = <usize>i * 4;
    f32.store(d + at, f32.load(y + at) * (f32.load(d + at) - <f32>along));
  }
}
