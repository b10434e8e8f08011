/** Losses: the mean over a batch, and its gradient. */

/**
 * Mean squared error over all values.
 * @param y, target [size]
 * @param dy [size], becomes the gradient of the mean
 * @returns the mean, summed in double precision
 */
export function meanSquaredError(y: usize, target: usize, dy: usize, size: i32): f64 {
  let sum: f64 = 0;
  const scale: f32 = <f32>2 / <f32>size;
  for (let i = 0; i < size; i++) {
    const at = <usize>i * 4;
    const difference = f32.load(y + at) - f32.load(target + at);
    sum += <f64>difference * <f64>difference;
    f32.store(dy + at, scale * difference);
  }
  return sum / <f64>size;
}
