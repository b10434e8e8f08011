/** One gradient of the parts of a batch. */

/**
 * gradients [size] become the mean over the parts, each weighted by its share of the rows that count, part by part in
 * order.
 * @param gradients of the first part; those of the others follow `stride` bytes apart
 * @param counts doubles, 16 bytes apart: the rows of each part that count
 */
export function combine(gradients: usize, stride: usize, size: i32, counts: usize, parts: i32): void {
  let total: f64 = 0;
  for (let part = 0; part < parts; part++) total += load<f64>(counts + <usize>part * 16);
  for (let part = 0; part < parts; part++) {
    const share = f32x4.splat(total > 0 ? <f32>(load<f64>(counts + <usize>part * 16) / total) : 0);
    const from = gradients + <usize>part * stride;
    for (let at: usize = 0; at < <usize>size * 4; at += 16) {
      const value = f32x4.mul(v128.load(from + at), share);
      v128.store(gradients + at, part == 0 ? value : f32x4.add(v128.load(gradients + at), value));
    }
  }
}
