/**
 * Scaled dot-product self-attention over the steps (Vaswani 2017), time-major. Shapes: T steps, B samples, N heads of D
 * values each. Queries, keys and values stand as [T,B,N D]; the products that make them are matrix products outside.
 */

import { softmaxRow, softmaxRowBackward } from "./softmax";

/** Sum of a b over `size` values. */
// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, size: i32): f32 {
  let lanes = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const at = <usize>i * 4;
    lanes = f32x4.add(lanes, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  let sum = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1);
  sum += f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3);
  for (; i < size; i++) sum += f32.load(a + <usize>i * 4) * f32.load(b + <usize>i * 4);
  return sum;
}

/** to [size] += factor a. */
// @ts-ignore: decorator
@inline
function addScaled(factor: f32, a: usize, to: usize, size: i32): void {
  let i = 0;
  const factors = f32x4.splat(factor);
  for (; i + 4 <= size; i += 4) {
    const at = <usize>i * 4;
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(factors, v128.load(a + at))));
  }
  for (; i < size; i++) {
    const at = <usize>i * 4;
    f32.store(to + at, f32.load(to + at) + factor * f32.load(a + at));
  }
}

/**
 * weights = softmax(q k^T / sqrt(D)) over the steps looked at, context = weights v. Masked steps are not looked at; a
 * masked step that looks, and any step where all are masked, looks at all alike, as in Keras.
 * @param weights [B,N,T,T], rows: the step that looks
 * @param context [T,B,N D]
 * @param mask [T,B], or 0
 */
export function attentionForward(
  q: usize, k: usize, v: usize, weights: usize, context: usize, mask: usize,
  steps: i32, batch: i32, heads: i32, size: i32,
): void {
  const width = <usize>(heads * size) * 4;
  const stride = <usize>batch * width;
  const scale = <f32>(1 / Math.sqrt(<f64>size));
  memory.fill(context, 0, <usize>steps * stride);
  for (let sample = 0; sample < batch; sample++) {
    for (let head = 0; head < heads; head++) {
      const at = <usize>sample * width + <usize>(head * size) * 4;
      for (let t = 0; t < steps; t++) {
        const row = weights + <usize>(((sample * heads + head) * steps + t) * steps) * 4;
        const query = q + <usize>t * stride + at;
        for (let s = 0; s < steps; s++) {
          let score = dot(query, k + <usize>s * stride + at, size) * scale;
          // Keras adds this to the scores of masked pairs, which makes them equal among themselves.
          if (mask != 0 && isHidden(mask, t, s, sample, batch)) score += <f32>-1e9;
          f32.store(row + <usize>s * 4, score);
        }
        softmaxRow(row, steps);
        const to = context + <usize>t * stride + at;
        for (let s = 0; s < steps; s++) addScaled(f32.load(row + <usize>s * 4), v + <usize>s * stride + at, to, size);
      }
    }
  }
}

function isHidden(mask: usize, t: i32, s: i32, sample: i32, batch: i32): bool {
  return f32.load(mask + <usize>(t * batch + sample) * 4) == 0 || f32.load(mask + <usize>(s * batch + sample) * 4) == 0;
}

/**
 * @param dContext [T,B,N D]
 * @param dq, dk, dv [T,B,N D], become the gradients
 * @param scores [T] scratch
 */
export function attentionBackward(
  q: usize, k: usize, v: usize, weights: usize, dContext: usize, dq: usize, dk: usize, dv: usize, scores: usize,
  steps: i32, batch: i32, heads: i32, size: i32,
): void {
  const width = <usize>(heads * size) * 4;
  const stride = <usize>batch * width;
  const scale = <f32>(1 / Math.sqrt(<f64>size));
  memory.fill(dq, 0, <usize>steps * stride);
  memory.fill(dk, 0, <usize>steps * stride);
  memory.fill(dv, 0, <usize>steps * stride);
  for (let sample = 0; sample < batch; sample++) {
    for (let head = 0; head < heads; head++) {
      const at = <usize>sample * width + <usize>(head * size) * 4;
      for (let t = 0; t < steps; t++) {
        const row = weights + <usize>(((sample * heads + head) * steps + t) * steps) * 4;
        const now = <usize>t * stride + at;
        for (let s = 0; s < steps; s++) {
          const then = <usize>s * stride + at;
          f32.store(scores + <usize>s * 4, dot(dContext + now, v + then, size));
          addScaled(f32.load(row + <usize>s * 4), dContext + now, dv + then, size);
        }
        softmaxRowBackward(row, scores, steps);
        for (let s = 0; s < steps; s++) {
          const then = <usize>s * stride + at;
          const d = f32.load(scores + <usize>s * 4) * scale;
          addScaled(d, k + then, dq + now, size);
          addScaled(d, q + now, dk + then, size);
        }
      }
    }
  }
}
